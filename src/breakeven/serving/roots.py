"""The highest value inside rising bounds, for many options at once."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from breakeven.domain.numbers import Array, Flags

PRECISION = 2e-7
"""Ratio of a bracket's ends, less 1, at which it is narrow enough."""
MOST = 60
"""Rounds, more than halving alone would need."""
EDGE = 0.02
"""The first round stays so far from both ends, as a share of the bracket."""
FLOOR = 1e-3
CEILING = 1e3
"""Bounds below and above tell no more."""

Bounds = Callable[[Array, NDArray[np.intp]], Array]
"""From values of shape (k,) and the places of those k options to bounds of shape (bounds, k), which
rise with the value; above 1 is outside."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Highest:
    """The highest values inside, arrays of shape (options,)."""

    at: Array
    """`low` where nothing is inside."""
    is_inside: Flags
    binding: NDArray[np.intp]
    """Which bound is passed just above."""


def highest(bounds: Bounds, *, low: Array, high: Array) -> Highest:
    """Return the highest value between `low` and `high` inside all bounds, for each option.

    `low` is above 0, and `high` is taken to be outside. By Chandrupatla's method (1997): inverse
    quadratic interpolation where it is safe, else halving.
    """
    everyone = np.arange(low.size)
    f_low, _ = _excess(bounds(low, everyone))
    f_high, binding = _excess(bounds(high, everyone))
    is_inside = f_low <= 0.0
    best = low.copy()
    live = np.flatnonzero(is_inside & (high > low))
    x1, f1, x2, f2 = high[live], f_high[live], low[live], f_low[live]
    share = np.clip(f1 / np.maximum(f1 - f2, 1e-12), EDGE, 1.0 - EDGE)
    for _ in range(MOST):
        if not live.size:
            break
        x = x1 + share * (x2 - x1)
        f, which = _excess(bounds(x, live))
        inside = f <= 0.0
        best[live[inside]] = x[inside]
        binding[live[~inside]] = which[~inside]
        same = inside == (f1 <= 0.0)
        x3, f3 = np.where(same, x1, x2), np.where(same, f1, f2)
        x2, f2 = np.where(same, x2, x1), np.where(same, f2, f1)
        x1, f1 = x, f
        keep = np.abs(x2 - x1) > PRECISION * x1
        live = live[keep]
        x1, f1, x2, f2, x3, f3 = (v[keep] for v in (x1, f1, x2, f2, x3, f3))
        share = _next(x1, f1, x2, f2, x3, f3)
    return Highest(at=best, is_inside=is_inside, binding=binding)


def _excess(bounds: Array) -> tuple[Array, NDArray[np.intp]]:
    """Return the logarithm of the worst bound, and which it is."""
    which = bounds.argmax(axis=0)
    worst = np.take_along_axis(bounds, which[None], axis=0)[0]
    return np.log(np.clip(worst, FLOOR, CEILING)), which


def _next(x1: Array, f1: Array, x2: Array, f2: Array, x3: Array, f3: Array) -> Array:
    """Return which share of the way from x1 to x2 to try next."""
    with np.errstate(divide="ignore", invalid="ignore"):
        xi, phi = (x1 - x2) / (x3 - x2), (f1 - f2) / (f3 - f2)
        safe = (phi**2 < xi) & ((1.0 - phi) ** 2 < 1.0 - xi)
        curved = f1 / (f2 - f1) * f3 / (f2 - f3) + (x3 - x1) / (x2 - x1) * f1 / (f3 - f1) * f2 / (
            f3 - f2
        )
    least = 0.4 * PRECISION * x1 / np.abs(x2 - x1)
    share: Array = np.clip(np.where(safe, curved, 0.5), least, 1.0 - least)
    return share
