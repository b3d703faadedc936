"""One question with some of its values varied: all combinations of all values."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from breakeven.domain.scenario import Scenario

Cell = str | float | int | bool | None
"""A value of a table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One combination."""

    number: int
    """From 0 on, in the order of the axes, the last one fastest."""
    values: Mapping[str, Cell]
    """By axis, as a table shows them."""
    scenario: Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """A base scenario, its axes and their combinations."""

    axes: tuple[str, ...]
    """Paths of the scenario's fields, such as `workload.requests_per_day`."""
    points: tuple[Point, ...]
    folder: str
    """To which the scenario's paths are relative."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What one combination's answer came to; empty where there is none."""

    number: int
    values: Mapping[str, Cell] = field(default_factory=dict)
    winner: str = ""
    winner_kind: str = ""
    usd_per_month: float | None = None
    usd_per_million_tokens: float | None = None
    p_best: float | None = None
    runner_up: str = ""
    runner_up_usd_per_month: float | None = None
    crossings: int | None = None
    """Volumes at which the cheapest option changes."""
    flips_below_requests_per_day: float | None = None
    """The nearest of them below the volume."""
    flips_above_requests_per_day: float | None = None
    """The nearest above it."""
    flips_above_to: str = ""
    problem: str = ""
    """Why there is no answer."""
