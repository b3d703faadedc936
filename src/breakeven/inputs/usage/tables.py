"""Files as tables of an Ibis connection, and answers of a connection as Python values."""

import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from breakeven.domain.errors import BreakevenError, InputError
from breakeven.inputs.usage.engines.opening import DUCKDB
from breakeven.inputs.usage.files import LogFile
from breakeven.inputs.usage.packing import plain_size
from breakeven.inputs.usage.schema import columns_of, keys_in, shape_of

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import numpy as np
    from numpy.typing import NDArray

    from breakeven.inputs.usage.choosing import Format

REJECTS = "usage_reject"
NO_TABLE = ("UNKNOWN_TABLE", "TABLE_OR_VIEW_NOT_FOUND")
"""What ClickHouse and Spark say of a table that is not there."""
STRUCTURE = {
    "MISSING COLUMNS": "the row has fewer columns than the header",
    "TOO MANY COLUMNS": "the row has more columns than the header",
    "UNQUOTED VALUE": "a quoted field is not closed well; rows after it may be missing",
    "LINE SIZE OVER MAXIMUM": "the line is too long",
    "INVALID ENCODING": "the row is not UTF-8 text",
}


def table_of(
    connection: Any,
    files: Sequence[LogFile],
    format: "Format | None",  # noqa: A002
    *,
    in_order: bool = False,
) -> "ir.Table":
    """Return files that are alike as one table; values of CSV and JSON stay text.

    Of JSON only what the format reads is taken; Parquet needs no format. CSV is read from its
    start to its end where it is to be read `in_order`, else in many places at once.
    """
    paths = [_literal(str(file.path)) for file in files]
    first = files[0]
    if first.kind == "parquet":
        return connection.read_parquet(paths)
    if first.kind == "csv":
        names = {name.lower(): name for file in files for name in file.columns}
        return connection.read_csv(
            paths, columns=dict.fromkeys(names.values(), "VARCHAR"), auto_detect=False,
            header=True, delim=first.delimiter, quote='"', escape='"', store_rejects=True,
            rejects_limit=0, rejects_table=REJECTS, rejects_scan=f"{REJECTS}_scan",
            compression=first.packing, parallel=not in_order,
        )  # fmt: skip
    return connection.read_json(
        paths,
        columns=json_columns(files, format),
        format=LAYOUT[first.kind],
        compression=first.packing,
        **_json_options(files),
    )


LAYOUT = {"jsonl": "newline_delimited", "json": "array", "document": "unstructured"}
ROOM = 16 * 1024 * 1024
"""Bytes that the reader takes for one object where it is not told."""


def json_columns(files: Sequence[LogFile], format: "Format | None") -> dict[str, str]:  # noqa: A002
    """Return the names and DuckDB types of what a format reads of JSON files."""
    sample = [row for file in files for row in file.sample]
    names = {name.lower(): name for file in files for name in file.columns}
    if format is None or not format.paths:
        return dict.fromkeys(names.values(), "VARCHAR")
    nest = shape_of(keys_in(sample), format.nest)
    return columns_of(format.paths, nest=nest, types=format.types, rows=sample)


def _json_options(files: Sequence[LogFile]) -> dict[str, Any]:
    if files[0].kind == "jsonl":
        return {"ignore_errors": True}
    largest = max(plain_size(file.path, file.packing) for file in files)
    return {"maximum_object_size": largest + 1024} if largest > ROOM else {}


def _literal(path: str) -> str:
    """Return a path in which nothing is a wildcard."""
    return re.sub(r"([\[*?])", r"[\1]", path)


class BrokenRow(NamedTuple):
    """A record of a CSV file that could not be split into columns."""

    path: str
    record: int
    """Counted from 1, the header included."""
    reason: str


def broken_rows(connection: Any) -> list[BrokenRow]:
    """Return what DuckDB could not split into columns."""
    found = connection.raw_sql(
        f"SELECT file_path, line, min(error_type) FROM {REJECTS} JOIN {REJECTS}_scan"  # noqa: S608
        " USING (scan_id, file_id) GROUP BY ALL ORDER BY ALL"
    )
    return [
        BrokenRow(path, line, STRUCTURE.get(kind, "the row cannot be split into columns"))
        for path, line, kind in found.fetchall()
    ]


def rows_of(connection: Any, table: "ir.Table") -> list[dict[str, Any]]:
    """Return the rows of an expression."""
    with staged():
        if connection.name == DUCKDB:  # without pandas, whose import costs more than the answer
            found = connection.raw_sql(connection.compile(table)).fetchall()
            return [dict(zip(table.columns, row, strict=True)) for row in found]
        rows: list[dict[str, Any]] = table.to_pyarrow().to_pylist()
        return rows


def columns_of_rows(connection: Any, table: "ir.Table") -> "dict[str, NDArray[np.float64]]":
    """Return the columns of an expression as arrays of shape (rows,); null is nan."""
    import numpy as np

    with staged():
        if connection.name == DUCKDB:
            found = connection.raw_sql(connection.compile(table)).fetchnumpy()
            return {
                name: np.ma.filled(np.ma.asarray(values, dtype=np.float64), np.nan)
                for name, values in found.items()
            }
        arrow = table.cast(dict.fromkeys(table.columns, "float64")).to_pyarrow()
        return {
            name: arrow[name].to_numpy().astype(np.float64, copy=False) for name in table.columns
        }


@contextmanager
def staged() -> Iterator[None]:
    """Keep each step of an expression a query of its own: put into one, it grows a hundredfold."""
    import ibis

    before = ibis.options.sql.fuse_selects
    ibis.options.sql.fuse_selects = False
    try:
        yield
    finally:
        ibis.options.sql.fuse_selects = before


@contextmanager
def readable(where: str) -> Iterator[None]:
    """Turn an engine's error into ours, without the lines of the log that it may quote."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Ibis on a newer DuckDB
        try:
            yield
        except (BreakevenError, TypeError, AttributeError):  # the latter are our own mistakes
            raise
        except Exception as error:
            raise InputError(_explained(error), where=_line(where, error)) from None


def _explained(error: Exception) -> str:
    said = str(error)
    if "GZIP" in said.upper():
        return "its gzip stream ends early or is damaged; copy the file again"
    if "CSV" in said:
        return "is not valid CSV; a quote inside a quoted field is written twice"
    if "Malformed JSON" in said:
        return "is not valid JSON; one record a line was expected, or one array of records"
    if "Out of Memory" in said:
        return "does not fit into memory and disk; read fewer files at once"
    if type(error).__name__ == "TableNotFound" or any(word in said for word in NO_TABLE):
        return "the engine has no such table"
    if type(error).__name__ in ("OperationNotDefinedError", "UnsupportedOperationError"):
        return "the engine cannot turn text into numbers; give columns with types, or a file"
    if "parquet" in said.lower():
        return "is a damaged Parquet file; write or copy it again"
    return f"cannot be read ({type(error).__name__}); CSV, JSON lines or Parquet was expected"


def _line(where: str, error: Exception) -> str:
    found = re.search(r"in line (\d+)", str(error)) if "Malformed JSON" in str(error) else None
    return f"{where}:{found.group(1)}" if found else where
