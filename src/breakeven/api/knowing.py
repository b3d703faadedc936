"""`facts`: find them, show them, check them, see where sources disagree."""

from datetime import date
from pathlib import Path

from breakeven.api.dates import day
from breakeven.inputs import facts as stored
from breakeven.inputs.catalog import load_catalog


def facts_find(
    word: str, *, as_of: date | str | None = None, facts: Path | str | None = None
) -> list[dict[str, object]]:
    """Return the facts that mention a word, each with value, unit, date and source."""
    return stored.find(load_catalog(as_of=day(as_of), overlay=facts), word)


def facts_show(
    name: str, *, as_of: date | str | None = None, facts: Path | str | None = None
) -> dict[str, object]:
    """Return all that is known of one fact."""
    return stored.show(load_catalog(as_of=day(as_of), overlay=facts), name)


def facts_check(*, as_of: date | str | None = None, facts: Path | str | None = None) -> list[str]:
    """Return the rules that the facts break; an empty list is good."""
    return stored.check(load_catalog(as_of=day(as_of), overlay=facts))


def facts_conflicts(
    *, as_of: date | str | None = None, facts: Path | str | None = None
) -> list[dict[str, object]]:
    """Return the facts on which sources disagree, with each source's value."""
    return stored.conflicts(load_catalog(as_of=day(as_of), overlay=facts))
