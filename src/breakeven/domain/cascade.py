"""A small and a large model for one workload: who sees which request."""

from dataclasses import dataclass
from typing import Literal

from breakeven.domain.workload import Share

CascadeKind = Literal["cascade", "routing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cascade:
    """Two models as someone writes them down."""

    small: str = ""
    large: str = ""
    kind: CascadeKind = "cascade"
    """`cascade`: the small model answers every request, and the large one those that are escalated;
    `routing`: each request goes to one of them."""
    escalation_rate: Share | None = None
    """Share of the requests that the large model answers; None: as measured, or as assumed."""
    results: str = ""
    """A CSV with one request a row, relative to the scenario's folder: `escalated` (and `correct`,
    of the final answer, where it is known)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """Two models under our ids, with the share that the large one answers."""

    small: str
    large: str
    kind: CascadeKind
    share: float
    source: str
    """Where the share is known from."""
    assumed: bool = False
    """Whether nobody said or measured it."""
    success: float | None = None
    """Share of the final answers that were correct, as measured."""
    requests: int = 0
    """That were measured."""
