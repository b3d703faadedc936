"""What changed between two decisions, and what the change of the bill is made of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace

from breakeven.domain.stored_decision import (
    Scalar,
    Series,
    StoredDecision,
    StoredExcuse,
    StoredOption,
)
from breakeven.studies.attribution import BillChange, Effect, Side, bill_change, summed

SWITCH = "switching"
"""Between the two recommendations, at one date."""
MOVED = 1e-6
"""Share by which the end of a region has moved at least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A value that is another one now; None where there is none."""

    name: str
    before: Scalar
    after: Scalar
    unit: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An option and its place among the feasible ones of its decision, from 1."""

    option: StoredOption
    rank: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionChange:
    """An option that is feasible in both decisions, perhaps with other GPU counts or regions."""

    before: Placed
    after: Placed
    bill: BillChange


@dataclass(frozen=True, slots=True, kw_only=True)
class OneSided:
    """An option that is feasible in one decision only."""

    placed: Placed
    excuse: StoredExcuse | None
    """Why it is not in the other; None where the other does not know it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """From the lowest to the highest volume, in requests a day, at which a series is the cheapest.

    None: as far as was searched.
    """

    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeShift:
    """A series whose range of volumes moved; None where it is nowhere the cheapest."""

    series: Series
    id: str
    before: Range | None
    after: Range | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What changed from one decision to another."""

    then: StoredDecision
    now: StoredDecision
    question: tuple[Shift, ...]
    facts: tuple[Shift, ...]
    assumptions: tuple[Shift, ...]
    options: Mapping[Series, OptionChange]
    """Feasible in both, in the order of the second."""
    appeared: Mapping[Series, OneSided]
    disappeared: Mapping[Series, OneSided]
    ranges: tuple[RangeShift, ...]

    @property
    def flipped(self) -> tuple[str, ...]:
        """Return the parts of the recommendation that are others now."""
        return flipped(self.then, self.now)

    @property
    def change(self) -> float | None:
        """By how much the recommendation's bill rose; None without two of them."""
        old, new = self.then.recommended, self.now.recommended
        return new.usd - old.usd if old and new else None

    @property
    def bridge(self) -> OptionChange | None:
        """The recommendation that is feasible in both decisions: the old one where both are."""
        recommended = (self.then.recommended, self.now.recommended)
        found = (self.options.get(one.series) for one in recommended if one)
        return next((one for one in found if one), None)

    @property
    def causes(self) -> tuple[Effect, ...]:
        """Return what the change of the recommendation's bill is made of, largest first.

        Where it flipped: the change of the old recommendation's bill, then the switch at today's
        bills; where the old one is gone, the switch at the bills of then, and the new one's change.
        """
        old, new = self.then.recommended, self.now.recommended
        if old is None or new is None:
            return ()
        stays = self.bridge
        if stays is None:
            return (Effect(name=SWITCH, change=new.usd - old.usd),)
        switch = (new.usd - old.usd) - stays.bill.change
        extra = (Effect(name=SWITCH, change=switch),) if self.flipped else ()
        return summed((*stays.bill.effects, *extra))


def flipped(then: StoredDecision, now: StoredDecision) -> tuple[str, ...]:
    """Return which parts make the recommendation another one, all where one side has none.

    The kind, model, accelerator, provider and purchase count; GPUs, regions and precisions do not.
    """
    old, new = then.recommended, now.recommended
    names = tuple(field.name for field in fields(Series))
    if old is None or new is None:
        return names if (old is None) != (new is None) else ()
    return tuple(n for n in names if getattr(old.series, n) != getattr(new.series, n))


def difference(then: StoredDecision, now: StoredDecision) -> Difference:
    """Return what changed from one decision to another."""
    old, new = _placed(then), _placed(now)
    return Difference(
        then=then,
        now=now,
        question=question_shifts(then, now),
        facts=_facts(then, now),
        assumptions=_assumptions(then, now),
        options={s: _both(old[s], new[s], then, now) for s in new if s in old},
        appeared=_one_sided(new, old, other=then),
        disappeared=_one_sided(old, new, other=now),
        ranges=tuple(_range_shifts(then, now)),
    )


def _placed(decision: StoredDecision) -> dict[Series, Placed]:
    ranked = enumerate(decision.feasible.items(), start=1)
    return {series: Placed(option=option, rank=rank) for rank, (series, option) in ranked}


def _both(old: Placed, new: Placed, then: StoredDecision, now: StoredDecision) -> OptionChange:
    sides = Side(option=old.option, decision=then), Side(option=new.option, decision=now)
    return OptionChange(before=old, after=new, bill=bill_change(*sides))


def _one_sided(
    here: Mapping[Series, Placed], there: Mapping[Series, Placed], *, other: StoredDecision
) -> dict[Series, OneSided]:
    """Return the options of one decision that the other has not, with its excuses."""
    excuses = {o.series: o.excuse for o in other.options if not o.feasible}
    return {
        series: OneSided(placed=placed, excuse=excuses.get(series) or excuses.get(_of_all(series)))
        for series, placed in here.items()
        if series not in there
    }


def _of_all(series: Series) -> Series:
    """Return how an excuse is kept that holds for a model whoever sells it."""
    return replace(series, provider="", purchase="")


def question_shifts(then: StoredDecision, now: StoredDecision) -> tuple[Shift, ...]:
    """Return what was asked otherwise; what one side does not say is unknown, not changed."""
    return tuple(
        Shift(name=key, before=then.asked[key], after=value)
        for key, value in now.asked.items()
        if key in then.asked and then.asked[key] != value
    )


def _facts(then: StoredDecision, now: StoredDecision) -> tuple[Shift, ...]:
    old = {"as_of": then.as_of.isoformat(), **then.facts}
    new = {"as_of": now.as_of.isoformat(), **now.facts}
    return tuple(
        Shift(name=key, before=old.get(key), after=new.get(key))
        for key in {**old, **new}
        if old.get(key) != new.get(key)
    )


def _assumptions(then: StoredDecision, now: StoredDecision) -> tuple[Shift, ...]:
    """Return the assumptions with other values, and those that only one answer rests on.

    A latency target that was assumed is part of the question.
    """
    old, new = ({a.id: a for a in decision.assumptions} for decision in (then, now))
    shifts = []
    for name, one in {**old, **new}.items():
        if f"targets.{name}" in now.asked:
            continue
        values = [side[name].value if name in side else None for side in (old, new)]
        if values[0] != values[1]:
            shift = Shift(
                name=name,
                before=values[0],
                after=values[1],
                unit=one.unit,
                description=one.description,
            )
            shifts.append(shift)
    return tuple(shifts)


def _range_shifts(then: StoredDecision, now: StoredDecision) -> Iterator[RangeShift]:
    """Yield the ranges that moved; a decision without regions does not know them."""
    old, new = _ranges(then), _ranges(now)
    if not (old and new):
        return
    for series, (name, _) in {**old, **new}.items():
        before, after = (side[series][1] if series in side else None for side in (old, new))
        if before is None or after is None or _moved(before, after):
            yield RangeShift(series=series, id=name, before=before, after=after)


def _ranges(decision: StoredDecision) -> dict[Series, tuple[str, Range]]:
    """Return each winner's name and range; the ends of the search are no ends of a range."""
    options = {option.id: option.series for option in decision.options}
    last = len(decision.regions) - 1
    found: dict[Series, tuple[str, Range]] = {}
    for i, region in enumerate(decision.regions):
        series = options.get(region.cheapest)
        if series is None:
            continue
        low = region.from_requests_per_day if i else None
        name, known = found.get(series, (region.cheapest, Range(low=low, high=None)))
        high = region.to_requests_per_day if i < last else None
        found[series] = (name, Range(low=known.low, high=high))
    return found


def _moved(before: Range, after: Range) -> bool:
    return _differs(before.low, after.low) or _differs(before.high, after.high)


def _differs(a: float | None, b: float | None) -> bool:
    if a is None or b is None:
        return a is not b
    return abs(a - b) > MOVED * max(a, b)
