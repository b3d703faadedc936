"""Plans on real offers: nobody's rules are broken, bills add up, the simulator agrees."""

import re
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breakeven.domain.errors import NothingFeasible
from breakeven.domain.rules import Rules
from breakeven.economics.market import Market
from breakeven.studies.portfolio.answer import PortfolioPlan
from breakeven.studies.portfolio.choices import Demanded
from tests.studies.portfolio.world import answer, demanded, market

OWN = Rules(data_stays="own-machines")


def broken(option: str, model: str, rules: Rules, known: Market) -> str:
    """Return which rule an option breaks, said anew from its name and the facts alone."""
    kind, _, rest = option.partition(":")
    provider = rest.partition("/")[0] if kind != "self" else _part(rest, "provider")
    if known.models[model].model_class not in rules.classes:
        return "classes"
    if kind != "self" and rules.data_stays in ("own-machines", "air-gapped"):
        return "data_stays"
    if kind == "self" and rules.data_stays == "air-gapped" and provider:
        return "data_stays"
    if kind != "self" and rules.no_retention and provider not in rules.no_retention_providers:
        return "no_retention"
    if provider and rules.approved_providers and provider not in rules.approved_providers:
        return "approved_providers"
    if rules.data_stays == "eu" and provider:
        place = (provider, _part(rest, "region"))
        inside = place in known.european_regions if kind == "self" else False
        return "" if inside or provider in rules.eu_providers else "data_stays"
    return ""


def _part(name: str, key: str) -> str:
    found = [p.partition("=")[2] for p in name.split(",") if p.startswith(f"{key}=")]
    return found[0] if found else ""


RULES = st.builds(
    Rules,
    classes=st.sampled_from(
        [("proprietary", "open-weight", "open-source"), ("open-weight", "open-source")]
    ),
    data_stays=st.sampled_from(["anywhere", "eu", "own-machines", "air-gapped"]),
    eu_providers=st.sampled_from([(), ("nebius",)]),
    approved_providers=st.sampled_from([(), ("aws", "azure"), ("lambda", "deepinfra")]),
    no_retention=st.booleans(),
    no_retention_providers=st.sampled_from([(), ("deepinfra", "azure")]),
)


@settings(max_examples=12)
@given(rules=st.lists(RULES, min_size=1, max_size=3), volume=st.floats(1e4, 3e6))
def test_no_rule_is_broken_by_any_plan(rules: list[Rules], volume: float) -> None:
    asked = [
        demanded(str(i), rules=one, requests_per_day=volume * (i + 1), divisible=bool(i % 2))
        for i, one in enumerate(rules)
    ]
    try:
        found = answer(*asked)
    except NothingFeasible:
        return
    for one in found.assignments:
        mine = rules[int(one.workload)]
        assert not broken(one.option, one.model, mine, market()), (one.option, mine)
    assert found.usd_per_month <= found.alone_usd_per_month * (1 + 1e-9)


def test_bills_add_up_and_nobody_pays_more_than_alone() -> None:
    found = answer(
        demanded("day", rules=OWN),
        demanded("night", rules=OWN, shift_hours=12),
        demanded("free", requests_per_day=20_000.0),
    )
    assert sum(b.usd_per_month for b in found.bills) == pytest.approx(found.usd_per_month)
    assert all(b.usd_per_month <= b.alone_usd_per_month * (1 + 1e-9) for b in found.bills)
    assert found.usd_per_month < found.alone_usd_per_month
    assert found.bound_usd_per_month <= found.usd_per_month
    shares = {b.workload: 0.0 for b in found.bills}
    for one in found.assignments:
        shares[one.workload] += one.share
    assert all(share == pytest.approx(1.0) for share in shares.values())


def test_the_simulator_confirms_every_shared_fleet() -> None:
    pytest.importorskip("numba")
    found = answer(
        demanded("long", rules=OWN, input_tokens=3_000.0, output_tokens=200.0),
        demanded("short", rules=OWN, input_tokens=300.0, output_tokens=60.0),
        simulate=True,
    )
    assert found.fleets
    for fleet in found.fleets:
        assert {c.workload for c in fleet.confirmed} == set(fleet.workloads)
        assert all(c.meets_targets for c in fleet.confirmed)


def test_a_workload_without_options_is_named_with_its_excuse() -> None:
    with pytest.raises(NothingFeasible, match="rejected") as caught:
        answer(demanded("fine"), demanded("stuck", rules=Rules(min_quality=99.0)))
    assert caught.value.where == "stuck"


POOL = re.compile(r"(?P<provider>\S+) .*?(?P<count>\d+) x (?P<card>\S+) (?P<region>\S+)")


def electricity_kg(found: PortfolioPlan, one: Demanded) -> float:
    """Return what the machines of a plan emit without spare ones, said anew from the facts."""
    total = 0.0
    at_the_wall = 1.0
    for name in ("server_power_over_gpu_power", "mean_power_share", "power_usage_effectiveness"):
        at_the_wall *= one.question.assumptions[name].value
    for bought in found.purchases:
        named = POOL.match(bought.pool)
        assert named, bought.pool
        country = market().countries[named["provider"], named["region"]]
        kilowatts = int(named["count"]) * market().accelerators[named["card"]].power_watts / 1e3
        running = bought.needed.mean() if bought.hourly_usd_each else bought.needed.max()
        hours = running * one.question.hours_per_month
        total += kilowatts * at_the_wall * hours * market().grids[country].g_per_kwh / 1e3
    return total


@settings(max_examples=6)
@given(
    rules=st.lists(RULES, min_size=1, max_size=2),
    volume=st.floats(1e4, 3e6),
    part=st.floats(0.05, 1.2),
)
def test_no_budget_is_passed_by_any_plan(rules: list[Rules], volume: float, part: float) -> None:
    asked = [
        demanded(str(i), rules=one, requests_per_day=volume * (i + 1), emits=True)
        for i, one in enumerate(rules)
    ]
    try:
        free = answer(*asked, most_kg=1e12)
    except NothingFeasible:
        return
    assert free.carbon
    most = part * free.carbon.kg_co2e_per_month
    found = None
    if part >= 1.0:
        found = answer(*asked, most_kg=most)
    else:
        with suppress(NothingFeasible):
            found = answer(*asked, most_kg=most)
    if found is None:
        return
    assert found.carbon
    assert electricity_kg(found, asked[0]) <= found.carbon.kg_co2e_per_month * (1 + 1e-9)
    assert found.carbon.kg_co2e_per_month <= most * (1 + 1e-9)
    assert found.usd_per_month >= free.bound_usd_per_month * (1 - 1e-9)
    for one in found.assignments:
        assert not broken(one.option, one.model, rules[int(one.workload)], market())
