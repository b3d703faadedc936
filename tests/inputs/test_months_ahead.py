from datetime import date

import pytest

from breakeven.inputs.catalog import load_catalog

AHEAD = (
    "horizon_months",
    "discount_rate_per_year",
    "growth_per_month",
    "api_price_change_per_year",
    "hosted_price_change_per_year",
    "token_price_jump_per_year",
    "token_price_jump_size",
    "constant_quality_price_change_per_year",
    "rental_price_change_per_year",
    "hardware_price_change_per_year",
    "engine_gain_per_year",
)


@pytest.mark.parametrize("name", AHEAD)
def test_the_months_ahead_are_assumed_with_a_range(name: str) -> None:
    assumption = load_catalog(as_of=date(2026, 11, 25)).assumptions[name]
    assert assumption.low < assumption.high
    assert assumption.low > -1
    assert assumption.provenance.note
