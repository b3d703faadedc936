"""From a catalog and a scenario to the market and the question that economics reads."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from importlib.metadata import version
from math import exp, log, sqrt

from breakeven.domain.errors import InputError, UnknownName
from breakeven.domain.model import QualityScore
from breakeven.domain.profile import Profile
from breakeven.domain.provenance import Assumption, Provenance
from breakeven.domain.scenario import Scenario
from breakeven.domain.workload import LatencyTargets, Lengths, Workload
from breakeven.economics.demand import demand_of
from breakeven.economics.market import Market, Question
from breakeven.inputs.catalog import Catalog

BENCHMARK = "mmlu-pro"
REFERENCE = "gpt-4o-mini"
"""Options must be about as good as this where no model is named: the small model of most APIs."""
COST_LINES = ("people", "spare_machines")
"""Lines of a fleet's bill that `without` may switch off."""
GIVEN = Provenance(source="given on the command line")


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
        european_regions=frozenset((r.provider, r.region) for r in catalog.regions if r.eu),
    )


def versions(catalog: Catalog) -> dict[str, str]:
    """Return the versions of the price data that an answer rests on."""
    return {
        "genai-prices": version("genai-prices"),
        "breakeven": version("breakeven"),
        "overlay": str(catalog.overlay or ""),
    }


def _quality(scores: Iterable[QualityScore]) -> dict[str, QualityScore]:
    return {s.model: s for s in scores if s.benchmark == BENCHMARK}


def question_of(scenario: Scenario, workload: Workload, catalog: Catalog) -> Question:
    """Return the question of a scenario; what it leaves open is assumed, with its source."""
    assumptions = _assumptions(scenario, catalog.assumptions)
    profile = _profile(scenario.workload.profile, catalog)
    only = tuple(catalog.model(name).id for name in scenario.models.only)
    like = scenario.models.like or _best(only, catalog) or REFERENCE
    unknown = set(scenario.costs.without) - set(COST_LINES)
    if unknown:
        raise UnknownName("cost line", min(unknown), COST_LINES, where="without")
    return Question(
        workload=workload,
        demand=demand_of(workload, profile=profile, burst=assumptions["burst_minute"].value),
        targets=_targets(scenario.targets, assumptions),
        rules=scenario.rules,
        reference_model=catalog.model(like).id,
        named_models=only,
        assumptions=assumptions,
        days_per_month=scenario.costs.days_per_month or assumptions["days_per_month"].value,
        engine=catalog.engine(scenario.costs.engine).id,
        purchases=scenario.costs.purchases,
        without=frozenset(scenario.costs.without),
    )


def workload_of_numbers(
    *,
    requests_per_day: float,
    input_tokens: float,
    output_tokens: float,
    cached_input_share: float = 0.0,
    spread: tuple[float, float],
) -> Workload:
    """Return a workload from the few numbers that someone knows.

    Lengths of real requests are spread; `spread` gives the squared coefficients of variation of
    input and output that are assumed, as lognormal lengths.
    """
    return Workload(
        requests_per_day=requests_per_day,
        input_tokens=lognormal(input_tokens, spread[0]),
        output_tokens=lognormal(output_tokens, spread[1]),
        cached_input_share=cached_input_share,
        provenance=GIVEN,
    )


def lognormal(mean: float, variation: float) -> Lengths:
    """Return lognormal lengths of a mean and a squared coefficient of variation.

    >>> round(lognormal(100.0, 0.0).p99, 9)
    100.0
    """
    variance = log(1.0 + variation)
    median, sigma = mean * exp(-variance / 2), sqrt(variance)
    return Lengths(
        mean=mean,
        p50=median,
        p90=median * exp(1.2815515655 * sigma),
        p99=median * exp(2.3263478740 * sigma),
        mean_square=mean**2 * (1.0 + variation),
    )


def _best(named: Iterable[str], catalog: Catalog) -> str:
    """Return the best-scored of the named models: the others are compared with it."""
    scores = _quality(catalog.quality)
    known = [name for name in named if name in scores]
    return max(known, key=lambda name: scores[name].score, default="")


def _profile(name: str, catalog: Catalog) -> Profile:
    if name not in catalog.profiles:
        raise UnknownName("profile of hours", name, catalog.profiles, where="profile")
    return catalog.profiles[name]


def _assumptions(scenario: Scenario, known: Mapping[str, Assumption]) -> dict[str, Assumption]:
    """Return the assumptions with the scenario's own values; a stated value has no range."""
    merged = dict(known)
    for name, value in scenario.assumptions.items():
        if name not in known:
            raise UnknownName("assumption", name, known, where="assumptions")
        if value < 0:
            raise InputError(f"{name} must not be negative, read {value:g}", where="assumptions")
        said = Provenance(source=scenario.name or "scenario")
        merged[name] = replace(known[name], value=value, low=value, high=value, provenance=said)
    return merged


def _targets(given: LatencyTargets, assumed: Mapping[str, Assumption]) -> LatencyTargets:
    """Return the targets; where none is given, those of a chat service are assumed."""
    if given.ttft_p99_ms or given.tpot_p99_ms or given.e2e_p99_ms:
        return given
    return LatencyTargets(
        ttft_p99_ms=assumed["ttft_p99_ms"].value, tpot_p99_ms=assumed["tpot_p99_ms"].value
    )
