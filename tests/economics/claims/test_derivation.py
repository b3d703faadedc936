import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakeven.domain.claim_terms import TERMS
from breakeven.economics.claims.derivation import (
    Span,
    derive,
    missing,
    other_ways,
    outcome,
    path,
    ways,
)

PRICES = st.floats(0.01, 1e3)


def value(quantity: str, **stated: float | tuple[float, float]) -> Span:
    steps = derive(quantity, stated)
    assert steps
    return steps[-1].value


@given(usd=PRICES, api=PRICES, factor=st.floats(0.1, 10))
def test_break_even_knows_no_currency(usd: float, api: float, factor: float) -> None:
    once = value(
        "breakeven_million_tokens_per_month",
        machine_usd_per_hour=usd,
        api_usd_per_million_tokens=api,
    )
    again = value(
        "breakeven_million_tokens_per_month",
        machine_usd_per_hour=usd * factor,
        api_usd_per_million_tokens=api * factor,
    )
    assert again.low == pytest.approx(once.low)
    assert once.low == pytest.approx(usd * 730.5 / api)


def test_what_is_stated_goes_before_what_is_left_out() -> None:
    assert value("hours_per_month", hours_per_day=8, days_used_per_month=22).low == 176
    assert value("hours_per_month").low == 730.5
    kw = {"power_kw": 2.0, "electricity_usd_per_kwh": 0.1}
    assert value("running_usd_per_month", **kw).low == pytest.approx(146.1)
    more = value("running_usd_per_month", **kw, staff_fte=0.5, staff_usd_per_fte_year=120_000)
    assert more.low == pytest.approx(5_146.1)


def test_demand_fills_the_machine_only_where_none_is_stated() -> None:
    machine = {"tokens_per_second": 100.0, "machine_usd_per_hour": 1.0}
    full = value("self_usd_per_million_tokens_at_demand", **machine)
    half = value("self_usd_per_million_tokens_at_demand", **machine, utilization=0.5)
    little = value("self_usd_per_million_tokens_at_demand", **machine, tokens_per_day=1e6)
    assert full.low == pytest.approx(2.7778, rel=1e-4)
    assert half.low == pytest.approx(2 * full.low)
    assert little.low == pytest.approx(24.0)


def test_idle_hours_raise_the_cost() -> None:
    machine = {"gpus": 1.0, "gpu_usd_per_hour": 2.5, "output_tokens_per_second": 300.0}
    assert value("self_usd_per_million_output_tokens", **machine).low == pytest.approx(2.3148, 1e-4)
    idle = value("self_usd_per_million_output_tokens", **machine, utilization=0.1)
    assert idle.low == pytest.approx(23.148, 1e-4)


def test_ranges_are_combined_at_their_ends() -> None:
    found = value("saving_share", before_usd_per_month=(900, 1_000), after_usd_per_month=(90, 200))
    assert (found.low, found.high) == (pytest.approx(1 - 200 / 900), pytest.approx(0.91))


def test_the_quantity_itself_is_not_used() -> None:
    stated = {"machine_usd_per_hour": 23.0, "self_usd_per_month": 1.0}
    assert value("self_usd_per_month", **stated).low == pytest.approx(16_801.5)
    way = path("breakeven_hours", ways({"hardware_usd", "cloud_usd_per_hour"}))
    assert outcome(way, {"hardware_usd": 10.0, "cloud_usd_per_hour": 5.0}).low == 2


def test_other_ways() -> None:
    stated = {"requests_per_day": 10.0, "tokens_per_request": 100.0}
    stated |= {"million_tokens_per_month": 1.0}
    found = {s[-1].value.low for s in other_ways("tokens_per_day", stated)}
    assert sorted(found) == [pytest.approx(1e6 / 30.4375)]


@pytest.mark.parametrize(
    ("quantity", "stated", "needed"),
    [
        ("breakeven_hours", (), {"hardware_usd", "cloud_usd_per_hour"}),
        ("payback_months", (), {"hardware_usd", "api_usd_per_month"}),
        ("routed_saving_share", ("strong_usd_per_million_tokens",), {"strong_call_share"}),
    ],
)
def test_missing(quantity: str, stated: tuple[str, ...], needed: set[str]) -> None:
    found = set(missing(quantity, stated))
    assert len(found) == len(needed)
    assert derive(quantity, dict.fromkeys([*stated, *found], 0.5))


@given(st.sets(st.sampled_from(sorted(TERMS)), max_size=8), st.sampled_from(sorted(TERMS)))
def test_what_is_missing_suffices(stated: set[str], quantity: str) -> None:
    known = dict.fromkeys(stated - {quantity}, 0.5)
    if derive(quantity, known) is None:
        more = missing(quantity, known)
        assert more
        if more != (quantity,):
            assert derive(quantity, {**known, **dict.fromkeys(more, 0.5)})
