"""From a catalog and a scenario to the market and the question that economics reads."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from importlib.metadata import version

from breakeven.api.evaluating import tasks_of
from breakeven.api.rules import check_rules
from breakeven.domain.errors import InputError, UnknownName
from breakeven.domain.evaluation import Evaluation
from breakeven.domain.horizon import MOST_MONTHS
from breakeven.domain.model import QualityScore
from breakeven.domain.profile import Profile
from breakeven.domain.provenance import Assumption, Provenance
from breakeven.domain.scenario import Scenario
from breakeven.domain.surroundings import RoundTrip
from breakeven.domain.workload import LatencyTargets, Workload
from breakeven.economics.cost_lines import (
    AWAKE,
    RENT,
    RESERVED,
    SERVING,
    TOKENS,
    CostLine,
)
from breakeven.economics.demand import demand_of
from breakeven.economics.market import Market, Question
from breakeven.economics.overheads import overhead_lines
from breakeven.economics.owned import HARDWARE, OWNED_LINES
from breakeven.economics.token_ratios import TokenFacts
from breakeven.inputs.catalog import Catalog

BENCHMARK = "mmlu-pro"
SPARES = "spare_machines"
SECOND = "second_source"
REFERENCE = "gpt-4o-mini"
"""Options must be about as good as this where no model is named: the small model of most APIs."""


def market_of(catalog: Catalog) -> Market:
    """Return all facts as a decision reads them."""
    return Market(
        as_of=catalog.as_of,
        models=catalog.models,
        accelerators=catalog.accelerators,
        engines=catalog.engines,
        efficiencies=catalog.efficiencies,
        precisions=catalog.precisions,
        licences=catalog.licences,
        quality=_quality(catalog.quality),
        token_offers=catalog.token_offers,
        rentals=catalog.rentals,
        stated=catalog.stated,
        reserved=catalog.reserved,
        rate_limits={(r.provider, r.model): r for r in catalog.rate_limits},
        hardware=catalog.purchases,
        european_regions=frozenset((r.provider, r.region) for r in catalog.regions if r.eu),
        countries={(r.provider, r.region): r.country for r in catalog.regions},
        round_trips=_both_ways(catalog.round_trips),
        grids={g.country: g for g in catalog.grids},
        token_carbon={(c.provider, c.model): c for c in catalog.token_carbon},
        quality_changes=catalog.quality_changes,
        tokens=TokenFacts(
            tokenizers=catalog.tokenizers,
            models=catalog.model_tokens,
            verbosity=catalog.verbosity,
        ),
    )


def _both_ways(trips: Iterable[RoundTrip]) -> dict[tuple[str, str], RoundTrip]:
    found: dict[tuple[str, str], RoundTrip] = {}
    for trip in trips:
        found[trip.country, trip.other] = found[trip.other, trip.country] = trip
    return found


def versions(catalog: Catalog) -> dict[str, str]:
    """Return the versions of the price data that an answer rests on."""
    return {
        **_packages(),
        "overlay": str(catalog.overlay or ""),
    }


@cache
def _packages() -> dict[str, str]:
    """Return versions as they are installed; their files are parsed once."""
    return {name: version(name) for name in ("genai-prices", "breakeven")}


def _quality(scores: Iterable[QualityScore]) -> dict[str, QualityScore]:
    return {s.model: s for s in scores if s.benchmark == BENCHMARK}


def question_of(
    scenario: Scenario,
    workload: Workload,
    catalog: Catalog,
    *,
    evaluations: tuple[Evaluation, ...] = (),
) -> Question:
    """Return the question of a scenario; what it leaves open is assumed, with its source.

    `evaluations` are the results in the scenario's files, under our models' ids.
    """
    assumptions = assumptions_of(_with_horizon(scenario), catalog.assumptions)
    profile = _profile(scenario.workload.profile, catalog)
    only = tuple(catalog.model(name).id for name in scenario.models.only)
    targets, assumed_targets = targets_of(scenario.targets, assumptions)
    days = scenario.costs.days_per_month or assumptions["days_per_month"].value
    if scenario.costs.days_per_month:
        assumptions["days_per_month"] = _said(assumptions["days_per_month"], days, scenario)
    bought = (TOKENS, RENT, SERVING, AWAKE, RESERVED, HARDWARE)
    extra = (*OWNED_LINES, *overhead_lines(catalog.overheads))
    without = switched_off(scenario.costs.without, extra)
    check_rules(scenario.rules, catalog)
    return Question(
        workload=workload,
        demand=demand_of(workload, profile=profile, burst=assumptions["burst_minute"].value),
        targets=targets,
        rules=scenario.rules,
        reference_model=_reference(scenario, only, catalog),
        named_models=only,
        assumptions=assumptions,
        days_per_month=days,
        engine=_engine(scenario.costs.engine, catalog),
        purchases=scenario.costs.purchases,
        batch=scenario.costs.batch,
        assumed_targets=assumed_targets,
        without=without,
        horizon=scenario.horizon,
        utc_offset_hours=scenario.workload.utc_offset_hours,
        tasks=tasks_of(scenario.tasks, catalog),
        evaluations=evaluations,
        lines=(*bought, *(line for line in extra if not without.intersection(line.rests_on[:1]))),
    )


def _with_horizon(scenario: Scenario) -> Scenario:
    """Return a scenario whose horizon's numbers stand among its assumptions."""
    ahead = scenario.horizon
    said = {
        "horizon_months": ahead.months,
        "discount_rate_per_year": ahead.discount_rate_per_year,
        "growth_per_month": ahead.growth_per_month,
    }
    given = {name: float(value) for name, value in said.items() if value is not None}
    return replace(scenario, assumptions={**scenario.assumptions, **given})


def switched_off(names: Iterable[str], lines: Iterable[CostLine]) -> frozenset[str]:
    """Return the assumptions that are switched off; a line's name switches all of its own off.

    Raises UnknownName for what is neither a line nor an assumption of one.
    """
    lines = tuple(lines)
    by_name: dict[str, set[str]] = {
        word: {name} for name in (SPARES, SECOND) for word in (name, name.replace("_", " "))
    }
    for line in lines:
        by_name.setdefault(line.name, set()).add(line.rests_on[0])
        by_name.setdefault(line.rests_on[0], set()).add(line.rests_on[0])
    found: set[str] = set()
    for name in names:
        if name not in by_name:
            raise UnknownName("cost line", name, by_name, where="without")
        found |= by_name[name]
    return frozenset(found)


def _engine(name: str, catalog: Catalog) -> str:
    """Return the engine's id; a decision is about what one would install today."""
    engine = catalog.engine(name)
    if engine.version:
        said = f"decides on today's engines; write {engine.id} without a version"
        raise InputError(f"{said} (`size` and `simulate` take one)", where="engine")
    return engine.id


def _reference(scenario: Scenario, only: tuple[str, ...], catalog: Catalog) -> str:
    """Return the model that the others are compared with.

    Raises InputError where `like` has no score: nothing could be as good as it.
    """
    asked = scenario.models.like
    if not asked:
        best = _best(only, catalog)
        return best or (REFERENCE if REFERENCE in catalog.models else "")
    reference = catalog.model(asked).id
    scores = _quality(catalog.quality)
    if reference not in scores and not only and scenario.rules.min_quality is None:
        family = catalog.models[reference].maker
        near = [m for m in scores if m in catalog.models and catalog.models[m].maker == family]
        hint = f" (of the same maker: {', '.join(sorted(near)[:6])})" if near else ""
        raise InputError(
            f"{reference} has no {BENCHMARK} score, so nothing can be judged as good as it;"
            f" name a model that has one{hint}, or the models themselves",
            where="like",
        )
    return reference


def _best(named: Iterable[str], catalog: Catalog) -> str:
    """Return the best-scored of the named models: the others are compared with it."""
    scores = _quality(catalog.quality)
    known = [name for name in named if name in scores]
    return max(known, key=lambda name: scores[name].score, default="")


def _profile(name: str, catalog: Catalog) -> Profile:
    if name not in catalog.profiles:
        raise UnknownName("profile of hours", name, catalog.profiles, where="profile")
    return catalog.profiles[name]


def assumptions_of(scenario: Scenario, known: Mapping[str, Assumption]) -> dict[str, Assumption]:
    """Return the assumptions with the scenario's own values; a stated value has no range."""
    merged = dict(known)
    for name, value in scenario.assumptions.items():
        if name not in known:
            raise UnknownName("assumption", name, known, where="assumptions")
        if value < 0 <= known[name].low:
            raise InputError(f"{name} must not be negative, read {value:g}", where="assumptions")
        if name == "horizon_months" and not 1 <= value <= MOST_MONTHS:
            said = f"{name} must lie between 1 and {MOST_MONTHS}, read {value:g}"
            raise InputError(said, where="assumptions")
        merged[name] = _said(known[name], value, scenario)
    return merged


def _said(known: Assumption, value: float, scenario: Scenario) -> Assumption:
    """Return an assumption whose value someone states: it has no range."""
    said = Provenance(source=scenario.name or "scenario")
    return replace(known, value=value, low=value, high=value, provenance=said)


def targets_of(
    given: LatencyTargets, assumed: Mapping[str, Assumption]
) -> tuple[LatencyTargets, tuple[str, ...]]:
    """Return the targets, and which of them were assumed: those of a chat service.

    A target on the whole answer alone stands for itself.
    """
    if given.e2e_p99_ms and not (given.ttft_p99_ms or given.tpot_p99_ms):
        return given, ()
    missing = tuple(n for n in ("ttft_p99_ms", "tpot_p99_ms") if getattr(given, n) is None)
    return replace(given, **{n: assumed[n].value for n in missing}), missing
