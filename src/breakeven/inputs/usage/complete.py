"""Whether all records of a CSV file were read.

DuckDB reads a large one in several places at once. Where several damaged records follow each other
at the start of such a place, it leaves the whole place out and says nothing (seen with 2.0.1).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from breakeven.inputs.usage.files import LogFile
from breakeven.inputs.usage.tables import broken_rows, rows_of

if TYPE_CHECKING:
    import ibis.expr.types as ir

PLACE = 8_000_000
"""Bytes of such a place: a smaller file is read from its start to its end anyhow."""
BLOCK = 16 * 1024 * 1024


def doubtful(connection: Any, files: Sequence[LogFile], table: "ir.Table") -> bool:
    """Return whether files were read at several places, and have more lines than records.

    They may well: lines within quotes are none. It is only certain where there are as many.
    """
    plain = all(file.kind == "csv" and file.packing == "none" for file in files)
    if not files or not plain or all(file.path.stat().st_size <= PLACE for file in files):
        return False
    return records(connection, files, table) < sum(map(lines, files)) - len(files)


def records(connection: Any, files: Sequence[LogFile], table: "ir.Table") -> int:
    """Return how many records of CSV files were read, or said to be broken."""
    [found] = rows_of(connection, table.aggregate(rows=table.count()))
    paths = {str(file.path) for file in files}
    return int(found["rows"]) + sum(row.path in paths for row in broken_rows(connection))


def lines(file: LogFile) -> int:
    """Return how many lines a file has, the last one without an end included."""
    found, last = 0, b"\n"
    with file.path.open("rb") as plain:
        while block := plain.read(BLOCK):
            found += block.count(b"\n")
            last = block[-1:]
    return found + (last != b"\n")
