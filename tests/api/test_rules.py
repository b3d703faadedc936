"""Rules of a question: nearest names, countries that exist, no contradiction."""

from functools import cache

import pytest

from breakeven.api.rules import check_rules, with_rules
from breakeven.domain.errors import InputError, ManyProblems, UnknownName
from breakeven.domain.rules import Rules
from breakeven.inputs.catalog import Catalog, load_catalog


@cache
def catalog() -> Catalog:
    return load_catalog()


def test_what_is_said_anew_goes_before_and_the_rest_stays() -> None:
    base = Rules(monthly_users=5, data_stays="eu")
    said = with_rules(base, {"data_stays": "country", "no_retention": "true", "country": "Japan"})
    assert said == Rules(monthly_users=5, data_stays="country", no_retention=True, country="Japan")
    assert with_rules(base, None) is base


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"data_stay": "eu"}, "did you mean data_stays"),
        ({"data_stays": "europe"}, "must be 'anywhere', 'eu'"),
        ({"max_kg_co2e_per_month": "-1"}, "greater than 0"),
    ],
)
def test_mistakes_name_what_is_near(given: dict[str, object], words: str) -> None:
    with pytest.raises(ManyProblems, match=words):
        with_rules(Rules(), given)


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        (Rules(near_providers=("mistrall",)), "did you mean mistral"),
        (Rules(users_in="Germny"), "did you mean Germany"),
        (Rules(country="Swedn"), "did you mean Sweden"),
        (Rules(country="DE"), "no country is called 'DE'; did you mean Germany"),
        (Rules(users_in="uk"), "did you mean United Kingdom"),
    ],
)
def test_unknown_names_are_refused(rules: Rules, words: str) -> None:
    with pytest.raises(UnknownName, match=words):
        check_rules(rules, catalog())


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        (Rules(data_stays="country"), "say which"),
        (Rules(max_round_trip_ms=5.0), "users_in"),
        (Rules(classes=()), "no model may be used"),
    ],
)
def test_contradictions_are_refused(rules: Rules, words: str) -> None:
    with pytest.raises(InputError, match=words):
        check_rules(rules, catalog())
