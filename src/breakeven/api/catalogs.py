"""The facts of a day, read once."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from breakeven.api.dates import day
from breakeven.inputs.catalog import Catalog, load_catalog

DAYS = 4
"""Whose facts are kept in memory."""


def catalog_of(as_of: date | str | None, facts: Path | str | None) -> Catalog:
    """Return the facts of a day, today's where none is said, with an overlay directory over ours.

    Ours are read once; an overlay may change between two questions, so it is read anew.
    """
    then = day(as_of) or date.today()
    return _ours(then) if facts is None else load_catalog(as_of=then, overlay=facts)


@lru_cache(maxsize=DAYS)
def _ours(as_of: date) -> Catalog:
    return load_catalog(as_of=as_of)
