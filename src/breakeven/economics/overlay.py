"""Who is the cheapest where, once one more curve is laid over regions that are known."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from breakeven.economics.breakeven import Curve, Region, sign_changes


def overlaid(
    areas: Sequence[Region], curves: Mapping[str, Curve], name: str, curve: Curve
) -> tuple[Region, ...]:
    """Return regions in which one more offer takes what it is cheaper at; a tie changes nothing.

    `curves` holds those that win the regions so far. Exact, as crossings are.
    """
    pieces: list[Region] = []
    least = _line(curve)
    winners = {area.cheapest: curves[area.cheapest] for area in areas}
    most = {who: _line(known, float(known.band)) for who, known in winners.items()}
    for area in areas:
        low, high = area.from_requests_per_day, area.to_requests_per_day
        assert high is not None  # noqa: S101 - regions of a range of volumes end
        # A line that is above another at both ends is above it everywhere between.
        if all(least(v) >= most[area.cheapest](v) * (1 + 1e-9) for v in (low, high)):
            pieces.append(area)
            continue
        volumes, signs = sign_changes(curves[area.cheapest], curve, low=low, high=high)
        edges = [low, *(float(v) for v in volumes), high]
        for start, end, sign in zip(edges[:-1], edges[1:], signs, strict=True):
            who = area.cheapest if sign <= 0 else name
            pieces.append(
                Region(from_requests_per_day=start, to_requests_per_day=end, cheapest=who)
            )
    return _joined(pieces)


def _line(curve: Curve, above: float = 0.0) -> Callable[[float], float]:
    """Return a curve's long-run line: it is never below, and never above with its band added."""
    fixed, slope = float(curve.fixed) + above, float(curve.slope)
    return lambda volume: fixed + slope * volume


def _joined(pieces: Sequence[Region]) -> tuple[Region, ...]:
    """Return neighbours with one winner as one."""
    joined: list[Region] = []
    for piece in pieces:
        if joined and joined[-1].cheapest == piece.cheapest:
            joined[-1] = replace(joined[-1], to_requests_per_day=piece.to_requests_per_day)
        else:
            joined.append(piece)
    return tuple(joined)
