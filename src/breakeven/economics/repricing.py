"""Prices as they might be: every token, machine or server dearer or cheaper by a factor."""

from dataclasses import dataclass, replace
from typing import Annotated, TypeVar

from annotated_types import Interval

from breakeven.domain.offers import TokenPrice
from breakeven.domain.provenance import Provenance
from breakeven.economics.market import Market

LEAST, MOST = 0.01, 100.0
Factor = Annotated[float, Interval(ge=LEAST, le=MOST)]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceFactors:
    """Prices over what they are today; 1 leaves them."""

    api: Factor = 1.0
    """Of proprietary APIs: tokens, and reserved capacity."""
    hosted: Factor = 1.0
    """Of open models' tokens at hosts."""
    gpu: Factor = 1.0
    """Of rented machines."""
    hardware: Factor = 1.0
    """Of servers and cards to buy."""


def repriced(market: Market, factors: PriceFactors) -> Market:
    """Return the market with other prices, each of which says by how much.

    Stated offers stay: their owner stated them.
    """
    if factors == PriceFactors():
        return market
    by_kind = {"api": factors.api, "hosted": factors.hosted}
    return replace(
        market,
        token_offers=tuple(
            replace(
                one,
                prices=tuple(_tier(p, by_kind[one.kind]) for p in one.prices),
                usd_per_thousand_requests=one.usd_per_thousand_requests * by_kind[one.kind],
                provenance=_said(one.provenance, by_kind[one.kind]),
            )
            for one in market.token_offers
        ),
        rentals=tuple(
            replace(
                one,
                usd_per_hour=one.usd_per_hour * factors.gpu,
                provenance=_said(one.provenance, factors.gpu),
            )
            for one in market.rentals
        ),
        reserved=tuple(
            replace(
                one,
                usd_per_unit_hour=one.usd_per_unit_hour * factors.api,
                provenance=_said(one.provenance, factors.api),
            )
            for one in market.reserved
        ),
        hardware=tuple(
            replace(
                one,
                usd=one.usd * factors.hardware,
                provenance=_said(one.provenance, factors.hardware),
            )
            for one in market.hardware
        ),
    )


def _tier(price: TokenPrice, factor: float) -> TokenPrice:
    return replace(
        price,
        input_usd_per_million_tokens=price.input_usd_per_million_tokens * factor,
        output_usd_per_million_tokens=price.output_usd_per_million_tokens * factor,
        cached_input_usd_per_million_tokens=price.cached_input_usd_per_million_tokens * factor,
        cache_write_usd_per_million_tokens=_maybe(price.cache_write_usd_per_million_tokens, factor),
        cache_write_1h_usd_per_million_tokens=_maybe(
            price.cache_write_1h_usd_per_million_tokens, factor
        ),
    )


def _maybe(usd: float | None, factor: float) -> float | None:
    return None if usd is None else usd * factor


def _said(known: Provenance, factor: float) -> Provenance:
    """Return where a price comes from, and what it was multiplied with."""
    return known if factor == 1.0 else replace(known, source=f"{factor:g} x {known.source}")
