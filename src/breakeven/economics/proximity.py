"""How far machines are from the users, and what that leaves of the latency targets.

The way there and back is that between the farthest places that were measured in the two countries;
what stands nobody knows where has none, and is too far for a rule.
"""

from dataclasses import replace

from breakeven.domain.offers import Excuse, RentalOffer
from breakeven.domain.rules import Rules
from breakeven.domain.workload import LatencyTargets
from breakeven.economics.market import Market
from breakeven.economics.owned import Server

LEAST_MS = 1.0
"""What is left of a target that the way takes up: nothing meets it."""


def country_of(machine: RentalOffer | Server, market: Market, rules: Rules) -> str:
    """Return where a machine stands, empty where nobody knows: one's own where the rules say."""
    if isinstance(machine, Server):
        return rules.country or rules.users_in
    return market.countries.get((machine.provider, machine.region), "")


def round_trip_ms(machine: RentalOffer | Server, market: Market, rules: Rules) -> float | None:
    """Return the way from the users to a machine and back, None where it is not known."""
    trip = market.round_trips.get((rules.users_in, country_of(machine, market, rules)))
    if trip is not None:
        return trip.high_ms
    return rules.max_round_trip_ms if machine.provider in rules.near_providers else None


def added_ms(machine: RentalOffer | Server, market: Market, rules: Rules) -> float:
    """Return what users wait for the way; nothing is guessed where it is not known."""
    return (round_trip_ms(machine, market, rules) or 0.0) if rules.users_in else 0.0


def is_near(machine: RentalOffer | Server, market: Market, rules: Rules) -> bool:
    """Whether a machine is as near as the rules ask."""
    most = rules.max_round_trip_ms
    if most is None or machine.provider in rules.near_providers:
        return True
    trip = round_trip_ms(machine, market, rules)
    return trip is not None and trip <= most


def too_far(provider: str, rules: Rules) -> Excuse | None:
    """Return why tokens of a provider may come from too far, None where they may not."""
    if rules.max_round_trip_ms is None or provider in rules.near_providers:
        return None
    detail = f"{provider} is not among the near_providers of the rules: who knows where it serves?"
    return Excuse(reason="too-far", detail=detail)


def less_the_way(targets: LatencyTargets, way_ms: float) -> LatencyTargets:
    """Return what a machine must give where the way to it takes its part.

    >>> less_the_way(LatencyTargets(ttft_p99_ms=500.0), 120.0).ttft_p99_ms
    380.0
    """
    if not way_ms:
        return targets
    left = {
        name: max(target - way_ms, LEAST_MS)
        for name in ("ttft_p99_ms", "e2e_p99_ms")
        if (target := getattr(targets, name)) is not None
    }
    return replace(targets, **left)
