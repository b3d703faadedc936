"""Synthetic logs, as tables of every engine."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from breakeven.inputs.usage.choosing import named
from breakeven.inputs.usage.examples import calls

CALLS = 400
TIME = pa.timestamp("us")
LITELLM = {
    "spend": pa.float64(),
    **dict.fromkeys(("total_tokens", "prompt_tokens", "completion_tokens"), pa.int64()),
    **dict.fromkeys(("startTime", "endTime", "completionStartTime"), TIME),
}
POSTGRES = {pa.int64(): "bigint", pa.float64(): "double precision", pa.string(): "text",
            TIME: "timestamp"}  # fmt: skip
WRONG: dict[str, dict[int, str | None]] = {
    "prompt_tokens": {5: "many", 7: "-3", 8: None, 9: "1.5"},
    "created_at": {11: "yesterday"},
}
"""Texts that cannot be used, by column and row."""


def tables() -> dict[str, pa.Table]:
    """Return logs by name: with types and all as text, requests and sums."""
    rough = _columns("columns")
    for column, cells in WRONG.items():
        for row, text in cells.items():
            rough[column][row] = text
    return {
        "litellm": _table(_columns("litellm"), LITELLM),
        "litellm_text": _table(_columns("litellm"), {}),
        "rough": _table(rough, {}),
        "sums": _table(_columns("deepseek"), {"amount": pa.int64()}),
    }


def _columns(name: str) -> dict[str, list[Any]]:
    rows = list(csv.DictReader(io.StringIO(named(name).example(calls(CALLS)))))
    return {key: [row[key] or None for row in rows] for key in rows[0]}


def _table(columns: Mapping[str, list[Any]], kinds: Mapping[str, pa.DataType]) -> pa.Table:
    return pa.table({name: _typed(cells, kinds.get(name)) for name, cells in columns.items()})


def _typed(cells: Iterable[str | None], kind: pa.DataType | None) -> pa.Array:
    read: Any = {pa.int64(): int, pa.float64(): float, TIME: datetime.fromisoformat}.get(kind, str)
    return pa.array([None if c is None else read(c) for c in cells], kind or pa.string())


def load_duckdb(path: Path, logs: Mapping[str, pa.Table]) -> str:
    """Write logs as tables of a DuckDB file, and return its URL."""
    import duckdb

    with duckdb.connect(str(path)) as database:
        for name, table in logs.items():
            database.register("given", table)
            database.execute(f"CREATE TABLE {name} AS SELECT * FROM given")
    return f"duckdb://{path}"


def load_postgres(url: str, logs: Mapping[str, pa.Table]) -> None:
    """Write logs as tables of PostgreSQL, with metadata as LiteLLM stores it."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection, connection.cursor() as cursor:
        for name, table in logs.items():
            kinds = {f.name: POSTGRES[f.type] for f in table.schema}
            if name == "litellm":
                kinds["metadata"] = "jsonb"
            columns = ", ".join(f'"{column}" {kind}' for column, kind in kinds.items())
            cursor.execute(f'CREATE TABLE "{name}" ({columns})')
            text = io.BytesIO()
            pyarrow.csv.write_csv(table, text)
            with cursor.copy(f'COPY "{name}" FROM STDIN (FORMAT csv, HEADER true)') as copy:
                copy.write(text.getvalue())


def load_clickhouse(url: str, logs: Mapping[str, pa.Table], folder: Path) -> None:
    """Write logs as tables of ClickHouse."""
    from breakeven.inputs.usage.engines.opening import connect

    connection = connect(url, "UTC")
    for name, table in logs.items():
        path = folder / f"{name}.parquet"
        pyarrow.parquet.write_table(table, path)
        connection.con.command(
            f"CREATE TABLE {name} ENGINE = MergeTree ORDER BY tuple()"
            f" AS SELECT * FROM file('{path}', 'Parquet')"
        )


def load_spark(url: str, logs: Mapping[str, pa.Table], folder: Path) -> None:
    """Write logs as tables of Spark."""
    from breakeven.inputs.usage.engines.opening import connect

    session = connect(url, "UTC")._session
    for name, table in logs.items():
        path = folder / f"{name}.parquet"
        pyarrow.parquet.write_table(table, path)
        session.read.parquet(str(path)).write.saveAsTable(name)
