import datetime
from dataclasses import replace
from typing import Any

import pytest

from breakeven.domain.claim import Answer, Beside, Claim
from breakeven.economics.claims.audit import Audit, audit

PTU = {"reserved_units": 50.0, "reserved_unit_usd_per_month": 260.0}


def claim(quantity: str, *, inputs: dict[str, Any], **answer: Any) -> Claim:
    made = Answer(quantity=quantity, **answer)
    return Claim(title="t", inputs=inputs, answers=(made,))


def ids(found: Audit) -> set[str]:
    return {o.id for o in found.omissions}


AT_2_TO_1 = {
    "input_over_output": 2.0,
    "api_input_usd_per_million_tokens": 2.5,
    "api_output_usd_per_million_tokens": 10.0,
}


def test_reserved_capacity() -> None:
    made = claim("breakeven_reserved_tokens_per_day", inputs={**PTU, **AT_2_TO_1}, value=1e6)
    found = audit(made)
    assert found.verdict == "contradicts-itself"
    assert found.answers[0].ratio == pytest.approx(13_000 / 5 / 30.4375)
    cost = claim("reserved_over_tokens", inputs={**PTU, **AT_2_TO_1, "tokens_per_day": 1e6}, high=1)
    assert audit(cost).answers[0].ratio == pytest.approx(13_000 / 152.1875)


@pytest.mark.parametrize(
    ("answer", "holds"),
    [
        ({"value": 99.9}, True),
        ({"value": 95.0}, False),
        ({"value": 95.0, "tolerance": 0.06}, True),
        ({"value": 90.0, "half_digit": 10.0}, True),
        ({"high": 120.0}, True),
        ({"high": 80.0}, False),
        ({"low": 80.0}, True),
        ({"low": 120.0}, False),
        ({"low": 90.0, "high": 110.0}, True),
        ({"low": 10.0, "high": 20.0}, False),
        ({"value": "never"}, False),
        ({"value": 0.0999, "unit": "thousand"}, True),
    ],
)
def test_what_counts_as_the_same(answer: dict[str, Any], holds: bool) -> None:
    inputs = {"before_usd_per_month": 300.0, "after_usd_per_month": 200.0}
    found = audit(claim("saved_usd_per_month", inputs=inputs, **answer))
    assert found.answers[0].holds is holds
    assert found.holds is holds


def test_never() -> None:
    inputs = {"hardware_usd": 1e5, "cloud_usd_per_hour": 1.0, "owned_opex_usd_per_hour": 2.0}
    assert audit(claim("breakeven_hours", inputs=inputs, value="never")).holds
    found = audit(claim("breakeven_hours", inputs=inputs, value=100.0)).to_dict()
    (one,) = found["answers"]  # type: ignore[misc]
    assert (one["recomputed"], one["never"], one["holds"]) == ("never", True, False)


NODE = {
    "machine_usd_per_hour": 20.0,
    "api_usd_per_million_tokens": 1.0,
    "tokens_per_second": 1_000.0,
}


def test_right_arithmetic_beyond_the_capacity_never_comes_about() -> None:
    stated = dict(NODE)
    found = audit(claim("breakeven_tokens_per_day", inputs=stated, value=480e6))
    (one,) = found.answers
    assert one.recomputed is not None
    assert one.recomputed.low == pytest.approx(480e6)
    assert (one.never, one.verdict) == (True, "contradicts")
    assert one.limit == pytest.approx(86.4e6)
    assert audit(claim("breakeven_tokens_per_day", inputs=stated, value="never")).holds
    fast = {**stated, "tokens_per_second": 10_000.0}
    assert audit(claim("breakeven_tokens_per_day", inputs=fast, value=480e6)).holds


def test_requests_are_limited_too() -> None:
    inputs = {"machine_usd_per_month": 200.0, "api_usd_per_request": 0.0001}
    inputs |= {"machine_requests_per_day": 50_000.0, "days_per_month": 30.0}
    found = audit(claim("breakeven_requests_per_day", inputs=inputs, value=66_667.0))
    assert found.answers[0].never


def test_arithmetic_bounds_a_machine_of_which_nothing_is_stated() -> None:
    inputs = {"machine_usd_per_hour": 23.0, "gpus": 4.0, "api_usd_per_million_tokens": 0.3}
    made = claim("breakeven_tokens_per_day", inputs=inputs, value=1.84e9, tolerance=0.01)
    assert audit(made).holds
    beside = Beside(active_parameters_billion=70.6, peak_tflops=624.0)
    assert audit(made, beside).answers[0].never


def test_inputs_that_contradict_each_other() -> None:
    inputs = {"hours_per_day": 8.0, "days_used_per_month": 20.0, "hours_per_month": 176.0}
    found = audit(claim("hours_per_month", inputs=inputs, value=160.0))
    assert found.answers[0].holds
    assert len(found.conflicts) == 1
    assert not found.holds


def test_a_stated_cost_may_hold_what_is_not_listed() -> None:
    inputs = {"machine_usd_per_hour": 1.0, "hours_per_month": 700.0, "self_usd_per_month": 900.0}
    made = claim("breakeven_requests_per_month", inputs={**inputs, "api_usd_per_request": 1.0})
    more = replace(made, answers=(Answer(quantity="breakeven_requests_per_month", value=900.0),))
    assert not audit(more).conflicts or audit(more).conflicts[0].quantity == "machine_usd_per_hour"


def test_two_figures_from_the_same_inputs() -> None:
    inputs = {"before_usd_per_month": 100.0, "after_usd_per_month": 40.0}
    answers = (
        Answer(quantity="cost_ratio", value=2.5, given=("a",)),
        Answer(quantity="cost_ratio", value=2.2, given=("b",)),
    )
    unknown = Claim(title="t", inputs=inputs, variants={"a": {}, "b": {}}, answers=answers)
    assert not audit(unknown).conflicts
    made = replace(unknown, inputs={}, variants={"a": inputs, "b": inputs})
    (found,) = audit(made).conflicts
    assert (found.given, found.other_given, found.steps) == (("a",), ("b",), ())


def test_a_saving_without_its_benchmark() -> None:
    inputs = {"strong_call_share": 0.14}
    bare = audit(claim("routed_saving_share", inputs=inputs, value=0.85))
    assert (bare.verdict, bare.answers[0].holds) == ("unlabelled", False)
    label = audit(claim("routed_saving_share", inputs=inputs, value=0.86, benchmark="MT-Bench"))
    assert label.holds


def test_what_cannot_be_told() -> None:
    found = audit(claim("breakeven_hours", inputs={"hardware_usd": 1.0}, value=5.0))
    assert (found.verdict, found.holds) == ("cannot-be-checked", False)
    assert found.missing == ("cloud_usd_per_hour",)
    assert found.answers[0].holds is None


PAN = {
    "hardware_usd": 15_000.0,
    "capacity_million_tokens_per_month": 120.4,
    "hours_per_month": 176.0,
    "gpus": 1.0,
    "gpu_watts": 400.0,
    "electricity_usd_per_kwh": 0.15,
    "output_over_input": 2.0,
    "api_input_usd_per_million_tokens": 1.25,
    "api_output_usd_per_million_tokens": 10.0,
}


def test_what_a_left_out_input_would_change() -> None:
    typical = {"typical_input_tokens": 1155.0, "typical_output_tokens": 211.0}
    beside = Beside(typical=typical | {"power_usage_effectiveness": 1.25})
    found = audit(claim("payback_months", inputs=PAN, value=17.8), beside)
    assert found.holds
    effects = {o.id: o.effect for o in found.omissions if o.effect}
    assert effects["output-heavy-mix"].counted.low == pytest.approx(49.6, abs=0.1)
    assert (
        effects["power-usage-effectiveness"].counted.low
        > effects["power-usage-effectiveness"].without.low
    )
    assert {"staff", "hosted-comparator", "price-decline", "idle-hours"} <= ids(found)


@pytest.mark.parametrize(
    ("more", "gone"),
    [
        ({"staff_usd_per_month": 100.0}, "staff"),
        ({"hosted_usd_per_million_tokens": 0.88}, "hosted-comparator"),
        ({"power_usage_effectiveness": 1.3}, "power-usage-effectiveness"),
        ({"spare_machines": 1.0}, "spare-machines"),
        ({"peak_over_mean": 3.0}, "peak"),
        ({"cached_input_share": 0.0}, "cache-and-batch"),
        ({"utilization": 1.0}, "idle-hours"),
        ({"price_decline_per_year": 0.3}, "price-decline"),
        ({"hardware_usd": (14_000.0, 16_000.0)}, "range"),
    ],
)
def test_what_is_stated_is_not_left_out(more: dict[str, Any], gone: str) -> None:
    assert gone in ids(audit(claim("payback_months", inputs=PAN, value=17.8)))
    assert gone not in ids(audit(claim("payback_months", inputs={**PAN, **more}, value=17.8)))


def test_dates_of_prices() -> None:
    made = claim("payback_months", inputs=PAN, value=17.8)
    day = datetime.date(2026, 11, 1)
    assert "price-date" in ids(audit(made))
    old = replace(made, date=datetime.date(2025, 9, 22))
    assert "old-prices" in ids(audit(old, Beside(today=day)))
    assert "old-prices" not in ids(audit(replace(old, prices_as_of=day), Beside(today=day)))


def test_escalation_counts_in_the_break_even() -> None:
    inputs = {"self_usd_per_hour": 2.5, "api_usd_per_request": 0.004, "escalated_share": 0.042}
    found = audit(claim("breakeven_requests_per_hour", inputs=inputs, value=625.0))
    effect = next(o.effect for o in found.omissions if o.id == "escalation")
    assert effect is not None
    assert effect.counted.low == pytest.approx(652.4, abs=0.1)


def test_a_month_that_is_not_stated_may_have_30_days() -> None:
    inputs = {"self_usd_per_month": 2_000.0, "api_usd_per_request": 0.01}
    short = audit(
        claim("breakeven_requests_per_day", inputs=inputs, value=6_667.0, tolerance=0.001)
    )
    assert short.holds
    assert short.answers[0].notes == ("it holds with months of 30 days",)
    effect = next(o.effect for o in short.omissions if o.id == "month")
    assert effect is not None
    assert effect.counted.low == pytest.approx(6_571, abs=1)
    said = {**inputs, "days_per_month": 31.0}
    assert not audit(claim("breakeven_requests_per_day", inputs=said, value=6_667.0)).holds


def test_full_machines_beside_those_in_use() -> None:
    inputs = {"machine_usd_per_hour": 2.0, "tokens_per_second": 3_500.0, "utilization": 0.1}
    full = audit(claim("self_usd_per_million_tokens_when_full", inputs=inputs, value=0.159))
    assert full.holds
    used = audit(claim("self_usd_per_million_tokens", inputs=inputs, value=0.159))
    assert used.answers[0].ratio == pytest.approx(10, rel=0.01)
    assert "idle hours are paid too" in used.answers[0].notes[0]
