"""A bill's change and its parts: they sum, and each cause alone is found as itself."""

from dataclasses import replace
from fractions import Fraction
from math import fsum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakeven.domain.stored_decision import StoredFleet, StoredLine, StoredOption
from breakeven.studies.attribution import (
    CACHED,
    MACHINE_LINES,
    MACHINES,
    MONTH,
    PRICES,
    REST,
    SIZE,
    VOLUME,
    BillChange,
    Side,
    bill_change,
)
from tests.studies.stored import API, decision, machine, option

NAMES = (
    "input tokens",
    "cached input tokens",
    "output tokens",
    "calls",
    *MACHINE_LINES,
    "people",
    "storage",
)
AMOUNTS = st.integers(0, 100_000).map(Fraction)


@st.composite
def sides(draw: st.DrawFn) -> Side:
    """Any bill of any workload in exact fractions, whether it makes sense or not."""
    names = draw(st.lists(st.sampled_from(NAMES), max_size=5))
    bill = tuple(StoredLine(name=n, usd_per_month=draw(AMOUNTS)) for n in names)  # type: ignore[arg-type]
    total = sum(line.usd_per_month for line in bill) + draw(st.just(Fraction(0)) | AMOUNTS)
    number = st.integers(0, 50).map(Fraction)
    fleet: Any = StoredFleet(
        gpus=draw(number),  # type: ignore[arg-type]
        replicas_peak=draw(number),  # type: ignore[arg-type]
        replicas_mean=draw(number),  # type: ignore[arg-type]
    )
    made = StoredOption(
        id=API,
        kind="api",
        model="m",
        feasible=True,
        usd_per_month=total,
        lines=bill,
        fleet=draw(st.none() | st.just(fleet)),
    )
    share = st.integers(0, 4).map(lambda n: Fraction(n, 4))
    whole: Any = decision(
        made,
        volume=draw(st.integers(1, 10**6).map(Fraction)),  # type: ignore[arg-type]
        input_tokens_mean=draw(AMOUNTS),
        output_tokens_mean=draw(AMOUNTS),
        cached_input_share=draw(share),
        days_per_month=draw(st.sampled_from([Fraction(30), Fraction(31)])),
    )
    return Side(option=made, decision=whole)


@given(sides(), sides())
def test_parts_sum_exactly(before: Side, after: Side) -> None:
    found = bill_change(before, after)
    exact = Fraction(after.option.usd) - Fraction(before.option.usd)
    lines = sum((Fraction(line.change) for line in found.lines), Fraction(0))
    left_out = Fraction(1, 10**9) * (abs(before.option.usd) + abs(after.option.usd))  # type: ignore[operator]
    assert abs(lines - exact) <= left_out
    for line in found.lines:
        assert sum(effect.change for effect in line.effects) == line.change


@given(sides(), sides())
def test_floats_lose_only_rounding(before: Side, after: Side) -> None:
    found = bill_change(_floats(before), _floats(after))
    for line in found.lines:
        parts = [effect.change for effect in line.effects]
        lost = 1e-12 * (line.before + line.after + fsum(map(abs, parts)))
        assert fsum(parts) == pytest.approx(line.change, abs=lost)
    bills = abs(found.before) + abs(found.after)
    assert fsum(line.change for line in found.lines) == pytest.approx(
        found.change, abs=2e-9 * bills
    )


@given(sides())
def test_nothing_changed(side: Side) -> None:
    assert bill_change(side, side).effects == ()


def _floats(side: Side) -> Side:
    work, fleet = side.decision.workload, side.option.fleet
    made = StoredOption(
        id=side.option.id,
        kind="api",
        model="m",
        feasible=True,
        usd_per_month=float(side.option.usd),
        lines=tuple(
            StoredLine(name=line.name, usd_per_month=float(line.usd_per_month))
            for line in side.option.lines
        ),
        fleet=fleet
        and StoredFleet(
            gpus=float(fleet.gpus),
            replicas_peak=float(fleet.replicas_peak),
            replicas_mean=float(fleet.replicas_mean),
        ),
    )
    whole = decision(
        made,
        volume=float(work.requests_per_day),
        input_tokens_mean=float(work.input_tokens_mean),
        output_tokens_mean=float(work.output_tokens_mean),
        cached_input_share=float(work.cached_input_share),
        days_per_month=float(side.decision.days_per_month),
    )
    return Side(option=made, decision=whole)


def change(before: tuple[Any, dict[str, Any]], after: tuple[Any, dict[str, Any]]) -> BillChange:
    (old, old_more), (new, new_more) = before, after
    return bill_change(
        Side(option=old, decision=decision(old, **old_more)),
        Side(option=new, decision=decision(new, **new_more)),
    )


def causes(found: BillChange) -> dict[str, float]:
    return {effect.name: round(effect.change, 6) for effect in found.effects}


def test_volume_at_old_prices_and_prices_at_the_new_volume() -> None:
    """100 requests a day at $3 a month become 200 at $8: by hand, +3 for volume, +2 for prices."""
    old, new = option(input_tokens=3.0), option(input_tokens=8.0)
    found = change((old, {"volume": 100.0}), (new, {"volume": 200.0}))
    assert causes(found) == {VOLUME: 3.0, PRICES: 2.0}


@pytest.mark.parametrize(
    ("bill", "asked", "cause"),
    [
        ({"output_tokens": 4.0}, {}, PRICES),
        ({"output_tokens": 4.0}, {"output_tokens_mean": 400.0}, SIZE),
        ({"output_tokens": 4.0}, {"volume": 200.0}, VOLUME),
        ({"output_tokens": 4.0}, {"days_per_month": 60.0}, MONTH),
    ],
)
def test_one_cause_alone(bill: dict[str, float], asked: dict[str, float], cause: str) -> None:
    found = change((option(output_tokens=2.0), {}), (option(**bill), asked))
    assert causes(found) == {cause: 2.0}


def test_a_cache_that_was_not_there() -> None:
    """Half of the input moves to a line at a tenth of the price: $10 become $5 + $0.50."""
    new = option(input_tokens=5.0, cached_input_tokens=0.5)
    found = change((option(input_tokens=10.0), {}), (new, {"cached_input_share": 0.5}))
    assert causes(found) == {CACHED: -4.5}
    assert [line.name for line in found.lines] == ["input tokens", "cached input tokens"]


def test_machines_at_old_prices_and_prices_at_the_new_machines() -> None:
    """Two GPUs at $500 become three at $400, people stay: +500 for machines, -300 for prices."""
    old = option(machine(), gpus=2, GPU_hours_in_use=700, idle_GPU_hours=300, people=900)
    new = option(machine(), gpus=3, GPU_hours_in_use=1100, idle_GPU_hours=100, people=950)
    found = change((old, {}), (new, {"volume": 150.0}))
    assert causes(found) == {MACHINES: 500.0, PRICES: -300.0, "people": 50.0}


def test_stated_instances_are_counted_in_replicas() -> None:
    old, new = (option(machine(), instances_as_stated=usd) for usd in (300.0, 450.0))
    fleets = [StoredFleet(replicas_peak=n, replicas_mean=n) for n in (2, 3)]
    old, new = (replace(o, fleet=f) for o, f in zip((old, new), fleets, strict=True))
    assert causes(change((old, {}), (new, {}))) == {MACHINES: 150.0}


def test_unknown_lines_are_their_own_cause_and_what_is_in_no_line_is_said() -> None:
    new = replace(option(egress=3.0, input_tokens=1.0), usd_per_month=9.0)
    found = change((option(input_tokens=1.0), {}), (new, {}))
    assert causes(found) == {REST: 5.0, "egress": 3.0}
