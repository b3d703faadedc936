"""One published figure against what its claim's own inputs give."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import inf
from typing import Literal

from breakeven.domain.claim import Answer, Beside, Stated
from breakeven.domain.claim_terms import SCALES, TERMS
from breakeven.economics.claims.derivation import Span, Step, derive, finite, missing
from breakeven.economics.claims.slips import Remedy, remedies, slip

Verdict = Literal["holds", "contradicts", "missing-inputs", "unlabelled"]
VOLUMES = frozenset(
    f"breakeven_{volume}"
    for volume in (
        "tokens_per_day",
        "tokens_per_second",
        "million_tokens_per_month",
        "requests_per_hour",
        "requests_per_day",
        "requests_per_month",
    )
)
"""Volumes that machines must be able to serve."""
SHORT_MONTH = 30.0
SHORT = "it holds with months of 30 days"
MARGIN = 1.02
"""Beyond the capacity by less than this may be rounding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Implied:
    """An input that is not stated, with the value that a published figure implies."""

    quantity: str
    value: float
    answer: Answer
    """The figure that implies it."""

    def to_dict(self) -> dict[str, object]:
        """Return it for JSON."""
        return {
            "input": self.quantity,
            "value": self.value,
            "by": self.answer.quantity,
            "given": list(self.answer.given),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A published figure, recomputed."""

    answer: Answer
    verdict: Verdict
    recomputed: Span | None = None
    ratio: float | None = None
    """Recomputed over published."""
    never: bool = False
    """Whether what is asked for cannot come about."""
    steps: tuple[Step, ...] = ()
    missing: tuple[str, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    implied: Implied | None = None
    """An input that another figure of the claim implies."""
    limit: float | None = None
    """The most that the machines can serve, in the quantity's unit."""
    tokens_per_second: float | None = None
    """What a volume comes to, spread evenly over the day."""
    notes: tuple[str, ...] = ()

    @property
    def holds(self) -> bool | None:
        """Return whether the figure follows; None where that cannot be told."""
        return None if self.verdict == "missing-inputs" else self.verdict == "holds"

    def to_dict(self) -> dict[str, object]:
        """Return it for JSON."""
        a = self.answer
        return {
            "quantity": a.quantity,
            "given": list(a.given),
            "unit": TERMS[a.quantity].unit,
            "published": published(a),
            "recomputed": finite(self.recomputed),
            "ratio": self.ratio,
            "holds": self.holds,
            "verdict": self.verdict,
            "never": self.never,
            "machines_can_serve": self.limit,
            "tokens_per_second": self.tokens_per_second,
            "steps": [s.to_dict() for s in self.steps],
            "would_hold_with": [
                {"input": r.quantity, "value": r.needed, "instead_of": r.stated}
                for r in self.remedies
            ],
            "implied": self.implied and self.implied.to_dict(),
            "notes": list(self.notes),
            "missing": list(self.missing),
        }


def published(answer: Answer) -> object:
    """Return a published figure in its quantity's own unit."""
    scale = SCALES.get(answer.unit, 1.0)
    if isinstance(answer.value, str):
        return answer.value
    if answer.value is not None:
        return answer.value * scale
    ends = {"low": answer.low, "high": answer.high}
    return {name: end * scale for name, end in ends.items() if end is not None}


def scaled(answer: Answer) -> float:
    """Return a published point in its quantity's own unit."""
    value = answer.value if isinstance(answer.value, float) else inf
    return value * SCALES.get(answer.unit, 1.0)


def margin(answer: Answer) -> float:
    """Return how far a value may lie from a published point, in its quantity's own unit."""
    value = answer.value if isinstance(answer.value, float) else 0.0
    return answer.margin(value) * SCALES.get(answer.unit, 1.0)


def check(answer: Answer, stated: Mapping[str, Stated], beside: Beside) -> Checked:
    """Recompute one published figure; a month that is not stated may have 30 days."""
    found = _check(answer, stated, beside)
    mean = any(s.formula.output == "days_per_month" for s in found.steps)
    if found.verdict == "contradicts" and mean:
        short = _check(answer, {**stated, "days_per_month": SHORT_MONTH}, beside)
        if short.holds:
            return replace(short, notes=(*short.notes, SHORT))
    return found


def _check(answer: Answer, stated: Mapping[str, Stated], beside: Beside) -> Checked:
    steps = derive(answer.quantity, stated)
    if answer.quantity.startswith("routed_saving") and not answer.benchmark:
        note = "a saving by routing means nothing without its benchmark and quality"
        seen = steps[-1].value if steps else None
        return Checked(
            answer=answer, verdict="unlabelled", recomputed=seen, steps=steps or (), notes=(note,)
        )
    if steps is None:
        return Checked(
            answer=answer,
            verdict="missing-inputs",
            missing=missing(answer.quantity, stated),
        )
    value = steps[-1].value
    limit, limited_by = _limit(answer.quantity, stated, beside)
    never = value.low == inf or value.low > limit * MARGIN
    target = _missed(answer, value)
    claims_never = answer.value == "never"
    holds = never if claims_never else target is None and not never
    nearest = target if target is not None else _nearest(answer, value)
    ratio = value.low / nearest if nearest and value.low < inf else None
    guess = slip(ratio, stated) if ratio is not None and target is not None else ""
    way = tuple(s.formula for s in steps)
    return Checked(
        answer=answer,
        verdict="holds" if holds else "contradicts",
        recomputed=value,
        ratio=ratio,
        never=never,
        steps=steps,
        remedies=() if holds or target is None else remedies(way, stated, target=target),
        limit=limit if limit < inf else None,
        tokens_per_second=_known("breakeven_tokens_per_second", stated)
        if answer.quantity in VOLUMES
        else None,
        notes=tuple(_notes(value, guess, limited_by if never else "")),
    )


def _scaled(answer: Answer) -> tuple[float | None, float | None, float]:
    """Return the ends of a published figure and its margin, in the quantity's own unit."""
    scale = SCALES.get(answer.unit, 1.0)
    if isinstance(answer.value, str):
        return inf, inf, 0.0
    if answer.value is not None:
        return answer.value * scale, answer.value * scale, answer.margin(answer.value) * scale
    low = None if answer.low is None else answer.low * scale
    high = None if answer.high is None else answer.high * scale
    return low, high, answer.margin(answer.high or answer.low or 0.0) * scale


def _missed(answer: Answer, value: Span) -> float | None:
    """Return the published end that a recomputed value misses, None where it misses none."""
    low, high, margin = _scaled(answer)
    point = answer.value is not None
    # A published point must lie within a recomputed range, a published range must hold it.
    above, below = (value.low, value.high) if point else (value.high, value.low)
    slack = margin * (1 + 1e-9)
    if high is not None and above > high + slack:
        return high
    if low is not None and below < low - slack:
        return low
    return None


def _nearest(answer: Answer, value: Span) -> float | None:
    low, high, _ = _scaled(answer)
    ends = [end for end in (low, high) if end is not None and end < inf]
    return min(ends, key=lambda end: abs(end - value.low), default=None)


def _limit(quantity: str, stated: Mapping[str, Stated], beside: Beside) -> tuple[float, str]:
    """Return the volume that the machines can serve in the quantity's unit, and what limits it."""
    if quantity not in VOLUMES:
        return inf, ""
    capacity = _known("capacity_tokens_per_day", stated)
    name = "what the machines serve when full"
    if capacity is None:
        facts = {
            "gpu_peak_tflops": beside.peak_tflops,
            "active_parameters_billion": beside.active_parameters_billion,
        }
        known = {n: v for n, v in facts.items() if v is not None}
        per_second = _known("tokens_per_second_bound", {**known, **stated})
        capacity = None if per_second is None else per_second * 86_400
        name = "the peak arithmetic of its GPUs"
    asked = _known(quantity, stated)
    tokens = _known("breakeven_tokens_per_day", stated)
    if capacity is None or asked is None or tokens is None:
        return _requests_limit(quantity, stated)
    return capacity * asked / tokens, name


def _requests_limit(quantity: str, stated: Mapping[str, Stated]) -> tuple[float, str]:
    """Return the limit of a volume in requests whose tokens are unknown."""
    per_day = _known("capacity_requests_per_day", stated)
    days = _known("days_per_month", stated) or stated.get("days_per_month")
    scale = {"breakeven_requests_per_hour": 1 / 24, "breakeven_requests_per_day": 1.0}
    if quantity == "breakeven_requests_per_month" and isinstance(days, int | float):
        scale[quantity] = float(days)
    if per_day is None or quantity not in scale:
        return inf, ""
    return per_day * scale[quantity], "what the machines serve when full"


def _known(quantity: str, stated: Mapping[str, Stated]) -> float | None:
    value = stated.get(quantity)
    if value is not None:
        return max(value) if isinstance(value, tuple) else float(value)
    steps = derive(quantity, stated)
    return steps[-1].value.high if steps else None


def _notes(value: Span, guess: str, limited_by: str) -> Iterator[str]:
    if guess:
        yield f"the two differ by {guess}"
    if value.low == inf:
        yield "nothing is saved, so it never pays"
    elif limited_by:
        yield f"that is beyond {limited_by}: on this machine the API never loses"
