"""Prices as they might be."""

from datetime import date

import pytest

from breakeven.api.known import known_facts
from breakeven.economics.market import Market
from breakeven.economics.repricing import PriceFactors, repriced


@pytest.fixture(scope="module")
def market() -> Market:
    return known_facts(date(2026, 11, 24), None).market


def test_no_factor_leaves_the_market(market: Market) -> None:
    assert repriced(market, PriceFactors()) is market


def test_each_factor_moves_its_own_prices(market: Market) -> None:
    other = repriced(market, PriceFactors(api=2.0, hosted=0.5, gpu=3.0, hardware=0.1))
    for old, new in zip(market.token_offers, other.token_offers, strict=True):
        factor = 2.0 if old.kind == "api" else 0.5
        for before, after in zip(old.prices, new.prices, strict=True):
            assert after.output_usd_per_million_tokens == pytest.approx(
                factor * before.output_usd_per_million_tokens
            )
    for old, new in zip(market.rentals, other.rentals, strict=True):
        assert new.usd_per_hour == pytest.approx(3.0 * old.usd_per_hour)
    for old, new in zip(market.reserved, other.reserved, strict=True):
        assert new.usd_per_unit_hour == pytest.approx(2.0 * old.usd_per_unit_hour)
    for old, new in zip(market.hardware, other.hardware, strict=True):
        assert new.usd == pytest.approx(0.1 * old.usd)


def test_a_price_says_what_it_was_multiplied_with(market: Market) -> None:
    other = repriced(market, PriceFactors(gpu=0.7))
    assert str(other.rentals[0].provenance) == f"0.7 x {market.rentals[0].provenance}"
    assert other.token_offers[0].provenance == market.token_offers[0].provenance
