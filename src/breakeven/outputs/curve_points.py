"""Points that draw a cost curve exactly: both ends of every step that an eye can tell apart."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from breakeven.domain.numbers import Array
from breakeven.economics.breakeven import Curve, Region
from breakeven.economics.overlay import lowest
from breakeven.outputs.region_bar import Window

GRID = 80
"""Points of a smooth stretch."""
VISIBLE_STEPS = 60
"""Step 60 is 1.7 % wide, less than a pixel or two of a logarithmic axis."""


def points(curve: Curve, window: Window) -> Array:
    """Return requests a day and US dollars a month, rising in volume, jumps drawn vertical.

    Shape (points, 2).
    """
    grid = np.geomspace(window.low, window.high, GRID)
    jumps = visible_jumps(curve, window)
    after = np.nextafter(jumps, np.inf)
    volumes = np.unique(np.concatenate([grid, jumps, after]))
    return np.column_stack([volumes, np.asarray(curve.cost(volumes), float)])


def visible_jumps(curve: Curve, window: Window) -> Array:
    """Return the volumes inside the window after which a curve jumps, up to VISIBLE_STEPS."""
    width, first = float(curve.step_requests), max(float(curve.minimum_steps), 1.0)
    if not np.isfinite(width) or not curve.step_usd:
        return np.empty(0)
    if curve.scaled:
        return curve.jumps(window.low, min(window.high, VISIBLE_STEPS * width))[:VISIBLE_STEPS]
    jumps = np.arange(first, first + VISIBLE_STEPS) * width
    inside: Array = jumps[(jumps >= window.low) & (jumps < window.high)]
    return inside


def cheapest_changes(
    curves: Mapping[str, Curve], window: Window, *, regions: Sequence[Region] = ()
) -> list[tuple[float, float, str, str]]:
    """Return (volume, cost, winner before, winner after) where the cheapest of the curves changes.

    Changes at the same volume as seen from both sides of a jump count once. `regions` are those of
    the curves, and perhaps of more, where they are known.
    """
    if not curves:
        return []
    found = lowest(curves, low=window.low, high=window.high, known=regions)
    return [
        (
            after.from_requests_per_day,
            float(curves[before.cheapest].cost(after.from_requests_per_day)),
            before.cheapest,
            after.cheapest,
        )
        for before, after in pairwise(found)
    ]
