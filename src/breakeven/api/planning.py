"""`plan`: many workloads at once, on machines that they share."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from breakeven.api.answering import able, at_desks
from breakeven.api.asking import question_of, versions
from breakeven.api.evaluating import evaluations_of
from breakeven.api.known import known_facts
from breakeven.api.workloads import workload_of
from breakeven.domain.cascade import Cascade
from breakeven.domain.errors import InputError
from breakeven.domain.numbers import Array
from breakeven.domain.portfolio import Member, Portfolio
from breakeven.domain.scenario import Scenario
from breakeven.economics.adapters import Adapters, answers
from breakeven.economics.carbon import each_kg, within_budget
from breakeven.economics.market import Market, Question
from breakeven.economics.options import Options, options
from breakeven.economics.simulated import Which, corrected
from breakeven.inputs.catalog import Catalog
from breakeven.inputs.portfolio import TOGETHER, read_portfolio
from breakeven.serving.traffic import traffic_of
from breakeven.studies.portfolio.answer import PortfolioPlan, RulePrice
from breakeven.studies.portfolio.choices import Demanded
from breakeven.studies.portfolio.planning import planned
from breakeven.studies.rule_prices import USE, relaxed

MOST_SHIFT = 23


def plan(
    portfolio: Portfolio | Path | str,
    *,
    as_of: date | str | None = None,
    facts: Path | str | None = None,
    simulate: Which = "leaders",
    rules: bool = True,
    gap: float = 1e-4,
    seconds: float = 60.0,
) -> PortfolioPlan:
    """Return who runs where, on which machines, at the least cost that is found, with a bound.

    All together they emit at most the portfolio's carbon budget, where it has one.

    `simulate` says which machines serve each workload's requests in the simulator beforehand; then
    each fleet's workloads are served together. With `rules` the plan is made once more without
    each rule that someone set and each use that a licence forbids, which gives its price. The
    search for a better plan ends at a relative `gap`, or after `seconds` in the integer program.

    Raises InputError for bad values, NothingFeasible where a workload may run nowhere or no plan
    is within the carbon budget.
    """
    for name, value in (("gap", gap), ("seconds", seconds)):
        if not 0 <= value < np.inf:
            raise InputError(f"{name} must be a number from 0 on, read {value:g}")
    given = portfolio if isinstance(portfolio, Portfolio) else read_portfolio(portfolio)
    folder = Path() if isinstance(portfolio, Portfolio) else Path(portfolio).parent
    if not given.workloads:
        raise InputError("a portfolio needs at least one workload")
    known = known_facts(as_of, facts)
    catalog, market = known.catalog, known.market
    which, unable = able(simulate)
    questions = [_question(m, catalog, folder) for m in given.workloads]
    _check_months(given.workloads, questions)
    world = _World(market=market, which=which, given=given)
    asked = [_demanded(world, m, q) for m, q in zip(given.workloads, questions, strict=True)]
    told: dict[str, object] = {
        "allocation": given.allocation,
        "as_of": market.as_of,
        "name": given.name,
        "facts": versions(catalog),
        "simulate": which != "none",
        "seconds": seconds,
        "gap": gap,
        "most_kg": given.max_kg_co2e_per_month_together,
    }
    answer = planned(asked, warnings=(*unable, *_warnings(given)), **told)  # type: ignore[arg-type]
    if not rules:
        return answer
    return replace(answer, rules=tuple(_rule_prices(world, asked, answer, told)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _World:
    """What all workloads of a portfolio have in common."""

    market: Market
    which: Which
    given: Portfolio


def _question(member: Member, catalog: Catalog, folder: Path) -> Question:
    """Return one workload's question; what is wrong in it says whose it is."""
    asked = at_desks(member.scenario)
    try:
        _check_mixtures(asked)
        _check_adapters(member)
        workload = workload_of(asked, catalog, folder=folder)
        results, _ = evaluations_of(asked.tasks, catalog, folder=folder)
        return question_of(asked, workload, catalog, evaluations=results)
    except InputError as error:
        error.where = f"{member.name}: {error.where}" if error.where else member.name
        raise


def _check_adapters(member: Member) -> None:
    """Raise InputError for adapters that are counted but have no rank."""
    if member.adapters > 1 and member.adapter_rank is None:
        raise InputError("adapters says how many; their memory needs adapter_rank too")


def _check_mixtures(asked: Scenario) -> None:
    """Raise InputError for what a plan takes as two workloads."""
    if asked.rules.sensitive_share:
        raise InputError(
            "a plan has no sensitive_share: write two workloads, that of the sensitive requests"
            ' with data_stays = "own-machines"'
        )
    if asked.cascade != Cascade():
        raise InputError(
            "a plan has no [cascade]: write two workloads, the small model's with all requests and"
            " the large one's with those that are escalated"
        )


def _check_months(members: Sequence[Member], questions: Sequence[Question]) -> None:
    """Raise InputError where workloads count months, engines or hours differently."""
    days = {q.days_per_month for q in questions}
    if len(days) > 1:
        listed = ", ".join(f"{d:g}" for d in sorted(days))
        raise InputError(f"one bill has one month: days_per_month are {listed}; say it once, above")
    hours = {q.demand.relative.size for q in questions}
    if len(hours) > 1:
        raise InputError("the workloads' days have different numbers of hours")
    for member in members:
        if abs(member.shift_hours) > MOST_SHIFT:
            said = f"shift_hours must lie between -23 and 23, read {member.shift_hours}"
            raise InputError(said, where=member.name)


def _found(market: Market, question: Question, which: Which) -> Options:
    """Return what could serve one workload; each of its machines as the simulator rates it."""
    found = options(market, question)
    if which != "none" and found.rows:
        found = corrected(found, question, which).options
    return within_budget(found, market, question)


def _adapted(
    member: Member, question: Question, found: Options, everybody: Sequence[Member]
) -> Options:
    """Return the options with the portfolio's adapters on each replica, where it has some.

    All of them are on every replica: who shares one is not known yet.
    """
    ranks = [m.adapter_rank for m in everybody if m.adapter_rank]
    if not member.is_adapted or not ranks:
        return found
    slots = Adapters(rank=max(ranks), slots=sum(m.adapters for m in everybody if m.adapter_rank))
    measured = member.adapter_rate is not None
    with_them = answers(found, traffic_of(question.workload), slots, measured=measured)
    return found.with_replicas(with_them, question)


def _demanded(world: _World, member: Member, question: Question) -> Demanded:
    """Return a workload with what could serve it, its adapters on it."""
    everybody, market = world.given.workloads, world.market
    found = _adapted(member, question, _found(market, question, world.which), everybody)
    budget = world.given.max_kg_co2e_per_month_together
    return Demanded(
        name=member.name,
        question=question,
        found=found,
        shape=_shape(member, question, everybody),
        divisible=member.divisible,
        rate=member.adapter_rate or 1.0,
        adapter=member.is_adapted,
        each_kg=None if budget is None else each_kg(found, market, question),
    )


def _shape(member: Member, question: Question, everybody: Sequence[Member]) -> Array:
    """Return the load of the typical hours: of a day, or of a day of each month."""
    day_of = np.roll(question.demand.relative / question.demand.relative.max(), member.shift_hours)
    if not any(m.months for m in everybody):
        return np.asarray(day_of)
    months = np.asarray(member.months or (1.0,) * 12, float)
    return np.asarray((months / months.mean())[:, None] * day_of).ravel()


def _warnings(given: Portfolio) -> tuple[str, ...]:
    said = ["the latency of APIs and hosts is not known: targets were asked of own machines only"]
    vague = [
        m.name for m in given.workloads if not m.scenario.models.like and not m.scenario.models.only
    ]
    if vague:
        said.append(
            f"no model was named for {', '.join(vague)}: options must be about as good as the"
            " reference model (like, or only, in [models])"
        )
    return tuple(said)


def _rule_prices(
    world: _World, asked: Sequence[Demanded], answer: PortfolioPlan, told: dict[str, object]
) -> Iterator[RulePrice]:
    """Yield what each rule costs: the plan once more without it, for all who have it.

    Of the uses that models are put to only those have a price that some licence forbids.
    """
    told = {**told, "warnings": ()}
    names = dict.fromkeys(n for one in asked for n, _ in relaxed(one.question.rules, use=True))
    for name in names:
        free, whose = _without(world, asked, name)
        refuses = any(ids_of(a) != ids_of(b) for a, b in zip(asked, free, strict=True))
        if refuses or name not in USE:
            usd = _usd(free, told) if refuses else answer.usd_per_month
            yield _price(answer, name, ", ".join(whose), usd)
    if told["most_kg"] is not None:
        usd = _usd(asked, {**told, "most_kg": None})
        yield _price(answer, TOGETHER, "", usd)


def _without(
    world: _World, asked: Sequence[Demanded], name: str
) -> tuple[list[Demanded], list[str]]:
    """Return the workloads without a rule, and the names of those that have it."""
    free, whose = [], []
    for member, one in zip(world.given.workloads, asked, strict=True):
        without = dict(relaxed(one.question.rules, use=True)).get(name)
        if without is None:
            free.append(one)
            continue
        free.append(_demanded(world, member, replace(one.question, rules=without)))
        whose.append(one.name)
    return free, whose


def ids_of(one: Demanded) -> set[str]:
    """Return the names of what could serve a workload."""
    return {row.id for row in one.found.rows}


def _usd(asked: Sequence[Demanded], told: dict[str, object]) -> float:
    return planned(asked, **told).usd_per_month  # type: ignore[arg-type]


def _price(answer: PortfolioPlan, name: str, whose: str, usd: float) -> RulePrice:
    return RulePrice(
        workload=whose,
        rule=name,
        usd_per_month=max(answer.usd_per_month - usd, 0.0),
        without_usd_per_month=usd,
    )
