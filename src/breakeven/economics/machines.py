"""Which machine of each provider holds a replica most cheaply, or why none may."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from breakeven.domain.offers import Excuse, RentalOffer
from breakeven.domain.provenance import Assumption, Provenance
from breakeven.domain.rules import Rules
from breakeven.economics.market import Market, Question
from breakeven.economics.owned import Server, servers
from breakeven.economics.proximity import is_near, too_far

Machine = RentalOffer | Server
Shelf = Mapping[tuple[str, int], tuple[Machine, ...]]
"""Machines by (accelerator, GPUs of a replica): the cheapest of each provider and purchase."""


def machines(market: Market, question: Question) -> tuple[Machine, ...]:
    """Return every machine that the rules allow, to rent or to buy."""
    oldest = oldest_price(market.as_of, question.assumptions)
    rented = (r for r in market.rentals if allowed(r, market, question, oldest))
    fresh = (p for p in market.hardware if is_fresh(p.provenance, _oldest_sale(oldest)))
    bought = servers(
        fresh, market.accelerators, assumed=question.assumed, purchases=question.purchases
    )
    return (*rented, *(s for s in bought if is_near(s, market, question.rules)))


def _oldest_sale(oldest: date) -> date:
    """Return the day before which sales of hardware are too old: their prices fall more slowly."""
    return oldest - timedelta(days=SALES_LAST_DAYS)


def shelf(allowed: Iterable[Machine], counts: Iterable[int]) -> Shelf:
    """Return the machines that hold replicas of some sizes, the best of each provider and purchase.

    That is the one that costs least and, where a larger machine holds replicas more cheaply, that
    one too: which of the two wins depends on the volume.
    """
    allowed = tuple(allowed)
    found: dict[tuple[str, int], dict[tuple[str, ...], Machine]] = {}
    for count in counts:
        for rental in allowed:
            if rental.accelerator_count < count:
                continue
            kept = found.setdefault((rental.accelerator, count), {})
            for rank, usd in (("machine", _machine), ("replica", _replica)):
                key = (rental.provider, rental.purchase, rank)
                if key not in kept or usd(rental, count) < usd(kept[key], count):
                    kept[key] = rental
    return {key: _without_twins(kept, key[1]) for key, kept in found.items()}


def _machine(machine: Machine, _: int) -> float:
    return machine.usd if isinstance(machine, Server) else machine.usd_per_hour


def _replica(machine: Machine, count: int) -> float:
    return _machine(machine, count) / (machine.accelerator_count // count)


def _without_twins(kept: Mapping[tuple[str, ...], Machine], count: int) -> tuple[Machine, ...]:
    """Return the machines, the cheaper replica's only where it is really cheaper."""
    return tuple(
        rental
        for (provider, purchase, rank), rental in kept.items()
        if rank == "machine"
        or _replica(rental, count) < 0.999 * _replica(kept[provider, purchase, "machine"], count)
    )


SALES_LAST_DAYS = 550
"""How much longer than a rent the price of a sale is used."""


def oldest_price(as_of: date, assumptions: Mapping[str, Assumption]) -> date:
    """Return the day before which prices are too old to use."""
    return as_of - timedelta(days=assumptions["max_price_age_days"].value)


def is_fresh(price: Provenance, oldest: date) -> bool:
    """Whether a price is young enough; one without a day is."""
    return price.date is None or price.date >= oldest


def allowed(rental: RentalOffer, market: Market, question: Question, oldest: date) -> bool:
    """Whether the rules allow a machine, and its price is young enough."""
    rules = question.rules
    fresh = is_fresh(rental.provenance, oldest)
    approved = not rules.approved_providers or rental.provider in rules.approved_providers
    inside = _inside(rental, market, rules)
    usable = fresh and approved and inside and rental.purchase in question.purchases
    return usable and is_near(rental, market, rules)


def _inside(rental: RentalOffer, market: Market, rules: Rules) -> bool:
    """Whether a machine stands where the data may be; one whose place is unknown does not."""
    place = (rental.provider, rental.region)
    if rules.data_stays == "eu":
        return place in market.european_regions
    if rules.data_stays == "country":
        return market.countries.get(place) == rules.country
    return rules.data_stays != "air-gapped"


def tokens_allowed(provider: str, rules: Rules) -> Excuse | None:
    """Return why a provider of tokens may not be used, None where it may."""
    away = _away(provider, rules)
    if away:
        return Excuse(reason="residency", detail=away)
    if rules.no_retention and provider not in rules.no_retention_providers:
        detail = f"{provider} is not among the no_retention_providers of the rules"
        return Excuse(reason="retention", detail=detail)
    if rules.approved_providers and provider not in rules.approved_providers:
        return Excuse(reason="provider", detail=f"{provider} is not an approved provider")
    return too_far(provider, rules)


def _away(provider: str, rules: Rules) -> str:
    """Return why data would be where it may not; empty where it would not."""
    if rules.data_stays in ("own-machines", "air-gapped"):
        return "data must not leave our machines"
    if rules.data_stays == "eu" and provider not in rules.eu_providers:
        return f"{provider} is not among the eu_providers of the rules"
    if rules.data_stays == "country" and provider not in rules.country_providers:
        return f"{provider} is not among the country_providers of the rules"
    return ""
