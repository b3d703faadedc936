"""Rules are gates before cost: each refuses what it says, with the clause and its link."""

from dataclasses import replace
from datetime import date

import pytest

from breakeven.domain.offers import RentalOffer
from breakeven.domain.rules import Rules
from breakeven.domain.tasks import Tasks
from breakeven.economics.candidates import Candidate, candidates
from breakeven.economics.machines import allowed, tokens_allowed
from tests.economics.tasks_world import LICENCE, SAID, market, question, score


def judged(rules: Rules, **licence: object) -> Candidate:
    world = replace(market(), licences={"l": replace(LICENCE, url="https://l.example", **licence)})
    asked = replace(question(Tasks()), rules=rules, named_models=("open-8b",))
    return candidates(world, asked)[0]


@pytest.mark.parametrize(
    ("rules", "licence"),
    [
        (Rules(monthly_users=2_000_000), {"monthly_users_limit": 1_000_000}),
        (Rules(eu_company=True), {"eu_excluded_modalities": ("text",)}),
        (Rules(trains_on_outputs=True), {"outputs_may_train_models": "no"}),
    ],
)
def test_a_licence_forbids_the_model(rules: Rules, licence: dict[str, object]) -> None:
    found = judged(rules, **licence)
    assert found.excuse is not None
    assert found.excuse.reason == "licence"
    assert "https://l.example" in found.excuse.detail
    assert judged(Rules(), **licence).excuse is None
    assert judged(rules).excuse is None


@pytest.mark.parametrize(
    ("rules", "licence"),
    [
        (Rules(), {"commercial_use": False}),
        (Rules(serves_third_parties=True), {"third_party_hosting": False}),
    ],
)
def test_a_licence_forbids_the_weights_alone(rules: Rules, licence: dict[str, object]) -> None:
    found = judged(rules, **licence)
    assert found.excuse is None
    assert found.weights_excuse is not None
    assert "https://l.example" in found.weights_excuse.detail
    assert judged(replace(rules, commercial=False, serves_third_parties=False), **licence)


def test_training_on_answers_is_flagged_where_a_name_is_asked() -> None:
    found = judged(Rules(trains_on_outputs=True), outputs_may_train_models="if-named")
    assert found.excuse is None
    assert "a model trained on its answers must bear its name" in found.flags


def test_a_stated_floor_holds_for_the_reference_too() -> None:
    world = market(quality={"mini": score("mini", 62), "open-8b": score("open-8b", 70)})
    asked = replace(question(Tasks()), rules=Rules(min_quality=65.0))
    assert asked.reference_model == "mini"
    by_id = {c.model.id: c for c in candidates(world, asked)}
    assert by_id["mini"].excuse is not None
    assert by_id["mini"].excuse.reason == "below-quality-floor"
    assert by_id["open-8b"].excuse is None
    free = {c.model.id: c for c in candidates(world, replace(asked, rules=Rules()))}
    assert free["mini"].excuse is None


@pytest.mark.parametrize(
    ("rules", "reason"),
    [
        (Rules(data_stays="own-machines"), "residency"),
        (Rules(data_stays="air-gapped"), "residency"),
        (Rules(data_stays="eu", eu_providers=("other",)), "residency"),
        (Rules(data_stays="country", country="X", country_providers=("other",)), "residency"),
        (Rules(no_retention=True, no_retention_providers=("other",)), "retention"),
        (Rules(approved_providers=("other",)), "provider"),
    ],
)
def test_tokens_are_refused(rules: Rules, reason: str) -> None:
    refused = tokens_allowed("host", rules)
    assert refused is not None
    assert refused.reason == reason
    named = {
        name: ("host",)
        for name in ("eu_providers", "country_providers", "no_retention_providers")
        if getattr(rules, name)
    }
    if named:
        assert tokens_allowed("host", replace(rules, **named)) is None


@pytest.mark.parametrize(
    ("rules", "where", "fine"),
    [
        (Rules(), "far", True),
        (Rules(data_stays="own-machines"), "far", True),
        (Rules(data_stays="air-gapped"), "near", False),
        (Rules(data_stays="country", country="Here"), "near", True),
        (Rules(data_stays="country", country="Here"), "far", False),
        (Rules(data_stays="country", country="Here"), "nobody-knows", False),
        (Rules(data_stays="eu"), "near", False),
    ],
)
def test_machines_stand_where_they_may(rules: Rules, where: str, fine: bool) -> None:
    world = replace(market(), countries={("host", "near"): "Here", ("host", "far"): "There"})
    rental = RentalOffer(
        provider="host",
        instance="",
        region=where,
        accelerator="H100",
        accelerator_count=1,
        purchase="on-demand",
        usd_per_hour=2.0,
        provenance=SAID,
    )
    asked = replace(question(Tasks()), rules=rules, purchases=("on-demand",))
    assert allowed(rental, world, asked, date(2020, 1, 1)) is fine
