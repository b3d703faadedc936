"""The rules of a question: checked against the facts."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from breakeven.api.countries import named
from breakeven.domain.errors import InputError, ManyProblems, UnknownName
from breakeven.domain.rules import Rules
from breakeven.inputs.catalog import Catalog
from breakeven.inputs.records import parse

WHERE = "rules"
PROVIDERS = (
    "approved_providers",
    "eu_providers",
    "country_providers",
    "no_retention_providers",
    "near_providers",
)
"""Fields that name providers."""


def with_rules(base: Rules, given: Mapping[str, object] | None) -> Rules:
    """Return rules with some of them said anew, as a scenario's `[rules]` says them.

    Raises ManyProblems with every mistake, and the nearest name where one is not known.
    """
    if not given:
        return base
    parsed = parse(given, Rules)
    if parsed.problems or parsed.value is None:
        raise ManyProblems([p.message for p in parsed.problems], where=WHERE)
    return replace(base, **{name: getattr(parsed.value, name) for name in given})


def check_rules(rules: Rules, catalog: Catalog) -> None:
    """Raise InputError for rules that contradict themselves or name what is not known."""
    _check_providers(rules, catalog)
    _check_countries(rules, catalog)
    if not rules.classes:
        raise InputError("classes is empty: no model may be used at all", where=WHERE)
    if rules.max_round_trip_ms is not None and not rules.users_in:
        raise InputError("max_round_trip_ms: say where users are, users_in = ...", where=WHERE)


def _check_providers(rules: Rules, catalog: Catalog) -> None:
    """Raise UnknownName for a provider in the rules that sells nothing."""
    limited = (name.split("/")[0] for name in rules.tokens_per_minute)
    named = (*(name for field in PROVIDERS for name in getattr(rules, field)), *limited)
    if not named:
        return
    known = {r.provider for r in catalog.rentals} | {o.provider for o in catalog.token_offers}
    for name in named:
        if name not in known:
            raise UnknownName("provider", name, known, where=WHERE)


def _check_countries(rules: Rules, catalog: Catalog) -> None:
    """Raise where a country is missing, or is none that the facts know."""
    regions = {r.country for r in catalog.regions}
    apart = {name for trip in catalog.round_trips for name in (trip.country, trip.other)}
    if rules.data_stays == "country" and not rules.country:
        raise InputError("data_stays is country: say which, country = ...", where=WHERE)
    known = regions | apart | {g.country for g in catalog.grids}
    if rules.country and rules.country not in known:
        raise _unknown_country(rules.country, known)
    if rules.users_in and rules.users_in not in apart:
        raise _unknown_country(rules.users_in, apart)


def _unknown_country(name: str, known: Iterable[str]) -> UnknownName:
    """Return the error of a country that no fact names; a code says which is meant."""
    return UnknownName("country", name, known, where=WHERE, meant=named(name))
