"""Why a bill changed: each line's change split into the factors that make the line.

A line is a product: tokens are days x requests a day x tokens of a request x price, machines are
days x machines x price. Its factors change one after the other, in that order, so that the parts
sum to the difference: volume counts at the old prices, prices count at the new volume, as in any
price-volume analysis. What is no such product changes under the line's own name.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import prod

from breakeven.domain.stored_decision import StoredDecision, StoredLine, StoredOption
from breakeven.economics.account import AS_STATED, USED

MONTH = "days of a month"
VOLUME = "volume"
SIZE = "tokens of a request"
CACHED = "cached share"
MACHINES = "machines"
PRICES = "prices"
REST = "in no line"
"""What the lines of a bill do not sum to."""
MACHINE_LINES = (*USED["GPU hours"], *USED["own hardware"], "spare machines", AS_STATED)
NEGLIGIBLE = 1e-9
"""Share of a bill that is rounding."""

Factors = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """A part of a change, in US dollars a month."""

    name: str
    change: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChange:
    """One line of a bill, before and after; 0 where it is not there."""

    name: str
    before: float
    after: float
    effects: tuple[Effect, ...]
    """They sum to the change."""

    @property
    def change(self) -> float:
        """What the line adds to the bill's change."""
        return self.after - self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class BillChange:
    """A month's bill, before and after."""

    before: float
    after: float
    lines: tuple[LineChange, ...]
    """In the order of the bill; their changes sum to the bill's."""

    @property
    def change(self) -> float:
        """By how much the bill rose."""
        return self.after - self.before

    @property
    def effects(self) -> tuple[Effect, ...]:
        """Return the causes over all lines, largest first; they sum to the change."""
        return self.of_note(effect for line in self.lines for effect in line.effects)

    def of_note(self, effects: Iterable[Effect]) -> tuple[Effect, ...]:
        """Return the causes that are more than rounding, largest first."""
        return tuple(effect for effect in summed(effects) if self.is_of_note(effect.change))

    def is_of_note(self, change: float) -> bool:
        """Whether a change is more than rounding."""
        return abs(change) > NEGLIGIBLE * max(abs(self.before), abs(self.after))


def summed(effects: Iterable[Effect]) -> tuple[Effect, ...]:
    """Return effects of one name as one, largest first, those of nothing left out."""
    total: dict[str, float] = {}
    for effect in effects:
        total[effect.name] = total.get(effect.name, 0) + effect.change
    made = [Effect(name=name, change=change) for name, change in total.items() if change]
    return tuple(sorted(made, key=lambda e: -abs(e.change)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """An option and the decision that it belongs to."""

    option: StoredOption
    decision: StoredDecision

    @property
    def lines(self) -> tuple[StoredLine, ...]:
        """The bill's lines, and what they leave out of it."""
        lines = self.option.lines
        rest = self.option.usd - sum(line.usd_per_month for line in lines)
        if abs(rest) <= NEGLIGIBLE * abs(self.option.usd):
            return lines
        return (*lines, StoredLine(name=REST, usd_per_month=rest))

    def usd(self, name: str) -> float:
        """Return the month's money of the lines of a name; 0 where there is none."""
        return sum(line.usd_per_month for line in self.lines if line.name == name)

    def tokens(self, name: str) -> Factors:
        """Return what a line of tokens is the product of, its price apart; else nothing."""
        work = self.decision.workload
        cached = work.cached_input_share
        parts: dict[str, Factors] = {
            "input tokens": ((SIZE, work.input_tokens_mean), (CACHED, 1 - cached)),
            "cached input tokens": ((SIZE, work.input_tokens_mean), (CACHED, cached)),
            "output tokens": ((SIZE, work.output_tokens_mean),),
            "calls": (),
        }
        if name not in parts:
            return ()
        days = self.decision.days_per_month
        return ((MONTH, days), (VOLUME, work.requests_per_day), *parts[name])

    def machines(self, *, in_gpus: bool) -> float:
        """Return the mean number of GPUs that are paid for, or of replicas."""
        fleet = self.option.fleet
        if fleet is None:
            return 0.0
        if not in_gpus:
            return fleet.replicas_mean
        peak = fleet.replicas_peak
        return fleet.gpus * fleet.replicas_mean / peak if peak else fleet.gpus

    @property
    def machine_usd(self) -> float:
        """The month's money for machines, idle and spare ones included."""
        return sum(line.usd_per_month for line in self.lines if line.name in MACHINE_LINES)

    def machine_time(self, name: str, *, in_gpus: bool) -> Factors:
        """Return the machines that a line pays for, and the price of one for a day."""
        machines = self.machines(in_gpus=in_gpus)
        total = self.machine_usd
        if not machines or not total:
            return ()
        days = self.decision.days_per_month
        used = machines * self.usd(name) / total
        return ((MONTH, days), (MACHINES, used), (PRICES, total / (days * machines)))


def bill_change(before: Side, after: Side) -> BillChange:
    """Return how an option's bill changed, line by line."""
    names = dict.fromkeys(line.name for side in (before, after) for line in side.lines)
    return BillChange(
        before=before.option.usd,
        after=after.option.usd,
        lines=tuple(_line(name, before, after) for name in names),
    )


def _line(name: str, before: Side, after: Side) -> LineChange:
    usd = (before.usd(name), after.usd(name))
    factors = _factors(name, before, after)
    if factors:
        effects = _one_after_the_other(usd, *factors)
    else:
        effects = (Effect(name=name, change=usd[1] - usd[0]),)
    return LineChange(name=name, before=usd[0], after=usd[1], effects=effects)


def _factors(name: str, before: Side, after: Side) -> tuple[Factors, Factors] | None:
    """Return the factors of a line on both sides, alike in their names; None where unknown."""
    if name in MACHINE_LINES:
        in_gpus = bool(before.machines(in_gpus=True) and after.machines(in_gpus=True))
        old, new = (side.machine_time(name, in_gpus=in_gpus) for side in (before, after))
        return (old, new) if old and new else None
    old, new = before.tokens(name), after.tokens(name)
    was, now = _price(before.usd(name), old), _price(after.usd(name), new)
    known = was if now is None else now
    if not old or known is None or _is_for_nothing(before, name) or _is_for_nothing(after, name):
        return None
    return (
        (*old, (PRICES, known if was is None else was)),
        (*new, (PRICES, known if now is None else now)),
    )


def _price(usd: float, factors: Factors) -> float | None:
    """Return the price of one token; None where there are none."""
    amount = prod(value for _, value in factors)
    return usd / amount if amount else None


def _is_for_nothing(side: Side, name: str) -> bool:
    """Whether money was asked for no tokens: then it is no product of them."""
    return bool(side.usd(name)) and _price(1.0, side.tokens(name)) is None


def _one_after_the_other(
    usd: Sequence[float], before: Factors, after: Factors
) -> tuple[Effect, ...]:
    """Return the change of a product as its factors change in their order.

    The first and the last value are the bills themselves, so that nothing is lost to rounding.
    """
    old, new = [v for _, v in before], [v for _, v in after]
    between = [prod((*new[:k], *old[k:])) for k in range(1, len(old))]
    changes = (b - a for a, b in pairwise((usd[0], *between, usd[1])))
    return tuple(Effect(name=n, change=c) for (n, _), c in zip(before, changes, strict=True))
