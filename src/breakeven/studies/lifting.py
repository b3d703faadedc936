"""The answer with one rule lifted, without weighing everything anew.

Only what the rule refused is weighed beside what was weighed already, and only if it could be
cheaper: a fleet never costs less than what is paid for it in any month (people, on call), so where
tokens cost less than that, no machine is rated at all.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np

from breakeven.domain.offers import HOURLY, RESERVED, RentalOffer
from breakeven.domain.tasks import Tasks
from breakeven.economics.candidates import Candidate, candidates
from breakeven.economics.combos import COUNTS
from breakeven.economics.cost_lines import Drivers
from breakeven.economics.fleet_options import fleet_options
from breakeven.economics.fleet_rows import FleetRow
from breakeven.economics.machines import Machine, machines, shelf
from breakeven.economics.market import Market, Question
from breakeven.economics.options import Options, options, priced
from breakeven.economics.owned import HOUSINGS, Server
from breakeven.economics.proximity import added_ms
from breakeven.economics.refusals import Refusal
from breakeven.economics.rows import ReservedRow, Row, TokenRow
from breakeven.economics.rule_price import RulePrice
from breakeven.economics.simulated import Answers, Which
from breakeven.economics.token_options import token_options
from breakeven.studies.mixtures import mixtures
from breakeven.studies.rule_prices import FREE, relaxed
from breakeven.studies.sensitive import at_home
from breakeven.studies.weighing import weighed

ALL = "all"
"""Name of the price of all rules together, where several were chosen."""

OF_WEIGHTS = ("commercial", "serves_third_parties")
"""Rules that bind who runs the weights: no token is refused for them."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Before:
    """What was weighed with all rules in force."""

    market: Market
    question: Question
    which: Which
    offered: Options
    answers: Answers
    """What the simulated replicas serve."""
    best: "Cheapest | None"
    """None where nothing is feasible."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cheapest:
    """The cheapest option at the workload's volume."""

    id: str
    usd_per_month: float


def rule_prices(before: Before) -> tuple[RulePrice, ...]:
    """Return what each rule in force costs at the workload's volume."""
    return tuple(_price(name, value, free, before) for name, value, free in _in_force(before))


def _in_force(before: Before) -> Iterator[tuple[str, object, Question]]:
    """Yield each rule's name and value, and the question without it."""
    question = before.question
    for name, rules in relaxed(question.rules, use=True):
        yield name, getattr(question.rules, name), replace(question, rules=rules)
    least = question.tasks.min_success
    without_floor = replace(question.tasks, min_success=None)
    if least is not None:
        yield "min_success", least, replace(question, tasks=without_floor)
    chosen = dict(relaxed(question.rules))
    if len(chosen) + (least is not None) > 1:
        none = replace(question.rules, **{name: getattr(FREE, name) for name in chosen})
        names = (*chosen, *(("min_success",) if least is not None else ()))
        yield ALL, names, replace(question, rules=none, tasks=without_floor)


def _price(name: str, value: object, free: Question, before: Before) -> RulePrice:
    found = _without(name, free, before)
    extra = None
    if found is not None and before.best is not None:
        extra = before.best.usd_per_month - found.usd_per_month
    return RulePrice(
        name=name,
        value=value,
        usd_per_month_without=found.usd_per_month if found else None,
        extra_usd_per_month=extra,
        best_without=found.id if found else "",
    )


def _without(name: str, free: Question, before: Before) -> Cheapest | None:
    """Return the cheapest option of a question that lacks one rule."""
    market, least = before.market, _least_of_fleets(before.market, free)
    if name in OF_WEIGHTS and before.best and before.best.usd_per_month <= least:
        return before.best
    judged = candidates(market, free)
    tokens = [row for row in token_options(market, free, judged) if not isinstance(row, Refusal)]
    best = _best(priced(tokens, free, ()), before, free)
    if best is not None and best.usd_per_month <= least:
        return best
    return _best(_offered(free, judged, tokens, before), before, free)


def _best(offered: Options, before: Before, question: Question) -> Cheapest | None:
    """Return the cheapest of what is on offer, hybrids among them."""
    market, which, volume = before.market, before.which, question.workload.requests_per_day
    ready = weighed(offered, market, question, which, known=before.answers)
    found = at_home(ready.options, question)
    usd = np.asarray(found.curve.cost(volume), float)
    least = [int(i) for i in np.flatnonzero(usd == usd.min(initial=np.inf))]
    first = sorted(least, key=lambda i: (found.guessed[i], found.ids[i]))[:1]
    alone = [Cheapest(id=found.ids[i], usd_per_month=float(usd[i])) for i in first]
    simulate = ready.simulated is not None
    mixed = [
        Cheapest(id=one.id, usd_per_month=float(np.asarray(one.curve.cost(volume))))
        for one in mixtures(ready.options, market, question, which, simulate=simulate)
    ]
    return min((*alone, *mixed), key=lambda one: one.usd_per_month, default=None)


def _least_of_fleets(market: Market, question: Question) -> float:
    """Return what no fleet costs less than in a month, whatever it runs on: its monthly lines."""
    if market.stated:
        return 0.0
    rented = (("rented", p) for p in (*HOURLY, *RESERVED) if p in question.purchases)
    owned = (("owned", p) for p in HOUSINGS if p in question.purchases)
    empty, sums = Drivers(), [np.inf]
    for kind, purchase in chain(rented, owned):
        lines = (n for n in question.lines if n.part == "month" and n.on(kind, purchase))
        each = (float(n.factor(question.assumed)) * getattr(empty, n.driver) for n in lines)
        sums.append(sum(each))
    return float(min(sums))


def _offered(
    free: Question,
    judged: tuple[Candidate, ...],
    tokens: Sequence[Row],
    before: Before,
) -> Options:
    """Return what is on offer without a rule: fleets as they were, and those that it refused."""
    if _is_other_world(free, before.question):
        return options(before.market, free)
    was, stands = before.offered, _standing(free, before)
    fleets = [i for i, row in enumerate(was.rows) if stands(row)]
    more = [*tokens, *filter(stands, _more_fleets(free, judged, before))]
    return was.take(np.array(fleets, np.intp)).refusing(()).joined(more, free)


def _is_other_world(free: Question, was: Question) -> bool:
    """Whether more changes than what is refused.

    Without one floor another holds, which may be higher; the longest way that is allowed stands for
    the way to providers that are only known to be near.
    """
    floor = free.rules.min_quality != was.rules.min_quality or free.tasks != Tasks()
    way = free.rules.max_round_trip_ms != was.rules.max_round_trip_ms
    return floor or (way and bool(free.rules.near_providers))


def _standing(free: Question, before: Before) -> Callable[[Row], bool]:
    """Return what says whether a row is a fleet on a machine that no other one beats."""
    market, apart = before.market, dict[float, list[Machine]]()
    for machine in machines(market, free):
        apart.setdefault(added_ms(machine, market, free.rules), []).append(machine)
    best = {
        (way, *key): {id(m) for m in held}
        for way, some in apart.items()
        for key, held in shelf(some, COUNTS).items()
    }

    def stands(row: Row) -> bool:
        if not isinstance(row, FleetRow) or isinstance(row.machine, Server):
            return not isinstance(row, TokenRow | ReservedRow)
        combo = row.replica.combo
        key = (combo.round_trip_ms, combo.accelerator.id, combo.count)
        return id(row.machine) in best.get(key, ())

    return stands


def _more_fleets(free: Question, judged: tuple[Candidate, ...], before: Before) -> Iterator[Row]:
    """Yield the fleets that the rule refused: of new models anywhere, of all on new machines."""
    market, was = before.market, before.question
    ran = {c.model.id for c in candidates(market, was) if _may_run(c)}
    able = [c for c in judged if _may_run(c)]
    yield from _fleets(market, free, [c for c in able if c.model.id not in ran])
    stood = {id(m) for m in machines(market, was)}
    rentals = tuple(
        m for m in machines(market, free) if isinstance(m, RentalOffer) and id(m) not in stood
    )
    there = replace(market, rentals=rentals, hardware=(), stated=())
    yield from _fleets(there, free, [c for c in able if c.model.id in ran])


def _may_run(candidate: Candidate) -> bool:
    return candidate.excuse is None and candidate.weights_excuse is None


def _fleets(market: Market, question: Question, judged: list[Candidate]) -> Iterator[Row]:
    if not judged or not (market.rentals or market.hardware):
        return
    for row in fleet_options(market, question, judged):
        if not isinstance(row, Refusal):
            yield row
