"""Which machine of each provider holds a replica most cheaply, or why none may."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from breakeven.domain.offers import RentalOffer
from breakeven.domain.rules import Rules
from breakeven.economics.market import Market, Question

Shelf = Mapping[tuple[str, int], tuple[RentalOffer, ...]]
"""Machines by (accelerator, GPUs of a replica): the cheapest of each provider and purchase."""


def shelf(market: Market, question: Question, counts: Iterable[int]) -> Shelf:
    """Return the machines that the rules allow, cheapest region of each provider and purchase."""
    allowed = [r for r in market.rentals if _allowed(r, market, question)]
    best: dict[tuple[str, int], dict[tuple[str, str], RentalOffer]] = {}
    for count in counts:
        for rental in allowed:
            if rental.accelerator_count < count:
                continue
            kept = best.setdefault((rental.accelerator, count), {})
            key = (rental.provider, rental.purchase)
            if key not in kept or rental.usd_per_hour < kept[key].usd_per_hour:
                kept[key] = rental
    return {key: tuple(found.values()) for key, found in best.items()}


def oldest_price(market: Market, question: Question) -> date:
    """Return the day before which prices are too old to use."""
    return market.as_of - timedelta(days=question.assumptions["max_price_age_days"].value)


def _allowed(rental: RentalOffer, market: Market, question: Question) -> bool:
    rules = question.rules
    fresh = rental.provenance.date is None or rental.provenance.date >= oldest_price(
        market, question
    )
    approved = not rules.approved_providers or rental.provider in rules.approved_providers
    inside = rules.data_stays != "eu" or (
        (rental.provider, rental.region) in market.european_regions
    )
    return fresh and approved and inside and rental.purchase in question.purchases


def tokens_allowed(provider: str, rules: Rules, market: Market) -> str:
    """Return why a provider of tokens may not be used, "" where it may."""
    if rules.data_stays == "own-machines":
        return "data must not leave our machines"
    if rules.data_stays == "eu" and provider not in market.european_providers:
        return f"{provider} is not known to process in the EU"
    if rules.approved_providers and provider not in rules.approved_providers:
        return f"{provider} is not an approved provider"
    return ""
