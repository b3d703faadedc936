"""A fleet without a spare that fails over: what it saves, and what it pays elsewhere."""

from dataclasses import replace

import pytest

from breakeven.domain.rules import Rules
from breakeven.studies.failover import AVAILABILITY, failovers
from tests.studies.portfolio.world import demanded

VOLUME = 2e6


def test_it_saves_the_spare_and_pays_for_what_fails() -> None:
    one = demanded("a", requests_per_day=VOLUME)
    found = failovers(one.found, one.question)
    assert {m.parts[0].row.kind for m in found} == {"rented", "owned"}
    failed = 1.0 - one.question.assumptions[AVAILABILITY].value
    for mixture in found:
        own, tokens = mixture.parts
        place = one.found.ids.index(own.row.id.removesuffix(",spare=none"))
        fleet = one.found.curve.pick(place)
        spared = float(fleet.fixed) - float(own.curve.fixed)
        elsewhere = float(tokens.curve.cost(VOLUME * failed))
        usd = mixture.option(one.question).usd_per_month
        assert spared > 0
        assert usd == pytest.approx(float(fleet.cost(VOLUME)) - spared + elsewhere, rel=1e-9)


def test_its_fleet_is_a_machine_smaller() -> None:
    one = demanded("a", requests_per_day=VOLUME)
    for mixture in failovers(one.found, one.question):
        own = mixture.parts[0]
        option = mixture.option(one.question)
        assert option.fleet is not None
        peak = float(own.curve.steps(VOLUME))
        assert option.fleet.replicas_peak == peak * own.row.replicas_held  # type: ignore[attr-defined]
        assert not any(line.name == "spare machines" for line in option.lines)


def test_there_is_none_where_requests_stay_or_no_spare_is_kept() -> None:
    kept = demanded("a", requests_per_day=VOLUME, rules=Rules(sensitive_share=0.1))
    assert not failovers(kept.found, kept.question)
    one = demanded("a", requests_per_day=VOLUME)
    bare = replace(one.question, without=frozenset({"spare_machines"}))
    assert not failovers(one.found, bare)
