import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakeven.domain.provenance import Provenance
from breakeven.domain.reserved import ReservedOffer
from breakeven.domain.workload import Lengths, Workload
from breakeven.economics.reserved import counted_tokens, reserved_curve, units_needed

SAID = Provenance(source="example")
HOURS = 730.0
OFFER = ReservedOffer(
    provider="azure",
    model="gpt-5.2",
    unit="PTU",
    scope="data-zone",
    term="hourly",
    usd_per_unit_hour=1.1,
    minimum_units=15,
    increment=5,
    input_tokens_per_minute_per_unit=3_400,
    output_token_weight=8,
    cached_token_weight=0,
    provenance=SAID,
)


def workload(*, cached: float = 0.0, requests: float = 1.0) -> Workload:
    return Workload(
        requests_per_day=requests,
        input_tokens=Lengths.constant(200),
        output_tokens=Lengths.constant(20),
        cached_input_share=cached,
        provenance=SAID,
    )


@pytest.mark.parametrize(("cached", "counted", "units"), [(0.0, 360, 110), (0.5, 260, 80)])
def test_microsofts_worked_examples(cached: float, counted: float, units: int) -> None:
    tokens = counted_tokens(OFFER, workload(cached=cached))
    assert tokens == counted
    assert units_needed(OFFER, tokens_per_minute=1_000 * tokens) == units


def test_cached_tokens_count_by_their_weight() -> None:
    tenth = replace(OFFER, cached_token_weight=0.1)
    assert counted_tokens(tenth, workload(cached=1.0)) == pytest.approx(20 + 160)


@given(
    requests=st.floats(1, 1e8),
    peak=st.floats(1, 10),
    increment=st.integers(1, 50),
    minimum=st.integers(1, 500),
)
def test_the_curve_is_the_units(requests: float, peak: float, increment: int, minimum: int) -> None:
    offer = replace(OFFER, increment=increment, minimum_units=minimum)
    curve = reserved_curve(offer, workload(), peak_factor=peak, hours_per_month=HOURS)
    busiest = requests / 1_440 * peak * counted_tokens(offer, workload())
    exact = busiest / (increment * offer.input_tokens_per_minute_per_unit)
    if math.isclose(exact, round(exact), rel_tol=1e-9):
        return
    units = units_needed(offer, tokens_per_minute=busiest)
    assert float(curve.cost(requests)) == pytest.approx(units * 1.1 * HOURS)
    assert units % increment == 0
    assert units >= minimum
    assert units * offer.input_tokens_per_minute_per_unit >= busiest * (1 - 1e-9)


def test_a_minimum_between_increments_is_rounded_up() -> None:
    offer = replace(OFFER, minimum_units=25, increment=50)
    assert units_needed(offer, tokens_per_minute=1.0) == 50
