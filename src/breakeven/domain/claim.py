"""A published claim about cost: what it starts from, and what it says follows."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from annotated_types import Ge, Gt, Le

Stated = float | tuple[float, float]
"""A number as a claim states it: one value, or the ends of a range."""
Never = Literal["never"]
AT_LEAST = 0.01
"""Share by which a recomputed value may differ where a claim names no tolerance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One figure that a claim publishes: a `value`, or ends of a range."""

    quantity: str
    """A name of `breakeven.domain.claim_terms`."""
    value: float | Never | None = None
    low: float | None = None
    """At least this; with `high` a range."""
    high: float | None = None
    """At most this."""
    unit: str = ""
    """Of the published figure where it is not the quantity's own: percent, cents, million, …"""
    tolerance: Annotated[float, Ge(0), Le(1)] | None = None
    """Share by which a recomputed value may differ."""
    half_digit: Annotated[float, Ge(0)] = 0.0
    """Half a unit of the last published digit: what rounding may hide."""
    given: tuple[str, ...] = ()
    """Names of the claim's variants whose inputs this answer rests on."""
    benchmark: str = ""
    """On which a saving by routing was measured, and at what quality."""

    def margin(self, at: float) -> float:
        """Return how far a recomputed value may lie from one that was published.

        >>> Answer(quantity="payback_months", value=0.3, half_digit=0.05).margin(0.3)
        0.05
        """
        share = AT_LEAST if self.tolerance is None else self.tolerance
        return max(share * abs(at), self.half_digit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What someone published, restated with the names and units of `claim_terms`."""

    title: str
    source: str = ""
    url: str = ""
    date: datetime.date | None = None
    """When it was published."""
    prices_as_of: datetime.date | None = None
    """Day of the prices that it rests on, where it says so."""
    model: str = ""
    """That runs on the machine."""
    api_model: str = ""
    """That it replaces."""
    gpu: str = ""
    """Accelerator of the machine."""
    purchase: str = ""
    """How the cloud machine is bought: on-demand, spot, reserved-1y, …"""
    note: str = ""
    inputs: Mapping[str, Stated] = field(default_factory=dict)
    """What all answers rest on."""
    variants: Mapping[str, Mapping[str, Stated]] = field(default_factory=dict)
    """Named inputs that only some answers rest on; they go before `inputs`."""
    answers: tuple[Answer, ...] = ()

    def inputs_of(self, answer: Answer) -> dict[str, Stated]:
        """Return what one answer rests on; the variant named last goes first."""
        found = dict(self.inputs)
        for name in answer.given:
            found |= self.variants[name]
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What is known beside a claim, from facts: it never replaces the claim's own inputs."""

    active_parameters_billion: Annotated[float, Gt(0)] | None = None
    peak_tflops: Annotated[float, Gt(0)] | None = None
    """Of one accelerator at its fastest precision."""
    typical: Mapping[str, float] = field(default_factory=dict)
    """Assumptions by id, to say what a left-out input would change."""
    today: datetime.date | None = None
    unknown: tuple[str, ...] = ()
    """Names of the claim that no fact carries, with the nearest ones."""
