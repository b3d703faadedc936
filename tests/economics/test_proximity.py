"""Distance: what is known is added, what is not is nothing, or too far."""

from dataclasses import replace

import pytest

from breakeven.domain.offers import RentalOffer
from breakeven.domain.rules import Rules
from breakeven.domain.surroundings import RoundTrip
from breakeven.domain.workload import LatencyTargets
from breakeven.economics.market import Market
from breakeven.economics.owned import Server
from breakeven.economics.proximity import LEAST_MS, added_ms, is_near, less_the_way, too_far
from tests.economics.tasks_world import SAID, market

TRIP = RoundTrip(country="Here", other="There", low_ms=20, high_ms=90, provenance=SAID)
HOME = RoundTrip(country="Here", other="Here", low_ms=1, high_ms=8, provenance=SAID)
USERS = Rules(users_in="Here")


def world() -> Market:
    trips = {("Here", "There"): TRIP, ("There", "Here"): TRIP, ("Here", "Here"): HOME}
    places = {("host", "far"): "There", ("host", "near"): "Here"}
    return replace(market(), round_trips=trips, countries=places)


def rental(region: str) -> RentalOffer:
    return RentalOffer(
        provider="host",
        instance="",
        region=region,
        accelerator="H100",
        accelerator_count=1,
        purchase="on-demand",
        usd_per_hour=2.0,
        provenance=SAID,
    )


OWN = Server(
    accelerator="H100",
    accelerator_count=1,
    usd=1.0,
    kilowatts=0.7,
    purchase="owned",
    source="",
    desktop_card=False,
)


@pytest.mark.parametrize(("region", "ms"), [("far", 90.0), ("near", 8.0), ("nobody-knows", 0.0)])
def test_the_longest_way_is_added_where_it_is_known(region: str, ms: float) -> None:
    assert added_ms(rental(region), world(), USERS) == ms
    assert added_ms(rental(region), world(), Rules()) == 0.0


def test_own_machines_stand_with_the_users_or_where_the_rules_say() -> None:
    assert added_ms(OWN, world(), USERS) == 8.0
    assert added_ms(OWN, world(), replace(USERS, country="There")) == 90.0


@pytest.mark.parametrize(
    ("region", "most", "near"),
    [("far", 80.0, False), ("far", 90.0, True), ("near", 80.0, True), ("unknown", 500.0, False)],
)
def test_what_is_far_or_nowhere_is_refused(region: str, most: float, near: bool) -> None:
    rules = replace(USERS, max_round_trip_ms=most)
    assert is_near(rental(region), world(), rules) is near
    assert is_near(rental(region), world(), USERS)


def test_who_is_known_to_be_near_is_as_far_as_the_rule_allows() -> None:
    rules = replace(USERS, max_round_trip_ms=50.0, near_providers=("host",))
    assert is_near(rental("unknown"), world(), rules)
    assert added_ms(rental("unknown"), world(), rules) == 50.0
    assert too_far("host", rules) is None
    refused = too_far("other", rules)
    assert refused is not None
    assert refused.reason == "too-far"


def test_the_way_leaves_less_of_the_targets_but_not_of_further_tokens() -> None:
    targets = LatencyTargets(ttft_p99_ms=100.0, tpot_p99_ms=30.0, e2e_p99_ms=5_000.0)
    left = less_the_way(targets, 90.0)
    assert (left.ttft_p99_ms, left.tpot_p99_ms, left.e2e_p99_ms) == (10.0, 30.0, 4_910.0)
    assert less_the_way(targets, 400.0).ttft_p99_ms == LEAST_MS
