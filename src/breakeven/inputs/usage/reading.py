"""Read logs: look at the files, bring them into normal form, refuse what is wrong."""

import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from breakeven.domain.errors import InputError
from breakeven.inputs.usage.files import LogFile, look
from breakeven.inputs.usage.formats import Choice, check_format, choose
from breakeven.inputs.usage.log import UsageLog
from breakeven.inputs.usage.normal import SIMULATED
from breakeven.inputs.usage.rejects import Rejected, rejected_rows
from breakeven.inputs.usage.tables import (
    DUCKDB,
    BrokenRow,
    broken_rows,
    connect,
    readable,
    rows_of,
    table_of,
)

if TYPE_CHECKING:
    import ibis.expr.types as ir

STDIN = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Files that are alike (none where the table is a database's), as one normal table."""

    files: tuple[LogFile, ...] = ()
    choice: Choice
    table: "ir.Table"


def read_usage(
    paths: str | Path | Sequence[str | Path],
    *,
    format: str = "auto",  # noqa: A002 - the name of the command's option
    column_map: Mapping[str, str] | None = None,
    engine: str = DUCKDB,
    timezone: str = "UTC",
    simulated: bool = False,
) -> UsageLog:
    """Return usage logs in one normal form.

    `paths` are CSV, JSON lines or Parquet files (also gzipped; - is stdin), or names of tables
    where `engine` is a connection URL. Times without a zone are in `timezone`. What the simulator
    alone needs (priorities, hashes of prompts) is read only with `simulated`.
    """
    given = [paths] if isinstance(paths, str | Path) else list(paths)
    if not given:
        raise InputError("no usage log was given")
    check_format(format, column_map)
    connection = connect(engine, timezone)
    options = {"name": format, "column_map": column_map}
    if engine != DUCKDB:
        tables = _tables(connection, given, options)
        return _log(connection, tables, _names(given), simulated=simulated)
    with _on_disk(given) as files:
        parts = _parts(connection, files, options)
        return _log(connection, parts, _names(given), simulated=simulated)


def _names(given: Sequence[str | Path]) -> str:
    first = "<stdin>" if str(given[0]) == STDIN else str(given[0])
    return first if len(given) == 1 else f"{first} and {len(given) - 1} more"


@contextmanager
def _on_disk(given: Sequence[str | Path]) -> Iterator[list[LogFile]]:
    """Look at the files; stdin becomes one for as long as it is read."""
    with tempfile.TemporaryDirectory() as folder:
        spooled = Path(folder) / "stdin"
        if STDIN in map(str, given):
            with spooled.open("wb") as file:
                shutil.copyfileobj(sys.stdin.buffer, file)
        yield [
            look(spooled, name="<stdin>") if str(path) == STDIN else look(Path(path))
            for path in given
        ]


def _parts(connection: Any, files: Sequence[LogFile], options: Mapping[str, Any]) -> list[Part]:
    """Return one part for all the files that are alike."""
    alike: dict[tuple[object, ...], list[LogFile]] = {}
    for file in files:
        header = file.columns if file.kind in ("csv", "parquet") else ()
        alike.setdefault((file.kind, file.delimiter, file.gzipped, header), []).append(file)
    return [_part(connection, tuple(group), options) for group in alike.values()]


def _part(connection: Any, files: tuple[LogFile, ...], options: Mapping[str, Any]) -> Part:
    where = files[0].name
    with readable(where):
        table = table_of(connection, files)
        choice = choose(table.columns, files[0].sample, where=where, **options)
        return Part(files=files, choice=choice, table=choice.format.normalise(table))


def _tables(connection: Any, names: Sequence[str | Path], options: Mapping[str, Any]) -> list[Part]:
    parts = []
    for name in map(str, names):
        database, _, own = name.rpartition(".")
        with readable(name):
            table = connection.table(own, database=database or None)
            choice = choose(table.columns, (), where=name, **options)
            parts.append(Part(choice=choice, table=choice.format.normalise(table)))
    return parts


def _log(connection: Any, parts: Sequence[Part], where: str, *, simulated: bool) -> UsageLog:
    """Read the parts once, and set aside the rows that are refused."""
    import ibis

    rows = ibis.union(*(p.table for p in parts)) if len(parts) > 1 else parts[0].table
    rows = rows if simulated else rows.drop(*SIMULATED)
    with readable(where):
        if parts[0].files:
            rows = connection.create_table("usage_rows", rows, temp=True)
        by_reason = rows_of(connection, rows.group_by("reason").aggregate(rows=rows.count()))
        broken = broken_rows(connection) if parts[0].files else []
        counts = {r["reason"]: r["rows"] for r in by_reason}
        fine = counts.pop(None, 0)
        rejected = _rejected(connection, parts, counts, broken) if counts or broken else ()
    total = fine + sum(r.rows for r in rejected)
    if not fine:
        raise InputError(_nothing(rejected, total), where=where)
    return UsageLog(
        connection=connection,
        events=rows.filter(rows.reason.isnull()).drop("reason"),
        format="+".join(sorted({p.choice.format.name for p in parts})),
        why="; ".join(dict.fromkeys(p.choice.why for p in parts)),
        name=where,
        rows=total,
        rejected=rejected,
        prefix_block_tokens=max(p.choice.format.prefix_block_tokens for p in parts),
    )


def _rejected(
    connection: Any, parts: Sequence[Part], counts: Mapping[str, int], broken: Sequence[BrokenRow]
) -> tuple[Rejected, ...]:
    formats = {file: part.choice.format for part in parts for file in part.files}
    return rejected_rows(
        connection,
        formats,
        normal_form=lambda file: formats[file].normalise(table_of(connection, [file])),
        counts=counts,
        broken=broken,
    )


def _nothing(rejected: Sequence[Rejected], total: int) -> str:
    if not total:
        return "holds no rows; only the names of columns"
    reasons = "; ".join(str(r) for r in rejected[:4])
    return f"none of its {total:,} rows can be used: {reasons}"
