"""Licences of an answer: each once, the clauses that the use touches, attribution always."""

from dataclasses import replace

import pytest

from breakeven.domain.rules import Clause, Rules
from breakeven.economics.licence_terms import clause_of, terms_of
from breakeven.inputs.catalog import load_catalog
from tests.economics.tasks_world import LICENCE, MINI, OPEN, model

FULL = replace(
    LICENCE,
    open_source=False,
    attribution="Built with it",
    clauses=tuple(
        Clause(topic=topic, text=topic, where="section 1")
        for topic in ("monthly users", "european union", "outputs", "litigation")
    ),
)


@pytest.mark.parametrize(
    ("rules", "topics"),
    [
        (Rules(), ["attribution"]),
        (Rules(monthly_users=5), ["attribution", "monthly users"]),
        (Rules(eu_company=True), ["attribution", "european union"]),
        (Rules(trains_on_outputs=True), ["attribution", "outputs"]),
    ],
)
def test_a_use_touches_its_clauses(rules: Rules, topics: list[str]) -> None:
    (terms,) = terms_of([OPEN], {"l": FULL}, rules)
    assert [c.topic for c in terms.applying] == topics
    assert "litigation" in [c.topic for c in terms.others]


def test_each_licence_is_named_once_and_only_of_open_weights() -> None:
    other = model("open-70b")
    (terms,) = terms_of([MINI, OPEN, other], {"l": FULL}, Rules())
    assert terms.models == ("open-8b", "open-70b")


def test_every_shipped_licence_that_forbids_has_a_clause_for_it() -> None:
    for licence in load_catalog().licences.values():
        forbids = {
            "commercial use": not licence.commercial_use,
            "monthly users": licence.monthly_users_limit > 0,
            "hosting": not licence.third_party_hosting,
            "outputs": licence.outputs_may_train_models == "no",
            "european union": bool(licence.eu_excluded_modalities),
        }
        missing = [t for t, so in forbids.items() if so and clause_of(licence, t) is None]
        # The text of one was not read: its attribution clause is all that is known of it.
        assert missing in ([], ["outputs"]), licence.id
        if missing:
            assert not licence.provenance.verified
