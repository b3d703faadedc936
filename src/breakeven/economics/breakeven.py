"""Where the cheapest offer changes: exact geometry on cost curves.

Between two jumps every curve is a line, so a change of sign there is one division; at a jump it
is the jump's own volume. All crossings are found, "never" included.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np

from breakeven.domain.numbers import Array
from breakeven.economics.blend_curve import BlendCurve
from breakeven.economics.curve import CostCurve
from breakeven.economics.hybrid_curve import HybridCurve

Curve: TypeAlias = CostCurve | HybridCurve | BlendCurve
MAX_PIECES = 400_000
"""Beyond this many steps the search stops and says how far it went."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """A volume at which the cheaper offer changes."""

    requests_per_day: float
    below: str
    """The cheaper offer up to here."""
    above: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A range of volumes with one cheapest offer."""

    from_requests_per_day: float
    to_requests_per_day: float | None
    """None: without end."""
    cheapest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakeven:
    """All crossings of two offers."""

    crossings: tuple[Crossing, ...]
    regions: tuple[Region, ...]
    searched_to_requests_per_day: float | None
    """None where no crossing can lie beyond the last; else how far the search went."""

    @property
    def never(self) -> bool:
        """Whether one offer is the cheaper one at every volume."""
        return not self.crossings

    def to_dict(self) -> dict[str, object]:
        """Return the JSON of `breakeven cross`."""
        return {
            "crossings": [
                {"requests_per_day": c.requests_per_day, "below": c.below, "above": c.above}
                for c in self.crossings
            ],
            "regions": [region_dict(r) for r in self.regions],
            "never": self.never,
            "searched_to_requests_per_day": self.searched_to_requests_per_day,
        }


def region_dict(region: Region) -> dict[str, object]:
    """Return a region as JSON."""
    return {
        "from_requests_per_day": region.from_requests_per_day,
        "to_requests_per_day": region.to_requests_per_day,
        "cheapest": region.cheapest,
    }


def horizon(a: Curve, b: Curve) -> float:
    """Return a volume beyond which the two cannot cross; infinity when they always may.

    Each curve lies between its long-run line and that line plus its band; where the bands have
    parted, they never meet again.
    """
    slope = float(a.slope) - float(b.slope)
    started = (
        max(float(c.minimum_steps) * float(c.step_requests) for c in (a, b) if c.step_usd)
        if (a.step_usd or b.step_usd)
        else 0.0
    )
    apart = float(a.fixed) - float(b.fixed)
    if slope == 0.0:
        parted = apart > float(b.band) or -apart > float(a.band)
        same_line = not (a.step_usd or b.step_usd)
        return started if parted or same_line else np.inf
    reach = (float(b.band) - apart) / slope if slope > 0 else (float(a.band) + apart) / -slope
    return max(reach, started) * (1 + 1e-9) + 1.0


def cross(a: Curve, b: Curve, *, names: tuple[str, str]) -> Breakeven:
    """Return every crossing of two curves over all volumes, and who is cheaper where."""
    limit = horizon(a, b)
    widths = [float(c.step_requests) for c in (a, b) if c.step_usd]
    affordable = MAX_PIECES / sum(1 / w for w in widths) if widths else np.inf
    searched = None if limit <= affordable else affordable
    volumes, signs = sign_changes(a, b, low=0.0, high=min(limit, affordable))
    cheaper = [names[0] if s <= 0 else names[1] for s in signs]
    crossings = tuple(
        Crossing(requests_per_day=float(v), below=below, above=above)
        for v, (below, above) in zip(volumes, pairwise(cheaper), strict=True)
    )
    edges: list[float | None] = [0.0, *(c.requests_per_day for c in crossings), searched]
    return Breakeven(
        crossings=crossings,
        regions=_regions(edges, cheaper),
        searched_to_requests_per_day=searched,
    )


def _regions(edges: Sequence[float | None], cheapest: Sequence[str]) -> tuple[Region, ...]:
    return tuple(
        Region(from_requests_per_day=low or 0.0, to_requests_per_day=high, cheapest=name)
        for (low, high), name in zip(pairwise(edges), cheapest, strict=True)
    )


def sign_changes(a: Curve, b: Curve, *, low: float, high: float) -> tuple[Array, list[float]]:
    """Return where cost(a) - cost(b) changes its sign in (low, high), and the signs in between.

    A tie keeps the sign before it; signs has one entry more than volumes.
    """
    inner = np.unique(np.concatenate([a.jumps(low, high), b.jumps(low, high)]))
    edges = np.concatenate([[low], inner[(inner > low) & (inner < high)], [high]])
    start, end = edges[:-1], edges[1:]
    (cost_a, rise_a), (cost_b, rise_b) = a.lines(edges), b.lines(edges)
    at_end, slope = np.asarray(cost_a - cost_b, float), np.asarray(rise_a - rise_b, float)
    at_start = at_end - slope * (end - start)
    scale = np.abs(cost_a) + np.abs(cost_b)
    at_start = np.where(np.abs(at_start) <= 1e-14 * scale, 0.0, at_start)
    at_end = np.where(np.abs(at_end) <= 1e-14 * scale, 0.0, at_end)
    signs = np.sign(np.column_stack([at_start, at_end]).ravel())
    with np.errstate(divide="ignore", invalid="ignore"):
        root = np.where(slope != 0.0, start - at_start / slope, end)
    places = np.column_stack([start, np.clip(root, start, end)]).ravel()
    kept = signs != 0
    signs, places = signs[kept], places[kept]
    if not signs.size:
        return np.empty(0), [0.0]
    changed = np.flatnonzero(np.diff(signs)) + 1
    return places[changed], [float(s) for s in signs[np.concatenate([[0], changed])]]
