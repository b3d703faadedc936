"""Names by which one fact points to another: an alias becomes its id, a typo is told."""

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from breakeven.domain.errors import AmbiguousName, UnknownName
from breakeven.inputs.names import Names
from breakeven.inputs.store import Entry


def resolved(entry: Entry[Any], field: str, names: Names[Any]) -> Entry[Any]:
    """Return an entry whose `field` is the id of what it names; unchanged where that is unknown."""
    said = getattr(entry.fact, field)
    if said in names.facts:
        return entry
    try:
        meant = names.find(said).id
    except (UnknownName, AmbiguousName):
        return entry
    return replace(entry, fact=replace(entry.fact, **{field: meant}))


def check_private(entries: Iterable[Entry[Any]], field: str, names: Names[Any]) -> None:
    """Raise UnknownName or AmbiguousName, with file and line, where an overlay's name is no fact's.

    Such a row would be left out of every answer without a word.
    """
    for entry in entries:
        said = getattr(entry.fact, field)
        if not entry.private or said in names.facts:
            continue
        where = f"{entry.path}:{line_of(entry.path, said)}"
        try:
            names.find(said)
        except AmbiguousName as error:
            raise AmbiguousName(names.noun, said, error.candidates, where=where) from None
        except UnknownName:
            raise UnknownName(names.noun, said, names.facts, where=where) from None


def line_of(path: Path, word: str) -> int:
    """Return the first line of a file on which a word is a whole value, 1 where none is."""
    value = re.compile(rf"(^|[,\"'\s]){re.escape(word)}($|[,\"'\s])")
    lines = path.read_text("utf-8-sig").splitlines()
    return next((n for n, line in enumerate(lines, 1) if value.search(line)), 1)
