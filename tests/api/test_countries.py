"""Codes of countries: those of all that the facts name, and no others."""

from breakeven.api.countries import NAMES
from breakeven.inputs.catalog import load_catalog


def test_every_country_of_the_facts_has_its_code() -> None:
    catalog = load_catalog()
    known = {r.country for r in catalog.regions} | {g.country for g in catalog.grids}
    known |= {name for trip in catalog.round_trips for name in (trip.country, trip.other)}
    assert set(NAMES.values()) == known
