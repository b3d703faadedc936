"""What a contradiction looks like: a slip that would explain it, and what would make it true."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import inf, log

from breakeven.domain.claim import Stated
from breakeven.domain.claim_terms import TERMS
from breakeven.economics.claims.derivation import outcome
from breakeven.economics.claims.formula import Formula

WHY = {"utilization": ": idle hours are paid too", "gpus": ": one of them, or all?"}
FACTORS = (
    (12.0, "a year and a month"),
    (24.0, "a day and an hour"),
    (30.4375, "a month and a day"),
    (60.0, "minutes and seconds or hours"),
    (3600.0, "hours and seconds"),
    (100.0, "per cent and shares, or cents and dollars"),
)
WHOLE = ("GPUs", "machines", "units", "days", "people")
"""Units of what nobody would change by a fraction to make a claim true."""
FARTHEST = 1e9
HALVINGS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """The value of one input with which a published figure would hold."""

    quantity: str
    stated: float
    needed: float


def slip(ratio: float, stated: Mapping[str, Stated]) -> str:
    """Return the mistake that a ratio suggests, "" where it suggests none.

    >>> slip(1_098.0, {})
    'about a factor of a thousand: thousands, millions or billions confused'
    >>> slip(8.0, {"gpus": 8.0})
    'just gpus (8): one of them, or all?'
    """
    if not 0 < ratio < inf:
        return ""
    size = max(ratio, 1 / ratio)
    for name in ("gpus", "machines", "utilization", "hours_per_day", "output_over_input"):
        value = stated.get(name)
        if not isinstance(value, int | float) or value in (0, 1):
            continue
        if _near(size, max(value, 1 / value), 0.02):
            return f"just {name} ({value:g}){WHY.get(name, '')}"
    for factor, words in FACTORS:
        if _near(size, factor, 0.02):
            return f"a factor of {factor:g}: {words}"
    if _near(size, 1e3, 0.15):
        return "about a factor of a thousand: thousands, millions or billions confused"
    return "about a factor of a million" if _near(size, 1e6, 0.15) else ""


def _near(value: float, wanted: float, share: float) -> bool:
    return abs(value / wanted - 1) <= share


def remedies(
    way: tuple[Formula, ...], stated: Mapping[str, Stated], *, target: float
) -> tuple[Remedy, ...]:
    """Return what each input alone would have to be, the least changes first."""
    found = sorted(_remedies(way, stated, target), key=lambda r: abs(log(r.needed / r.stated)))
    return tuple(found)


def _remedies(
    way: tuple[Formula, ...], stated: Mapping[str, Stated], target: float
) -> Iterator[Remedy]:
    used = {name for formula in way for name in formula.inputs}
    for name, value in stated.items():
        if name not in used or isinstance(value, tuple) or value <= 0 or TERMS[name].unit in WHOLE:
            continue
        needed = solved(way, stated, name, float(value), target)
        possible = needed is not None and (TERMS[name].unit != "share" or needed <= 1)
        if needed is not None and possible:
            yield Remedy(quantity=name, stated=float(value), needed=needed)


def solved(
    way: tuple[Formula, ...], stated: Mapping[str, Stated], name: str, value: float, target: float
) -> float | None:
    """Return the value of one input that gives the target, None where none does."""

    def beyond(factor: float) -> bool:
        return outcome(way, {**stated, name: value * factor}).low > target

    low, high = (1.0, FARTHEST) if beyond(1.0) != beyond(FARTHEST) else (1 / FARTHEST, 1.0)
    at_low = beyond(low)
    if at_low == beyond(high):
        return None
    for _ in range(HALVINGS):
        middle = (low * high) ** 0.5
        low, high = (middle, high) if beyond(middle) == at_low else (low, middle)
    return value * float((low * high) ** 0.5)
