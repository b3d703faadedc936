"""Which of many offers is the cheapest at each volume: the exact lower envelope.

Who is beaten in everything that a curve is made of is never the cheapest, and is left out first.
Costs never fall with volume, so on a short interval an offer can win only if its cost just after
the left end is at most the least cost at the right end. A fine grid leaves a handful of offers on
each interval; among those the geometry is exact.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from breakeven.domain.numbers import Array, Index
from breakeven.economics.breakeven import Region
from breakeven.economics.curve import CostCurve

GRID = 400


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
        for start, winner in _interval(curves, able, left, right):
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
    names = ("step_requests", "fixed", "per_request", "step_usd", "minimum_steps")
    served, *costs, scaled, ratio = (
        np.broadcast_to(np.asarray(getattr(curves, n), float), (size,))
        for n in (*names, "scaled", "base_ratio")
    )
    columns = np.stack([np.where(costs[2] > 0, -served, -np.inf), *costs])
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


def _able(curves: CostCurve, grid: Array) -> Iterator[tuple[float, float, Index]]:
    """Yield each interval of the grid with the offers that can win on it."""
    column = curves.sampled(np.ones((1, 1)))
    at_right = np.asarray(column.cost(grid[None, 1:]), float)
    after_left = np.asarray(column.cost(np.nextafter(grid, np.inf)[None, :-1]), float)
    able = after_left <= at_right.min(axis=0)
    for i, (left, right) in enumerate(pairwise(grid)):
        yield float(left), float(right), np.flatnonzero(able[:, i])


def _interval(curves: CostCurve, able: Index, left: float, right: float) -> list[tuple[float, int]]:
    """Return (start, winner) of each piece of one interval."""
    if able.size == 1:
        return [(left, int(able[0]))]
    picked = [curves.pick(int(i)) for i in able]
    jumps = np.concatenate([c.jumps(left, right) for c in picked])
    edges = np.unique(np.concatenate([[left], jumps[(jumps > left) & (jumps < right)], [right]]))
    pieces: list[tuple[float, int]] = []
    for start, end in pairwise(edges):
        slopes = np.array([float(c.per_request) for c in picked])
        ends = np.array([float(c.cost(end)) for c in picked])
        pieces += [(x, int(able[i])) for x, i in _lines(ends, slopes, float(start), float(end))]
    return pieces


def _lines(ends: Array, slopes: Array, start: float, end: float) -> list[tuple[float, int]]:
    """Return the lower envelope of lines given by their value at `end`, from left to right."""
    pieces: list[tuple[float, int]] = []
    x = start
    while x < end:
        values = ends - slopes * (end - x)
        least = values.min()
        tied = np.flatnonzero(values <= least + 1e-12 * abs(least))
        winner = int(tied[np.argmin(slopes[tied])])
        pieces.append((x, winner))
        steeper = slopes < slopes[winner]
        if not steeper.any():
            break
        gain = slopes[winner] - slopes[steeper]
        meets = x + (values[steeper] - values[winner]) / gain
        x = max(float(meets.min()), np.nextafter(x, np.inf))
    return pieces
