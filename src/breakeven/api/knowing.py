"""`facts`: find them, show them, check them, see where sources disagree."""

from datetime import date
from pathlib import Path

from breakeven.api.catalogs import catalog_of
from breakeven.inputs import facts as stored


def facts_find(
    word: str, *, as_of: date | str | None = None, facts: Path | str | None = None
) -> list[dict[str, object]]:
    """Return the facts that mention a word, each with value, unit, date and source."""
    return stored.find(catalog_of(as_of, facts), word)


def facts_show(
    name: str, *, as_of: date | str | None = None, facts: Path | str | None = None
) -> dict[str, object]:
    """Return all that is known of one fact."""
    return stored.show(catalog_of(as_of, facts), name)


def facts_check(*, as_of: date | str | None = None, facts: Path | str | None = None) -> list[str]:
    """Return the rules that the facts break; an empty list is good."""
    return stored.check(catalog_of(as_of, facts))


def facts_conflicts(
    *, as_of: date | str | None = None, facts: Path | str | None = None
) -> list[dict[str, object]]:
    """Return the facts on which sources disagree, with each source's value."""
    return stored.conflicts(catalog_of(as_of, facts))
