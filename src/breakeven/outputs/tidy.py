"""A sweep's rows as one tidy table: a row for each combination, a column for each variable."""

import csv
import io
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

from breakeven.domain.errors import InputError, MissingExtra
from breakeven.domain.sweep import Answered, Cell
from breakeven.outputs.files import writable, write_bytes, write_text

SUFFIXES = (".csv", ".parquet")
COLUMNS = tuple(f.name for f in fields(Answered) if f.name not in ("number", "values"))


def check_table_path(path: Path | str) -> None:
    """Raise InputError where a table cannot be written, before anything is computed."""
    suffix = Path(path).suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError(f"expected a file that ends in {' or '.join(SUFFIXES)}", where=str(path))
    writable(path)


def write_table(path: Path | str, axes: Sequence[str], rows: Sequence[Answered]) -> Path:
    """Write rows, whole or not at all.

    Raises MissingExtra for Parquet without PyArrow.
    """
    if Path(path).suffix.lower() == ".parquet":
        return write_bytes(path, _parquet(axes, rows))
    return write_text(path, csv_text(axes, rows))


def csv_text(axes: Sequence[str], rows: Sequence[Answered]) -> str:
    """Return rows as CSV with numbers in full; what is not known is empty."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([*axes, *COLUMNS])
    writer.writerows(_cells(row, axes) for row in rows)
    return buffer.getvalue()


def _cells(row: Answered, axes: Sequence[str]) -> list[Cell]:
    return [*(row.values[a] for a in axes), *(getattr(row, name) for name in COLUMNS)]


def _parquet(axes: Sequence[str], rows: Sequence[Answered]) -> bytes:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise MissingExtra("Parquet", "logs") from None
    names = [*axes, *COLUMNS]
    columns = zip(*(_cells(row, axes) for row in rows), strict=True)
    buffer = io.BytesIO()
    pq.write_table(pa.table(dict(zip(names, map(_column, columns), strict=True))), buffer)
    return buffer.getvalue()


def _column(values: Sequence[Cell]) -> list[Cell]:
    """Return a column of one type: text where some of it is."""
    if any(isinstance(v, str) for v in values):
        return [None if v is None else str(v) for v in values]
    if any(isinstance(v, float) for v in values):
        return [None if v is None else float(v) for v in values]
    return list(values)
