"""Rows that are refused: why, how many, and where; never what they say."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from breakeven.inputs.usage.files import LogFile
from breakeven.inputs.usage.lines import Place, lines
from breakeven.inputs.usage.normal import refused
from breakeven.inputs.usage.tables import BrokenRow, rows_of

if TYPE_CHECKING:
    import ibis.expr.types as ir

PLACES = 3
"""How many places are named for one reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """The rows that are refused for one reason."""

    reason: str
    rows: int
    places: tuple[str, ...] = ()
    """The first of them, as file:line."""

    def __str__(self) -> str:
        place = f" (first at {self.places[0]})" if self.places else ""
        noun = "row" if self.rows == 1 else "rows"
        return f"{self.rows:,} {noun}: {self.reason}{place}"

    def to_dict(self) -> dict[str, Any]:
        """Return the keys of the JSON."""
        return {"reason": self.reason, "rows": self.rows, "places": list(self.places)}


def rejected_rows(
    connection: Any,
    files: Iterable[LogFile],
    *,
    normal_form: Callable[[LogFile], "ir.Table"],
    by_line: Callable[[LogFile], bool],
    counts: Mapping[str, int],
    broken: Sequence[BrokenRow],
) -> tuple[Rejected, ...]:
    """Return why rows were refused, the most frequent reason first.

    `counts` are refused rows by reason, `broken` the records that could not be split into
    columns. Files are read once more, until a place is known for every reason; `by_line` says
    whether each of a file's lines is a row.
    """
    total = Counter(counts) + Counter(row.reason for row in broken)
    places: dict[str, list[str]] = {}
    for file in files:
        if len(places) == len(total):
            break
        own = {row.record: row.reason for row in broken if Path(row.path) == file.path}
        rows = _first_rows(connection, normal_form(file)) if counts else {}
        for reason, place in _located(file, rows, own, by_line(file)):
            places.setdefault(reason, []).append(place)
    found = [
        Rejected(reason=reason, rows=rows, places=tuple(places.get(reason, ())[:PLACES]))
        for reason, rows in total.items()
    ]
    return tuple(sorted(found, key=lambda r: (-r.rows, r.reason)))


def _first_rows(connection: Any, table: "ir.Table") -> dict[int, str]:
    """Return the numbers, from 1, of the first rows that are refused for each reason."""
    import ibis

    numbered = table.mutate(row=ibis.row_number() + 1)
    bad = numbered.filter(refused(numbered.why))
    nth = ibis.row_number().over(group_by="why", order_by="row")
    firsts = bad.mutate(nth=nth).filter(lambda t: t.nth < PLACES).select("row", "why")
    return {r["row"]: r["why"] for r in rows_of(connection, firsts.order_by("row"))}


def _located(
    file: LogFile, rows: Mapping[int, str], broken: Mapping[int, str], by_line: bool
) -> Iterator[tuple[str, str]]:
    """Yield the reasons and places of a file's refused rows."""
    wanted = {Place("row", row): reason for row, reason in rows.items()}
    many = Counter[str]()
    for record, reason in sorted(broken.items()):
        many[reason] += 1
        if many[reason] <= PLACES:
            wanted[Place("record", record)] = reason
    line = lines(file, wanted.keys(), broken=broken.keys()) if by_line else {}
    for place, reason in wanted.items():
        known = place in line
        yield reason, f"{file.name}:{line[place]}" if known else f"{file.name}, row {place.number}"
