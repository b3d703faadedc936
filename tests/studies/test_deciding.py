"""Decisions as accounts: lines add up, options help, load costs, rules hold."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from breakeven.api.asking import market_of, question_of
from breakeven.api.workloads import workload_of_numbers
from breakeven.domain.rules import Rules
from breakeven.domain.scenario import Costs, ModelChoice, Scenario
from breakeven.domain.workload import PeakToMean
from breakeven.economics.decision import Decision
from breakeven.economics.demand import demand_of
from breakeven.economics.market import Market, Question
from breakeven.inputs.catalog import Catalog, load_catalog
from breakeven.studies.deciding import decide
from breakeven.studies.prospecting import Draw
from breakeven.studies.sampling import unit_cube

SEED = 5
DRAW = Draw(cube=unit_cube(64, seed=SEED), seed=SEED)
MODELS = ("gpt-4o-mini", "llama-3.1-8b", "llama-3.3-70b", "mixtral-8x7b")


@cache
def catalog() -> Catalog:
    return load_catalog()


@cache
def market() -> Market:
    return market_of(catalog())


def question(requests_per_day: float = 200_000.0, **parts: object) -> Question:
    workload = workload_of_numbers(
        requests_per_day=requests_per_day,
        input_tokens=1155.0,
        output_tokens=211.0,
        spread=(0.92, 0.6),
    )
    scenario = replace(Scenario(models=ModelChoice(only=MODELS)), **parts)  # type: ignore[arg-type]
    return question_of(scenario, workload, catalog())


def answer(asked: Question | None = None, on: Market | None = None) -> Decision:
    return decide(on or market(), asked or question(), draw=DRAW, facts={})


def test_lines_sum_to_the_month() -> None:
    for option in answer().feasible:
        assert option.usd_per_month == pytest.approx(
            sum(line.usd_per_month for line in option.lines), rel=1e-9
        )
        assert all(line.source for line in option.lines)


def test_the_best_is_the_cheapest_and_the_region_agrees() -> None:
    found = answer()
    assert found.best is not None
    costs = [o.usd_per_month for o in found.feasible]
    assert costs == sorted(costs)  # type: ignore[type-var]
    volume = found.workload.requests_per_day
    region = next(
        r
        for r in found.regions
        if r.from_requests_per_day < volume <= (r.to_requests_per_day or np.inf)
    )
    assert region.cheapest == found.best.id


def test_every_option_is_priced_or_excused_with_a_detail() -> None:
    found = answer()
    assert found.weighed >= len(found.options)
    for option in found.options:
        assert (option.usd_per_month is None) == (option.excuse is not None)
        if option.excuse:
            assert option.excuse.detail


def test_the_same_weights_hosted_elsewhere_are_always_among_the_offers() -> None:
    found = answer()
    hosted = {o.model for o in found.options if o.kind == "hosted"}
    assert {o.model for o in found.options if o.kind == "rented"} <= hosted


def test_probabilities_of_all_options_sum_to_one() -> None:
    found = answer()
    assert sum(o.p_best or 0.0 for o in found.feasible) == pytest.approx(1.0)
    for option in found.feasible:
        assert option.usd_per_month_p05 is not None
        assert option.usd_per_month_p95 is not None
        assert option.usd_per_month_p05 <= option.usd_per_month_p95


def test_the_answer_is_the_same_every_time() -> None:
    assert answer().to_dict() == answer().to_dict()


@pytest.mark.parametrize("factor", [1.5, 4.0, 30.0])
def test_more_load_never_costs_less(factor: float) -> None:
    low, high = answer(question(50_000.0)), answer(question(50_000.0 * factor))
    less = {o.id: o.usd_per_month for o in low.feasible}
    for option in high.feasible:
        if option.id in less:
            assert option.usd_per_month >= less[option.id] * (1 - 1e-12)  # type: ignore[operator]


def test_another_offer_never_raises_the_best_cost() -> None:
    full = market()
    fewer = replace(full, rentals=full.rentals[::3], token_offers=full.token_offers[::2])
    best, less = answer(), answer(on=fewer)
    assert best.best is not None
    assert less.best is not None
    assert best.best.usd_per_month <= less.best.usd_per_month  # type: ignore[operator]


def test_doubling_prices_doubles_machines() -> None:
    full = market()
    dearer = replace(
        full, rentals=tuple(replace(r, usd_per_hour=2 * r.usd_per_hour) for r in full.rentals)
    )
    bare = ("people", "on call", "observability", "weights storage", "egress")
    asked = question(costs=Costs(without=bare))
    plain = {o.id: o.usd_per_month for o in answer(asked).feasible if o.kind == "rented"}
    doubled = {o.id: o.usd_per_month for o in answer(asked, dearer).feasible if o.kind == "rented"}
    assert doubled.keys() == plain.keys()
    for name, usd in doubled.items():
        assert usd == pytest.approx(2 * plain[name])  # type: ignore[operator]


def test_switching_people_off_takes_exactly_their_line_away() -> None:
    with_people = {o.id: o for o in answer().feasible if o.kind == "rented"}
    without = answer(question(costs=Costs(without=("people",))))
    for option in without.feasible:
        if option.id in with_people:
            staff = [ln for ln in with_people[option.id].lines if ln.name == "people"]
            assert with_people[option.id].usd_per_month == pytest.approx(
                (option.usd_per_month or 0.0) + staff[0].usd_per_month
            )


def test_data_that_must_not_leave_rules_every_api_out() -> None:
    found = answer(question(rules=Rules(data_stays="own-machines")))
    assert {o.kind for o in found.feasible} == {"rented", "owned"}
    refused = [o for o in found.options if o.kind in ("api", "hosted")]
    assert refused
    assert {o.excuse.reason for o in refused if o.excuse} <= {"residency", "price-unknown"}


def test_a_non_commercial_licence_is_refused_with_its_name() -> None:
    found = answer(question(models=ModelChoice(only=("mistral-large-2411",))))
    machines = [o for o in found.options if o.kind == "rented"]
    assert machines
    assert {o.excuse.reason for o in machines if o.excuse} == {"licence"}
    for option in found.feasible:
        assert option.kind == "hosted"
        assert any("own terms" in flag for flag in option.flags)


def test_a_quality_floor_of_the_rules_holds_for_named_models_too() -> None:
    chosen = ModelChoice(only=("llama-3.1-8b", "llama-3.3-70b"))
    found = answer(question(models=chosen, rules=Rules(min_quality=60.0)))
    assert {o.model for o in found.feasible} == {"llama-3.3-70b"}


def test_a_model_whose_licence_is_unknown_is_refused() -> None:
    full = market()
    strange = replace(full.models["llama-3.1-8b"], licence="my-licence")
    on = replace(full, models={**full.models, "llama-3.1-8b": strange})
    found = answer(question(models=ModelChoice(only=("llama-3.1-8b",))), on)
    assert not found.feasible


def test_requests_longer_than_a_models_context_are_refused_everywhere() -> None:
    asked = question(models=ModelChoice(only=("phi-4", "gpt-4.1-mini")))
    workload = workload_of_numbers(
        requests_per_day=1_000.0, input_tokens=60_000.0, output_tokens=500.0, spread=(0.1, 0.1)
    )
    found = answer(replace(asked, workload=workload))
    assert {o.model for o in found.feasible} == {"gpt-4.1-mini"}


def test_a_larger_machine_is_weighed_where_its_replicas_are_cheaper() -> None:
    found = answer(question(models=ModelChoice(only=("llama-3.1-8b",))))
    assert any("machine=8" in o.id for o in found.options if o.kind == "rented" and "x1," in o.id)


def test_batch_prices_hold_only_when_answers_may_wait() -> None:
    only = ModelChoice(only=("gpt-4o-mini",))
    usual = {o.id: o.usd_per_month for o in answer(question(models=only)).feasible}
    later = answer(question(models=only, costs=Costs(batch=True)))
    halved = {o.id: o.usd_per_month for o in later.feasible}
    offer = "api:openai/gpt-4o-mini"
    assert halved[offer] == usual[offer]
    assert halved[f"{offer},tier=batch"] == pytest.approx(usual[offer] / 2)  # type: ignore[operator]


def test_machines_that_the_rules_refuse_are_excused() -> None:
    found = answer(question(rules=Rules(approved_providers=("openai",))))
    assert {p for o in found.feasible for p in o.provider.split("+")} == {"openai", "own"}
    reasons = {o.excuse.reason for o in found.options if o.excuse and o.kind == "rented"}
    assert "no-machine" in reasons


def test_a_model_below_the_reference_is_excused_unless_it_is_named() -> None:
    judged = answer(question(models=ModelChoice(like="gpt-4o")))
    small = [o for o in judged.options if o.model == "llama-3.1-8b"]
    assert {o.excuse.reason for o in small if o.excuse} == {"below-quality-floor"}
    named = answer(question(models=ModelChoice(like="gpt-4o", only=("llama-3.1-8b",))))
    assert named.best is not None
    assert any("below" in flag for flag in named.best.flags)


def test_spot_machines_are_weighed_only_when_asked_for() -> None:
    assert not any("purchase=spot" in o.id for o in answer().options)
    asked = question(costs=Costs(purchases=("spot",)))
    machines = [o for o in answer(asked).feasible if o.kind == "rented"]
    assert machines
    assert all("purchase=spot" in o.id for o in machines)
    assert all(any("taken away" in f for f in o.flags) for o in machines)


def test_a_price_that_was_not_seen_in_a_source_is_flagged() -> None:
    managed = question(costs=Costs(purchases=("managed",)))
    found = answer(managed)
    unseen = [o for o in found.feasible if o.provider in ("azure-ml", "vertex-ai")]
    assert unseen
    assert all("its price was not seen in a source" in o.flags for o in unseen)
    seen = [o for o in found.feasible if o.provider == "hf-endpoints"]
    assert seen
    assert not any("its price was not seen in a source" in o.flags for o in seen)


def test_a_sparse_logs_burst_is_assumed_everywhere() -> None:
    asked = question(1_000.0)
    sparse = replace(asked.workload, peak_to_mean=PeakToMean(minute=5.0))
    profile = catalog().profiles["chat"]
    demand = demand_of(sparse, profile=profile, burst=asked.assumptions["burst_minute"].value)
    found = answer(replace(asked, workload=sparse, demand=demand))
    assert found.demand.burst == asked.assumptions["burst_minute"].value
    assert "burst_minute" in {a.id for a in found.assumptions}


def simulated(requests_per_day: float = 200_000.0) -> Decision:
    return decide(market(), question(requests_per_day), draw=None, simulate="leaders", facts={})


@pytest.mark.parametrize("volume", [5_000.0, 200_000.0, 3e6])
def test_the_machines_that_win_anywhere_are_simulated(volume: float) -> None:
    found = simulated(volume)
    assert found.simulated is not None
    rented = [o for o in found.feasible if o.kind == "rented"]
    sources = {o.id: o.rate.source for o in rented if o.rate}
    assert sources[rented[0].id] == "simulation"
    for region in found.regions:
        assert sources.get(region.cheapest, "simulation") == "simulation"
    assert set(sources.values()) == {"simulation", "closed-form"}


def test_a_simulated_rate_changes_the_bill_and_the_closed_form_stays_visible() -> None:
    closed = {o.id: o for o in answer().feasible if o.kind == "rented"}
    changed = 0
    for option in simulated().feasible:
        if option.id not in closed or option.rate is None:
            continue
        before = closed[option.id].rate
        assert before is not None
        assert option.rate.closed_form == before.requests_per_second
        if option.rate.source == "closed-form":
            assert option.usd_per_month == closed[option.id].usd_per_month
            assert option.rate.requests_per_second == before.requests_per_second
        changed += option.rate.requests_per_second != before.requests_per_second
    assert changed > 10


def test_lines_sum_to_the_month_after_simulation_too() -> None:
    for option in simulated().feasible:
        assert option.usd_per_month == pytest.approx(
            sum(line.usd_per_month for line in option.lines), rel=1e-9
        )


@pytest.mark.parametrize("factor", [1.5, 4.0, 30.0])
def test_more_load_never_costs_less_after_simulation(factor: float) -> None:
    low, high = simulated(50_000.0), simulated(50_000.0 * factor)
    less = {o.id: (o.usd_per_month, o.rate) for o in low.feasible}
    for option in high.feasible:
        if option.id in less:
            usd, rate = less[option.id]
            assert option.rate == rate
            assert option.usd_per_month >= usd * (1 - 1e-12)  # type: ignore[operator]


def test_a_simulated_answer_is_the_same_every_time() -> None:
    assert simulated().to_dict() == simulated().to_dict()


def test_all_leaves_no_replica_to_the_closed_form() -> None:
    asked = question(models=ModelChoice(only=("llama-3.1-8b",)))
    fewer = replace(market(), rentals=market().rentals[::40])
    found = decide(fewer, asked, draw=None, simulate="all", facts={})
    sources = {o.rate.source for o in found.feasible if o.rate}
    assert sources == {"simulation"}
