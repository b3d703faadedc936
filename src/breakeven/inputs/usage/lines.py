"""On which lines of a file its rows begin. A field may hold line breaks, so rows are not lines."""

import csv
from collections.abc import Iterator, Set
from contextlib import suppress
from typing import Literal, NamedTuple

from breakeven.inputs.usage.files import LogFile, open_text

FAR = 5_000_000
"""A row beyond is named by its number: finding its line would take too long."""


class Place(NamedTuple):
    """A row as the database counts it, from 1: rows that it took, or records of the file."""

    counted: Literal["row", "record"]
    number: int


def lines(file: LogFile, wanted: Set[Place], *, broken: Set[int]) -> dict[Place, int]:
    """Return the lines of the places that can be found; `broken` records are not rows."""
    if file.kind not in ("csv", "jsonl") or not wanted:
        return {}
    last = min(max(place.number for place in wanted), FAR)
    found: dict[Place, int] = {}
    row = 0
    with suppress(csv.Error):
        for record, (line, blank) in enumerate(_records(file), 1):
            places = [Place("record", record)]
            if not (blank or record in broken or (record == 1 and file.kind == "csv")):
                row += 1
                places.append(Place("row", row))
            found |= {place: line for place in places if place in wanted}
            if row > last or len(found) == len(wanted):
                break
    return found


def _records(file: LogFile) -> Iterator[tuple[int, bool]]:
    """Yield the line on which each record begins, and whether the record is blank."""
    with open_text(file) as text:
        if file.kind == "jsonl":
            yield from ((line, not content.strip()) for line, content in enumerate(text, 1))
            return
        reader, line = csv.reader(text, delimiter=file.delimiter), 1
        for row in reader:
            yield line, not row
            line = reader.line_num + 1
