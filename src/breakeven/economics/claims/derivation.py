"""Find a way from what a claim states to what it asks, and walk it.

Known quantities are settled in the order of fewest steps (Knuth, 1977: Dijkstra's algorithm for
formulas with several inputs). Where no formula is left that needs only what is known, the next
thing is taken for granted, one at a time: what a claim states goes before what it leaves out.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from heapq import heappop, heappush
from math import inf

import numpy as np

from breakeven.domain.claim import Stated
from breakeven.domain.claim_terms import TERMS
from breakeven.domain.numbers import Num
from breakeven.economics.claims import comparing, paying, running, volume
from breakeven.economics.claims.formula import Formula

FORMULAS = (*volume.FORMULAS, *paying.FORMULAS, *running.FORMULAS, *comparing.FORMULAS)
ASSUMED = (*volume.ASSUMED, *paying.ASSUMED, *running.ASSUMED)
"""What is taken for granted, in the order in which it is."""
USERS: dict[str, list[int]] = {}
for _number, _formula in enumerate((*FORMULAS, *ASSUMED)):
    for _name in _formula.inputs:
        USERS.setdefault(_name, []).append(_number)


@dataclass(frozen=True, slots=True)
class Span:
    """A value, or the ends between which it lies."""

    low: float
    high: float

    @property
    def plain(self) -> float | list[float]:
        """Return one number where there is one."""
        return self.low if self.low == self.high else [self.low, self.high]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One formula with its numbers."""

    formula: Formula
    inputs: Mapping[str, Span]
    value: Span

    def to_dict(self) -> dict[str, object]:
        """Return it for JSON."""
        return {
            "quantity": self.formula.output,
            "unit": TERMS[self.formula.output].unit,
            "formula": self.formula.text,
            "inputs": {name: finite(span) for name, span in self.inputs.items()},
            "value": finite(self.value),
            "why": self.formula.why,
            "assumes": self.formula.assumes or None,
        }


def finite(span: Span | None) -> object:
    """Return a span for JSON, which knows no infinity: `never`."""
    if span is None:
        return None
    found = ["never" if v == inf else v for v in (span.low, span.high)]
    return found[0] if span.low == span.high else found


def ways(stated: Iterable[str], *, barred: str = "") -> Mapping[str, Formula]:
    """Return the formula by which each quantity follows from those that are stated.

    `barred` is a quantity that must not be used on the way to others.
    """
    return _ways(frozenset(stated), barred)


@lru_cache(maxsize=4096)
def _ways(stated: frozenset[str], barred: str) -> Mapping[str, Formula]:
    every = (*FORMULAS, *ASSUMED)
    missing = [len(f.inputs) for f in every]
    steps: dict[str, int] = {}
    found: dict[str, Formula] = {}
    ready: list[tuple[int, int]] = []

    def settle(name: str, cost: int) -> None:
        steps[name] = cost
        for number in USERS.get(name, ()) if name != barred else ():
            missing[number] -= 1
            if not missing[number] and number < len(FORMULAS):
                needed = sum(steps[n] for n in every[number].inputs)
                heappush(ready, (needed + 1, number))

    def exhaust() -> None:
        while ready:
            cost, number = heappop(ready)
            formula = every[number]
            if formula.output not in steps:
                found[formula.output] = formula
                settle(formula.output, cost)

    for name in stated - {barred}:
        settle(name, 0)
    exhaust()
    while (number := _next_assumed(every, missing, steps)) is not None:
        found[every[number].output] = every[number]
        settle(every[number].output, 1)
        exhaust()
    return found


def _next_assumed(
    every: tuple[Formula, ...], missing: list[int], steps: Mapping[str, int]
) -> int | None:
    numbers = range(len(FORMULAS), len(every))
    return next((n for n in numbers if not missing[n] and every[n].output not in steps), None)


def path(quantity: str, found: Mapping[str, Formula]) -> tuple[Formula, ...]:
    """Return the formulas on the way to a quantity, each after those it needs."""
    ordered: dict[str, Formula] = {}

    def walk(name: str) -> None:
        formula = found.get(name)
        if formula is None or name in ordered:
            return
        for needed in formula.inputs:
            walk(needed)
        ordered[name] = formula

    walk(quantity)
    return tuple(ordered.values())


def corners(stated: Mapping[str, Stated]) -> dict[str, Num]:
    """Return values that formulas take: of ranges, every combination of their ends."""
    ranges = [name for name, value in stated.items() if isinstance(value, tuple)]
    values: dict[str, Num] = {}
    for name, value in stated.items():
        if isinstance(value, tuple):
            bits = np.arange(2 ** len(ranges)) >> ranges.index(name) & 1
            values[name] = np.where(bits == 1, value[1], value[0]).astype(np.float64)
        else:
            values[name] = float(value)
    return values


def span(value: Num) -> Span:
    """Return the least and the greatest of a quantity's values."""
    if isinstance(value, float):
        return Span(value, value)
    return Span(float(np.min(value)), float(np.max(value)))


def outcome(formulas: Iterable[Formula], stated: Mapping[str, Stated]) -> Span:
    """Return what the last of some formulas gives, without the steps."""
    values = corners(stated)
    value: Num = inf
    for formula in formulas:
        value = formula(**{name: values[name] for name in formula.inputs})
        values[formula.output] = value
    return span(value)


def walk(formulas: Iterable[Formula], stated: Mapping[str, Stated]) -> tuple[Step, ...]:
    """Compute formulas one after the other.

    >>> found = ways({"power_watts", "electricity_usd_per_kwh"})
    >>> way = path("electricity_usd_per_hour", found)
    >>> [s.value.low for s in walk(way, {"power_watts": 500, "electricity_usd_per_kwh": 0.2})]
    [0.5, 1.0, 0.1]
    """
    values = corners(stated)
    steps = []
    for formula in formulas:
        inputs = {name: values[name] for name in formula.inputs}
        values[formula.output] = formula(**inputs)
        steps.append(
            Step(
                formula=formula,
                inputs={name: span(value) for name, value in inputs.items()},
                value=span(values[formula.output]),
            )
        )
    return tuple(steps)


def derive(quantity: str, stated: Mapping[str, Stated]) -> tuple[Step, ...] | None:
    """Return the steps to a quantity that is not taken from what is stated; None without a way."""
    others = {name: value for name, value in stated.items() if name != quantity}
    way = path(quantity, ways(others, barred=quantity))
    return walk(way, others) if way else None


def other_ways(quantity: str, stated: Mapping[str, Stated]) -> Iterator[tuple[Step, ...]]:
    """Yield the ways to a quantity beside the shortest, where they claim to be the same thing."""
    others = {name: value for name, value in stated.items() if name != quantity}
    found = ways(others, barred=quantity)
    known = {*others, *found} - {quantity}
    for formula in FORMULAS:
        mine = formula.output == quantity and formula is not found.get(quantity)
        if mine and not formula.rival and known.issuperset(formula.inputs):
            yield walk(path(quantity, {**found, quantity: formula}), others)


def missing(quantity: str, stated: Iterable[str]) -> tuple[str, ...]:
    """Return the fewest further inputs from which a quantity would follow.

    >>> missing("breakeven_hours", {"hardware_usd"})
    ('cloud_usd_per_hour',)
    """
    single = _single(quantity, frozenset(stated))
    if single:
        return (single,)
    known = {*stated, *ways(stated)}
    needs: dict[str, frozenset[str]] = {name: frozenset() for name in known}
    needs |= {n: frozenset({n}) for n, t in TERMS.items() if not t.result and n not in known}
    changed = True
    while changed:
        changed = False
        for formula in (*FORMULAS, *ASSUMED):
            if not all(name in needs for name in formula.inputs):
                continue
            wanted = frozenset().union(*(needs[name] for name in formula.inputs))
            if len(wanted) < len(needs.get(formula.output, range(99))):
                needs[formula.output] = wanted
                changed = True
    options = [
        frozenset().union(*(needs[n] for n in f.inputs))
        for f in (*FORMULAS, *ASSUMED)
        if f.output == quantity and all(n in needs for n in f.inputs)
    ]
    best = min(options, key=len, default=frozenset({quantity}))
    return tuple(name for name in TERMS if name in best)


@lru_cache(maxsize=256)
def _single(quantity: str, stated: frozenset[str]) -> str:
    """Return the one input that is missing, "" where it is more: what makes most of the others."""
    best, most = "", (-1, 0)
    for name, term in TERMS.items():
        if term.result or name in stated or name == quantity:
            continue
        way = path(quantity, ways({*stated - {quantity}, name}, barred=quantity))
        used = {n for formula in way for n in formula.inputs}
        if name in used and (len(used & stated), -len(way)) > most:
            best, most = name, (len(used & stated), -len(way))
    return best
