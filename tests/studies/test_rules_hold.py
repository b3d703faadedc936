"""No rule is broken by any path, whatever the rules and the traffic."""

import re
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breakeven.api.asking import question_of
from breakeven.api.workloads import workload_of_numbers
from breakeven.domain.errors import NothingFeasible
from breakeven.domain.offers import RentalOffer
from breakeven.domain.rules import Rules
from breakeven.domain.scenario import Costs, ModelChoice, Scenario
from breakeven.economics.carbon import within_budget
from breakeven.economics.decision import Decision
from breakeven.economics.fleet_rows import FleetRow
from breakeven.economics.market import Question
from breakeven.economics.options import options
from breakeven.economics.rows import TokenRow
from breakeven.studies.deciding import decide
from breakeven.studies.portfolio.choices import Demanded
from breakeven.studies.portfolio.planning import planned
from breakeven.studies.rule_prices import FREE, relaxed
from breakeven.studies.weighing import weighed
from tests.studies.rule_oracle import (
    MODELS,
    broken,
    catalog,
    country_of,
    kilograms,
    lifted,
    market,
    rules,
)

SOME = st.sampled_from([2_000.0, 100_000.0, 1_000_000.0])
TOKENS = st.sampled_from([(300.0, 40.0), (1_500.0, 300.0)])
PURCHASES = ("on-demand", "spot", "reserved-1y", "managed", "owned", "workstation")


def question(
    of: Rules, requests_per_day: float, tokens: tuple[float, float], *, named: bool = True
) -> Question:
    workload = workload_of_numbers(
        requests_per_day=requests_per_day,
        input_tokens=tokens[0],
        output_tokens=tokens[1],
        spread=(0.9, 0.6),
    )
    models = ModelChoice(only=MODELS) if named else ModelChoice(like="llama-3.1-8b")
    asked = Scenario(rules=of, models=models, costs=Costs(purchases=PURCHASES, batch=named))
    return question_of(asked, workload, catalog())


def answer(asked: Question, *, priced: bool = False) -> Decision:
    return decide(market(), asked, draw=None, facts={}, sway=priced)


@settings(max_examples=12)
@given(rules(), SOME, TOKENS, st.booleans())
def test_no_option_breaks_a_rule(
    of: Rules, volume: float, tokens: tuple[float, float], named: bool
) -> None:
    asked = question(of, volume, tokens, named=named)
    found = answer(asked)
    for option in found.feasible:
        assert not broken(option.id, of), option.id
        for second in re.findall(r"requests at (\S+);", " ".join(b.source for b in option.lines)):
            assert not broken(second, of), (option.id, second)
    for region in found.regions:
        assert not broken(region.cheapest, of)
    for name in found.curves:
        assert not broken(name, of)


@settings(max_examples=10)
@given(rules(), SOME, TOKENS)
def test_no_budget_is_passed(of: Rules, volume: float, tokens: tuple[float, float]) -> None:
    asked = question(replace(of, max_kg_co2e_per_month=2_000.0), volume, tokens)
    for option in answer(asked).feasible:
        if option.kind == "hybrid":
            assert of.unknown_carbon == "allowed"
            continue
        if "scaling=" in option.id:
            continue  # the test of rows looks at these
        made = kilograms(option, asked)
        if made is None:
            assert of.unknown_carbon == "allowed", option.id
            assert option.carbon is None
            continue
        assert made <= 2_000.0 * (1 + 1e-9), option.id
        assert option.carbon is not None
        assert option.carbon.kg_co2e_per_month == pytest.approx(made)
        assert option.carbon.low <= made <= option.carbon.high


@settings(max_examples=20)
@given(rules(), SOME, TOKENS)
def test_peaks_and_second_sources_obey_too(
    of: Rules, volume: float, tokens: tuple[float, float]
) -> None:
    asked = question(of, volume, tokens)
    for row in weighed(options(market(), asked), market(), asked, "none").options.rows:
        assert not broken(row.id, of)
        if isinstance(row, TokenRow) and row.second:
            assert not broken(row.second.id, of)
        if isinstance(row, FleetRow) and row.peak_machine:
            assert isinstance(row.machine, RentalOffer)
            region = f"region={row.machine.region}"
            other = row.id.replace(region, f"region={row.peak_machine.region}")
            assert not broken(other, of), row.id


@settings(max_examples=8)
@given(rules(), SOME, TOKENS, st.integers(0, 20))
def test_a_price_of_a_rule_is_the_answer_without_it(
    of: Rules, volume: float, tokens: tuple[float, float], which: int
) -> None:
    asked = question(of, volume, tokens)
    found = answer(asked, priced=True)
    some = [found.rules[which % len(found.rules)], found.rules[-1]] if found.rules else []
    for price in some:
        free = lifted(of, price.name)
        other = answer(replace(asked, rules=free)).best
        if other is None:
            assert price.usd_per_month_without is None
            assert not price.best_without
            continue
        assert price.usd_per_month_without == pytest.approx(other.usd_per_month, rel=1e-9)
        assert price.best_without == other.id
        assert not broken(price.best_without, free)
        if found.best is None:
            assert price.extra_usd_per_month is None
            continue
        paid = (found.best.usd_per_month or 0.0) - (other.usd_per_month or 0.0)
        assert price.extra_usd_per_month == pytest.approx(paid, abs=1e-6)


def test_every_rule_that_forbids_has_a_price() -> None:
    names = [name for name, _ in relaxed(Rules(), use=True)]
    assert names == ["commercial"]
    assert not list(relaxed(FREE, use=True))
    strict = Rules(
        classes=("open-source",),
        monthly_users=5,
        eu_company=True,
        serves_third_parties=True,
        trains_on_outputs=True,
        data_stays="eu",
        no_retention=True,
        approved_providers=("aws",),
        min_quality=1.0,
        users_in="Germany",
        max_round_trip_ms=9.0,
        max_kg_co2e_per_month=1.0,
    )
    assert len(list(relaxed(strict, use=True))) == 12
    assert len(list(relaxed(strict))) == 7


def demanded(name: str, of: Rules, volume: float, tokens: tuple[float, float]) -> Demanded:
    asked = question(of, volume, tokens)
    relative = asked.demand.relative / asked.demand.relative.max()
    return Demanded(
        name=name,
        question=asked,
        found=within_budget(options(market(), asked), market(), asked),
        shape=np.asarray(relative),
        divisible=False,
    )


@settings(max_examples=6)
@given(st.lists(st.tuples(rules(), SOME, TOKENS), min_size=2, max_size=3))
def test_no_plan_breaks_anyones_rule(
    several: list[tuple[Rules, float, tuple[float, float]]],
) -> None:
    asked = [demanded(str(i), *one) for i, one in enumerate(several)]
    try:
        found = planned(
            asked,
            allocation="proportional",
            as_of=date(2026, 11, 26),
            name="",
            facts={},
            simulate=False,
            seconds=10.0,
            gap=1e-3,
        )
    except NothingFeasible:
        assert any(not one.found.rows for one in asked)
        return
    for one in found.assignments:
        of = several[int(one.workload)][0]
        assert not broken(one.option, of), (one.option, of)


def test_the_oracle_sees_what_is_broken() -> None:
    """The oracle is no rubber stamp: it names each rule that a made-up option breaks."""
    strict = Rules(
        classes=("open-source",),
        data_stays="eu",
        no_retention=True,
        approved_providers=("aws",),
        min_quality=80.0,
        users_in="Germany",
        max_round_trip_ms=5.0,
        monthly_users=800_000_000,
        eu_company=True,
    )
    assert set(broken("hosted:deepinfra/llama-4-scout", strict)) == {
        "classes",
        "min_quality",
        "monthly_users",
        "eu_company",
        "approved_providers",
        "no_retention",
        "data_stays",
        "max_round_trip_ms",
    }
    here = "self:olmo-2-7b@L4x1,provider=aws,region=eu-central-1,machine=1"
    assert country_of(here, strict) == "Germany"
    assert broken(here, replace(strict, min_quality=None, max_round_trip_ms=15.0)) == []
    both = f"{here}+hosted:deepinfra/llama-4-scout"
    assert "no_retention" in broken(both, strict)
    runs = Rules(serves_third_parties=True)
    assert broken("self:mistral-large-2407@L4x8,purchase=owned", runs) == [
        "commercial",
        "serves_third_parties",
    ]
