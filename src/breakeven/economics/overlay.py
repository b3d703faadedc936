"""Who is the cheapest where, once more curves are laid over regions that are known."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from breakeven.domain.numbers import Array, Flags
from breakeven.economics.breakeven import Curve, Region, sign_changes

AIR = 1.0 + 1e-9
"""What is dearer by more than the roundings of a cost."""


def overlaid(
    areas: Sequence[Region], curves: Mapping[str, Curve], more: Mapping[str, Curve]
) -> tuple[Region, ...]:
    """Return regions in which more offers take what they are cheaper at; a tie changes nothing.

    `curves` holds those that win the regions so far. Exact, as crossings are.
    """
    found = tuple(areas)
    bounds = {name: _Bounds(curve) for name, curve in curves.items()}
    for name, curve in more.items():
        bounds[name] = _Bounds(curve)
        found = _laid(found, bounds, name)
    return found


def lowest(
    curves: Mapping[str, Curve], *, low: float, high: float, known: Sequence[Region] = ()
) -> tuple[Region, ...]:
    """Return who of some curves is the cheapest where on (low, high], exactly.

    `known` are regions of these and perhaps of more curves: where one of these wins among all, it
    wins among these.
    """
    pieces: list[Region] = []
    reached = low
    for area in known:
        start = max(reached, area.from_requests_per_day)
        end = min(_end(area), high)
        if area.cheapest in curves and end > start:
            pieces += _unknown(reached, start)
            pieces.append(_region(start, end, area.cheapest))
            reached = end
    pieces += _unknown(reached, high)
    return _filled(pieces, curves)


class _Bounds:
    """A curve with the line that it is never below, and never above with its band added."""

    __slots__ = ("band", "curve", "fixed", "slope")

    def __init__(self, curve: Curve) -> None:
        self.curve = curve
        self.fixed, self.slope = float(curve.fixed), float(curve.slope)
        self.band = float(curve.band)

    def least(self, volume: float) -> float:
        return self.fixed + self.slope * volume

    def most(self, volume: float) -> float:
        return self.fixed + self.slope * volume + self.band


def _laid(areas: Sequence[Region], bounds: Mapping[str, _Bounds], name: str) -> tuple[Region, ...]:
    """Return regions with one more offer laid over them."""
    mine = bounds[name]
    pieces: list[Region] = []
    for area in areas:
        low, high = area.from_requests_per_day, _end(area)
        theirs = bounds[area.cheapest]
        # A line that is above another at both ends is above it everywhere between.
        if all(mine.least(v) >= theirs.most(v) * AIR for v in (low, high)):
            pieces.append(area)
            continue
        volumes, signs = sign_changes(theirs.curve, mine.curve, low=low, high=high)
        edges = [low, *volumes.tolist(), high]
        for start, end, sign in zip(edges[:-1], edges[1:], signs, strict=True):
            pieces.append(_region(start, end, area.cheapest if sign <= 0 else name))
    return _joined(pieces)


def _filled(pieces: Sequence[Region], curves: Mapping[str, Curve]) -> tuple[Region, ...]:
    """Return regions with those of which nobody is known to win divided among those who can.

    Costs never fall with volume: an offer can win a range only if just after its start it costs at
    most the least cost at its end.
    """
    gaps = [piece for piece in pieces if not piece.cheapest]
    lows = np.nextafter([gap.from_requests_per_day for gap in gaps], np.inf)
    highs = np.array([_end(gap) for gap in gaps])
    able: Iterator[Flags] = iter(_able(curves, lows, highs).T) if gaps else iter(())
    found: list[Region] = []
    for piece in pieces:
        if piece.cheapest:
            found.append(piece)
            continue
        first, *others = [name for name, can in zip(curves, next(able), strict=True) if can]
        found += overlaid(
            [replace(piece, cheapest=first)],
            {first: curves[first]},
            {name: curves[name] for name in others},
        )
    return _joined(found)


def _able(curves: Mapping[str, Curve], lows: Array, highs: Array) -> Flags:
    """Return which offers can win which ranges, shape (curves, ranges)."""
    volumes = np.concatenate([lows, highs])
    usd = np.stack([np.broadcast_to(c.cost(volumes), volumes.shape) for c in curves.values()])
    first, last = np.split(usd, 2, axis=1)
    return np.asarray(first <= last.min(axis=0) * AIR)


def _end(area: Region) -> float:
    """Return where a region ends."""
    return np.inf if area.to_requests_per_day is None else area.to_requests_per_day


def _region(start: float, end: float, name: str) -> Region:
    return Region(from_requests_per_day=start, to_requests_per_day=end, cheapest=name)


def _unknown(start: float, end: float) -> list[Region]:
    """Return a range of which nobody knows who wins, where there is one."""
    return [_region(start, end, "")] if end > start else []


def _joined(pieces: Sequence[Region]) -> tuple[Region, ...]:
    """Return neighbours with one winner as one."""
    joined: list[Region] = []
    for piece in pieces:
        if joined and joined[-1].cheapest == piece.cheapest:
            joined[-1] = replace(joined[-1], to_requests_per_day=piece.to_requests_per_day)
        else:
            joined.append(piece)
    return tuple(joined)
