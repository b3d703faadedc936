"""The lesson's own answers, to the request and to the cent, and what holds of them in general."""

from math import ceil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakeven.domain.errors import InputError, UnknownName
from breakeven.inputs.catalog import load_catalog
from breakeven.lesson import CostComparisonAnalyzer, compare_scenarios

SCENARIOS = [
    {"name": "Startup MVP", "daily_requests": 1_000},
    {"name": "Growth Stage", "daily_requests": 10_000},
    {"name": "Scale Up", "daily_requests": 50_000},
    {"name": "Enterprise", "daily_requests": 200_000},
]
LAB = CostComparisonAnalyzer()
APIS = sorted(LAB.api_costs)
HOSTED = sorted(LAB.hosting_costs)
OVERLAY = Path(__file__).parents[2] / "examples" / "lesson"

volumes = st.integers(1, 2_000_000)
tokens = st.integers(0, 100_000)


def test_the_small_model_breaks_even_at_34_200_requests_a_day() -> None:
    found = LAB.find_breakeven("gpt-4o-mini", "llama-3.1-8b")
    assert found == {
        "breakeven_daily_requests": 34_200,
        "api_monthly_cost": pytest.approx(200.07),
        "hosting_monthly_cost": 200,
        "monthly_savings_at_breakeven": pytest.approx(0.07),
    }


def test_the_large_model_never_breaks_even() -> None:
    found = LAB.find_breakeven("gpt-4o", "llama-3.1-70b")
    assert found == {"message": "API remains cheaper at all volumes tested"}


def test_the_best_of_the_four_scenarios() -> None:
    best = [
        (found["scenario"], found["best_option"]["option"], found["best_option"]["monthly_cost"])
        for found in compare_scenarios(SCENARIOS)
    ]
    assert best == [
        ("Startup MVP", "API: gpt-4o-mini", pytest.approx(5.85)),
        ("Growth Stage", "API: gpt-4o-mini", pytest.approx(58.5)),
        ("Scale Up", "Self-Host: llama-3.1-8b", 200),
        ("Enterprise", "Self-Host: llama-3.1-8b", 1_000),
    ]


def test_a_scenario_names_its_tokens_or_takes_the_lesson_s() -> None:
    own = {**SCENARIOS[0], "avg_input_tokens": 1_000, "avg_output_tokens": 400}
    short = {"scenario": "same", "daily_requests": 1_000, "input_tokens": 1_000, "output_tokens": 0}
    first, second, third = compare_scenarios([own, SCENARIOS[0], short])
    cost = second["best_option"]["monthly_cost"]
    assert first["best_option"]["monthly_cost"] == pytest.approx(2 * cost)
    assert third["best_option"]["monthly_cost"] == pytest.approx(1_000 * 30 * 1_000 * 0.15e-6)
    assert third["scenario"] == "same"


def test_unknown_models_are_named_with_the_nearest_ones() -> None:
    with pytest.raises(UnknownName, match="did you mean gpt-4o"):
        LAB.calculate_api_cost("gpt-4", 1, 1, 1)
    with pytest.raises(UnknownName, match=r"llama-3\.1-70b"):
        LAB.calculate_hosting_cost("llama-3-70b", 1)


def test_a_scenario_without_a_volume_says_what_is_missing() -> None:
    with pytest.raises(InputError, match=r"no 'daily_requests'; it has name"):
        compare_scenarios([{"name": "?"}])


def test_prices_may_be_changed_as_in_the_lab() -> None:
    lab = CostComparisonAnalyzer()
    lab.api_costs["gpt-4o"]["input"] = 0.0
    assert lab.calculate_api_cost("gpt-4o", 1, 1_000_000, 0) == 0
    assert CostComparisonAnalyzer().api_costs["gpt-4o"]["input"] == 2.5


def test_the_example_overlay_carries_the_same_table() -> None:
    catalog = load_catalog(overlay=OVERLAY)
    for model in APIS:
        price = catalog.token_offer(f"api:{model}").prices[0]
        assert price.input_usd_per_million_tokens == LAB.api_costs[model]["input"]
        assert price.output_usd_per_million_tokens == LAB.api_costs[model]["output"]
    stated = {offer.model: offer for offer in catalog.stated}
    for model, cost in LAB.hosting_costs.items():
        assert stated[model].usd_per_month == cost["monthly_cost"]
        assert stated[model].requests_per_day == cost["requests_per_day"]
        assert stated[model].count == int(cost["hardware"].split("x")[0])


@given(st.sampled_from(APIS), volumes, tokens, tokens)
def test_an_api_costs_twice_as_much_for_twice_the_requests(
    model: str, daily: int, read: int, written: int
) -> None:
    once = LAB.calculate_api_cost(model, daily, read, written)
    assert LAB.calculate_api_cost(model, 2 * daily, read, written) == pytest.approx(2 * once)


@given(st.sampled_from(HOSTED), volumes, volumes)
def test_hosting_never_gets_cheaper_with_volume(model: str, a: int, b: int) -> None:
    low, high = sorted((a, b))
    assert LAB.calculate_hosting_cost(model, low) <= LAB.calculate_hosting_cost(model, high)


@given(st.sampled_from(HOSTED), volumes)
def test_the_lesson_buys_one_too_many_at_multiples_from_twice_on(model: str, daily: int) -> None:
    capacity = LAB.hosting_costs[model]["requests_per_day"]
    spare = LAB.instances(model, daily) - ceil(daily / capacity)
    assert spare == (daily % capacity == 0 and daily >= 2 * capacity)


@given(st.sampled_from(HOSTED), st.integers(1, 100))
def test_multiples_are_hit(model: str, times: int) -> None:
    capacity = LAB.hosting_costs[model]["requests_per_day"]
    assert LAB.instances(model, times * capacity) == times + (times >= 2)


@given(st.sampled_from(APIS), st.sampled_from(HOSTED))
def test_below_the_break_even_the_api_is_no_dearer(api: str, hosted: str) -> None:
    found = LAB.find_breakeven(api, hosted)
    first = found.get("breakeven_daily_requests", 1_000_000)
    for daily in range(100, first, 9_700):
        cost = LAB.calculate_api_cost(api, daily, 500, 200)
        assert cost <= LAB.calculate_hosting_cost(hosted, daily)


@given(volumes)
def test_options_are_sorted_and_the_best_is_the_first(daily: int) -> None:
    [found] = compare_scenarios([{"name": "any", "daily_requests": daily}])
    costs = [option["monthly_cost"] for option in found["all_options"]]
    assert costs == sorted(costs)
    assert found["best_option"] == found["all_options"][0]
    assert len(costs) == 4
