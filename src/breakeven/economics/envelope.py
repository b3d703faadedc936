"""Which of many offers is the cheapest at each volume: the exact lower envelope.

Who is beaten in everything that a curve is made of is never the cheapest, and is left out first.
Costs never fall with volume, so on a short interval an offer can win only if its cost just after
the left end is at most the least cost at the right end. A fine grid leaves a handful of offers on
each interval; among those the geometry is exact.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from breakeven.domain.numbers import Array, Flags, Index
from breakeven.economics.breakeven import Region
from breakeven.economics.curve import CostCurve

GRID = 400
PIECES = 2_000
"""Between two jumps, of one stretch."""
TIED = 1e-12
"""Costs that differ by less, as a share, are equal."""


def regions(
    curves: CostCurve, ids: Sequence[str], *, low: float, high: float
) -> tuple[Region, ...]:
    """Return who is the cheapest on (low, high], exactly.

    `curves` holds arrays of shape (len(ids),). The first of equals wins.
    """
    kept = undominated(curves, size=len(ids))
    curves, ids = curves.take(kept, size=len(ids)), [ids[i] for i in kept]
    grid = np.geomspace(low, high, GRID + 1)
    found: list[tuple[float, int]] = []
    for left, right, able in _able(curves, grid):
        for start, winner in _stretch(curves, able, left, right):
            if not found or found[-1][1] != winner:
                found.append((start, winner))
    ends = [start for start, _ in found[1:]] + [high]
    return tuple(
        Region(from_requests_per_day=start, to_requests_per_day=end, cheapest=ids[winner])
        for (start, winner), end in zip(found, ends, strict=True)
    )


def undominated(curves: CostCurve, *, size: int) -> Index:
    """Return the offers that no other one beats or equals in every number of its curve, in order.

    Offers are compared among those whose machines run at the same times. Of those left, the one
    with the least sum of ranks is beaten by none: it stays, and all that it beats go.
    """
    columns = less_is_better(curves, size=size)
    scaled, ratio = (
        np.broadcast_to(np.asarray(values, float), (size,))
        for values in (curves.scaled, curves.base_ratio)
    )
    times = np.unique(np.stack([scaled, ratio]), axis=1, return_inverse=True)[1].reshape(-1)
    kept: list[int] = []
    for group in range(times.max(initial=-1) + 1):
        left = np.flatnonzero(times == group)
        ranks = np.stack([np.unique(c[left], return_inverse=True)[1] for c in columns])
        score = ranks.sum(axis=0)
        while left.size:
            first = int(np.argmin(score))
            kept.append(int(left[first]))
            free = (ranks < ranks[:, first, None]).any(axis=0)
            left, ranks, score = left[free], ranks[:, free], score[free]
    return np.array(sorted(kept), np.intp)


def less_is_better(curves: CostCurve, *, size: int) -> Array:
    """Return what curves are made of, each the better the less it is, shape (numbers, size)."""
    names = ("step_requests", "fixed", "per_request", "step_usd", "minimum_steps")
    served, *costs = (
        np.broadcast_to(np.asarray(getattr(curves, name), float), (size,)) for name in names
    )
    return np.stack([np.where(costs[2] > 0, -served, -np.inf), *costs])


def _able(curves: CostCurve, grid: Array) -> Iterator[tuple[float, float, Index]]:
    """Yield stretches of the grid with the offers that can win on them."""
    column = curves.sampled(np.ones((1, 1)))
    at_right = np.asarray(column.cost(grid[None, 1:]), float)
    after_left = np.asarray(column.cost(np.nextafter(grid, np.inf)[None, :-1]), float)
    able = after_left <= at_right.min(axis=0)
    jumps = _jumps_per_request(curves, size=len(able))
    ends, other = grid.tolist(), (able[:, 1:] != able[:, :-1]).any(axis=0).tolist()
    start, both, often = 0, able[:, 0], _often(able[:, 0], jumps)
    for k, changes in enumerate(other, start=1):
        more = both | able[:, k] if changes else both
        rate = _often(more, jumps) if changes else often
        # One stretch for many intervals, while its pieces stay few.
        if rate * (ends[k + 1] - ends[start]) > PIECES:
            yield ends[start], ends[k], np.flatnonzero(both)
            start, more, rate = k, able[:, k], _often(able[:, k], jumps)
        both, often = more, rate
    yield ends[start], ends[-1], np.flatnonzero(both)


def _often(able: Flags, jumps: Array) -> float:
    """Return how many jumps some offers have together; one alone is not looked at."""
    return float(jumps[able].sum()) if able.sum() > 1 else 0.0


def _jumps_per_request(curves: CostCurve, *, size: int) -> Array:
    """Return how many jumps each offer has in a range of one request a day."""
    hours = curves.hours.busiest.size if curves.hours is not None else 1
    width, usd, scaled = (
        np.broadcast_to(np.asarray(v, float), (size,))
        for v in (curves.step_requests, curves.step_usd, curves.scaled)
    )
    return np.where(usd > 0, np.where(scaled > 0, hours, 1) / width, 0.0)


def _stretch(curves: CostCurve, able: Index, left: float, right: float) -> list[tuple[float, int]]:
    """Return (start, winner) of each piece of one stretch."""
    if able.size == 1:
        return [(left, int(able[0]))]
    size = np.size(curves.step_requests)
    jumps = np.concatenate([curves.pick(int(i)).jumps(left, right) for i in able])
    edges = np.unique(np.concatenate([[left], jumps[(jumps > left) & (jumps < right)], [right]]))
    picked = curves.take(able, size=size)
    slopes = np.asarray(picked.per_request, float)
    ends = np.asarray(picked.sampled(np.ones((1, 1))).cost(edges[None, 1:]), float)
    starts = ends - slopes[:, None] * np.diff(edges)
    first, last = _least(starts, slopes), _least(ends, slopes)
    # The lower envelope of lines is concave: who has the least at both ends has it between.
    settled = first == last
    new = ~settled | (first != np.append(-1, first[:-1])) | ~np.append(False, settled[:-1])
    pieces: list[tuple[float, int]] = []
    for k in np.flatnonzero(new):
        if settled[k]:
            pieces.append((float(edges[k]), int(able[first[k]])))
        else:
            found = _lines(ends[:, k], slopes, float(edges[k]), float(edges[k + 1]))
            pieces += [(x, int(able[i])) for x, i in found]
    return pieces


def _least(values: Array, slopes: Array) -> Index:
    """Return the offer with the least value of each column; of equals the least steep."""
    least = values.min(axis=0)
    tied = values <= least + TIED * np.abs(least)
    return np.asarray(np.argmin(np.where(tied, slopes[:, None], np.inf), axis=0))


def _lines(ends: Array, slopes: Array, start: float, end: float) -> list[tuple[float, int]]:
    """Return the lower envelope of lines given by their value at `end`, from left to right."""
    pieces: list[tuple[float, int]] = []
    x = start
    while x < end:
        values = ends - slopes * (end - x)
        winner = int(_least(values[:, None], slopes)[0])
        pieces.append((x, winner))
        steeper = slopes < slopes[winner]
        if not steeper.any():
            break
        gain = slopes[winner] - slopes[steeper]
        meets = x + (values[steeper] - values[winner]) / gain
        x = max(float(meets.min()), np.nextafter(x, np.inf))
    return pieces
