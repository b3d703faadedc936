"""Read logs: look at the files, bring them into normal form, refuse what is wrong."""

import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from breakeven.domain.errors import InputError
from breakeven.inputs.usage.archives import is_zip, unzipped
from breakeven.inputs.usage.choosing import Choice, Format, check_format, check_split, choose
from breakeven.inputs.usage.complete import doubtful, records
from breakeven.inputs.usage.duplicates import without_duplicates
from breakeven.inputs.usage.engines.opening import DUCKDB, connect
from breakeven.inputs.usage.files import LogFile, Row, look
from breakeven.inputs.usage.histograms import histograms_of
from breakeven.inputs.usage.keeping import constant, kept, without
from breakeven.inputs.usage.log import UsageLog
from breakeven.inputs.usage.nesting import paths_of_table
from breakeven.inputs.usage.normal import ASIDE, BILL, SEEN, SIMULATED
from breakeven.inputs.usage.packing import plain_size
from breakeven.inputs.usage.places import STDIN, files_of
from breakeven.inputs.usage.progress import Progress, watched
from breakeven.inputs.usage.rejects import Rejected, rejected_rows
from breakeven.inputs.usage.schema import keys_in, shape_of
from breakeven.inputs.usage.scratch import BIG, unbounded
from breakeven.inputs.usage.sieve import sieved
from breakeven.inputs.usage.tables import (
    BrokenRow,
    broken_rows,
    json_columns,
    readable,
    table_of,
)

if TYPE_CHECKING:
    import ibis.expr.types as ir


STDIN_NAME = "<stdin>"
DOCUMENT = 64 * 1024 * 1024
"""Bytes of a JSON document beyond which the bounds of memory are those of the machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Files that are alike (none where the table is a database's), as one normal table."""

    files: tuple[LogFile, ...] = ()
    choice: Choice
    table: "ir.Table"
    histograms: "ir.Table | None" = None
    """What its histograms say, where the format has any (`histograms.histograms_of`)."""
    in_order: bool = False

    @property
    def big(self) -> bool:
        """Whether its rows are too many to be held in memory."""
        return sum(file.path.stat().st_size for file in self.files) > BIG


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How a log is to be read."""

    format: str
    column_map: Mapping[str, str] | None
    by: str
    """What it is to be split by."""
    simulated: bool = False
    """Whether what the simulator alone needs is read, too."""
    in_order: bool = False
    """Whether CSV is read from its start to its end: slower, and nothing is left out."""

    def choice(self, columns: Sequence[str], sample: Sequence[Row], where: str) -> Choice:
        """Return the format of a table; raise InputError where none fits."""
        return choose(columns, sample, name=self.format, column_map=self.column_map, where=where)


def read_usage(
    paths: str | Path | Sequence[str | Path],
    *,
    format: str = "auto",  # noqa: A002 - the name of the command's option
    column_map: Mapping[str, str] | None = None,
    engine: str = DUCKDB,
    timezone: str = "UTC",
    by: str = "",
    simulated: bool = False,
    progress: Progress | None = None,
) -> UsageLog:
    """Return usage logs in one normal form.

    `paths` are files (also gzipped or packed with zstd), patterns, folders or - for stdin, or
    names of tables where `engine` is a connection URL. Times without a zone are in `timezone`.
    `by` names what rows are tagged with, such as team or project. What the simulator alone needs
    (priorities, hashes of prompts) is read only with `simulated`. `progress` is told the share
    that is read, now and then.
    """
    given = [paths] if isinstance(paths, str | Path) else list(paths)
    if not given:
        raise InputError("no usage log was given")
    check_format(format, column_map)
    connection = connect(engine, timezone)
    asked = Asked(format=format, column_map=column_map, by=by, simulated=simulated)
    if engine != DUCKDB:
        tables = _tables(connection, given, asked)
        return _log(connection, tables, _names(given))
    with _on_disk(given) as files:
        with watched(connection, progress):
            parts = _parts(connection, files, asked)
        if any(doubtful(connection, part.files, part.table) for part in parts):
            again = connect(engine, timezone)  # which holds nothing of the first time
            with watched(again, progress):
                others = _parts(again, files, replace(asked, in_order=True))
            if _records(again, others) > _records(connection, parts):
                connection, parts = again, others
        with watched(connection, progress):
            return _log(connection, parts, _names(given))


def _records(connection: Any, parts: Sequence[Part]) -> int:
    csv = [part for part in parts if part.files[0].kind == "csv"]
    return sum(records(connection, part.files, part.table) for part in csv)


def _names(given: Sequence[str | Path]) -> str:
    first = STDIN_NAME if str(given[0]) == STDIN else str(given[0])
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
            look(plain, name=name)
            for number, path in enumerate(files_of(given))
            for plain, name in _plain(path, spooled, Path(folder) / str(number))
        ]


def _plain(path: Path, spooled: Path, folder: Path) -> Iterator[tuple[Path, str]]:
    """Yield a file with what people call it; of a zip the logs in it, unpacked into a folder."""
    stdin = str(path) == STDIN
    own = spooled if stdin else path
    name = STDIN_NAME if stdin else str(path)
    if not is_zip(own):
        yield own, name
        return
    folder.mkdir()
    yield from unzipped(own, folder, name=name)


def _parts(connection: Any, files: Sequence[LogFile], asked: Asked) -> list[Part]:
    """Return one part for all the files that are alike."""
    alike: dict[tuple[object, ...], list[LogFile]] = {}
    choices: dict[tuple[object, ...], Choice | None] = {}
    for file in files:
        choice = None
        if file.kind != "parquet":
            choice = asked.choice(file.columns, file.sample, file.name)
        header = file.columns if file.kind == "csv" else choice and _shape(file, choice.format)
        key = (file.kind, file.delimiter, file.packing, choice and choice.format.name, header)
        alike.setdefault(key, []).append(file)
        choices.setdefault(key, choice)
    return [_part(connection, tuple(g), choices[key], asked) for key, g in alike.items()]


def _shape(file: LogFile, format: Format) -> tuple[str, ...]:  # noqa: A002
    """Return the lists that the records of a JSON file stand in."""
    return shape_of(keys_in(file.sample), format.nest)


def _part(connection: Any, files: tuple[LogFile, ...], choice: Choice | None, asked: Asked) -> Part:
    where = files[0].name
    with readable(where):
        if _document(files):
            unbounded(connection)
        known = choice.format if choice else None
        table = table_of(connection, files, known, in_order=asked.in_order)
        choice = choice or asked.choice(sorted(paths_of_table(table)), (), where)
        made = _normal(table, choice, asked, files)
        return made if _lies_well(made, table) else _kept(connection, made)


def _document(files: Sequence[LogFile]) -> bool:
    """Whether a file is JSON that has to be held whole, and large."""
    whole = [file for file in files if file.kind in ("json", "document")]
    return any(plain_size(file.path, file.packing) > DOCUMENT for file in whole)


def _lies_well(part: Part, table: "ir.Table") -> bool:
    """Whether rows are as fast to read again where they are as from a copy.

    Parquet is: its columns are read one by one. JSON in its texts would be parsed again each time.
    """
    import ibis.expr.operations as ops

    stays = all(file.kind == "parquet" and file.name != STDIN_NAME for file in part.files)
    if not stays or shape_of(paths_of_table(table), part.choice.format.nest):
        return False
    return part.big or not part.table.op().find(ops.JSONGetItem)


def _normal(
    table: "ir.Table", choice: Choice, asked: Asked, files: tuple[LogFile, ...] = ()
) -> Part:
    check_split(choice.format, asked.by)
    made = choice.format.normalise(table, by=asked.by)
    return Part(
        files=files,
        choice=choice,
        table=made if asked.simulated else without(made, SIMULATED),
        histograms=choice.format.histograms(table),
        in_order=asked.in_order,
    )


def _kept(connection: Any, part: Part) -> Part:
    """Return a part whose rows are worked out once; why they are set aside is in `why` alone."""
    return replace(part, table=kept(connection, without(part.table, SEEN), big=part.big))


def _tables(connection: Any, names: Sequence[str | Path], asked: Asked) -> list[Part]:
    """Return what an engine holds: tables, or files that it reads itself."""
    return [_held(connection, name, asked) for name in map(str, names)]


def _held(connection: Any, name: str, asked: Asked) -> Part:
    with readable(name):
        made = _by_spark(connection, name, asked)
        if made is None:
            database, _, own = name.rpartition(".")
            table = connection.table(own, database=database or None)
            made = table, asked.choice(sorted(paths_of_table(table)), (), name)
        table, choice = made
        return _kept(connection, _normal(table, choice, asked))


def _by_spark(connection: Any, name: str, asked: Asked) -> "tuple[ir.Table, Choice] | None":
    """Return files that Spark reads, and their format; None where no files are meant."""
    if connection.name != "pyspark":
        return None
    from breakeven.inputs.usage.engines import spark_files  # it loads the driver

    if not spark_files.is_file(name):
        return None
    file = spark_files.looked(connection, name)
    if file.kind == "parquet":
        table = spark_files.table_of(connection, file, {})
        return table, asked.choice(sorted(paths_of_table(table)), (), name)
    choice = asked.choice(file.columns, file.sample, name)
    columns = json_columns([file], choice.format) if file.kind != "csv" else {}
    return spark_files.table_of(connection, file, columns), choice


def _log(connection: Any, parts: Sequence[Part], where: str) -> UsageLog:
    """Read the parts once, and set aside the rows that are refused or no traffic."""
    import ibis

    tables = [part.table for part in parts]
    if len(tables) > 1:
        tables = [ibis.union(*(without(table, SEEN) for table in tables))]
    rows = tables[0]
    with readable(where):
        if not all(constant(part.table, "id") for part in parts):
            rows = without_duplicates(connection, rows, big=any(part.big for part in parts))
        sieve = sieved(connection, rows)
        histograms = histograms_of(connection, [p.histograms for p in parts])
        csv = any(file.kind == "csv" for part in parts for file in part.files)
        broken = broken_rows(connection) if csv else []
        refused = sieve.refused
        rejected = _rejected(connection, parts, refused, broken) if refused or broken else ()
    counted, aside = sum(group.rows for group in sieve.groups), sieve.aside
    total = counted + sum(aside.values()) + sum(r.rows for r in rejected)
    if not counted and BILL not in aside:
        raise InputError(_nothing(rejected, aside, total), where=where)
    return UsageLog(
        connection=connection,
        events=sieve.events,
        groups=sieve.groups,
        bills=rows.filter(rows.why == BILL) if BILL in aside else None,
        format="+".join(sorted({p.choice.format.name for p in parts})),
        why="; ".join(dict.fromkeys(p.choice.why for p in parts)),
        name=where,
        rows=total,
        aside=aside,
        rejected=rejected,
        histograms=histograms,
        prefix_block_tokens=max(p.choice.format.prefix_block_tokens for p in parts),
    )


def _rejected(
    connection: Any, parts: Sequence[Part], counts: Mapping[str, int], broken: Sequence[BrokenRow]
) -> tuple[Rejected, ...]:
    formats = {file: part.choice.format for part in parts for file in part.files}
    return rejected_rows(
        connection,
        formats,
        normal_form=lambda file: formats[file].normalise(
            table_of(connection, [file], formats[file], in_order=any(p.in_order for p in parts))
        ),
        by_line=lambda file: not _shape(file, formats[file]),
        counts=counts,
        broken=broken,
    )


def _nothing(rejected: Sequence[Rejected], aside: Mapping[str, int], total: int) -> str:
    if not total:
        return "holds no rows; only the names of columns"
    told = [str(r) for r in rejected[:4]] + [f"{n:,} {ASIDE[why]}" for why, n in aside.items()]
    return f"none of its {total:,} rows can be used: {'; '.join(told)}"
