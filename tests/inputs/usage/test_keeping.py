"""What is kept of a log, and where."""

from pathlib import Path

import pytest

from breakeven.inputs.usage import UsageLog, read_usage, reading
from breakeven.inputs.usage.engines.opening import connect

from .conftest import Write


def told(log: UsageLog) -> tuple[object, object]:
    work = log.workload(requests_per_day=5)
    return log.summary().to_dict() | {"rejected": len(log.rejected)}, (
        work.input_tokens,
        work.request_tokens.tolist(),
        work.peak_to_mean,
    )


def in_memory_and_on_disk(path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[UsageLog, UsageLog]:
    first = read_usage(path)
    monkeypatch.setattr(reading, "BIG", 0)
    return first, read_usage(path)


def tables(log: UsageLog) -> list[tuple[str, str]]:
    query = "SELECT database_name, table_name FROM duckdb_tables()"
    found: list[tuple[str, str]] = log.connection.raw_sql(query).fetchall()
    return found


TEXT = "created_at,prompt_tokens,completion_tokens,model,status\n" + "".join(
    f"2026-05-01T10:{n // 60:02}:{n % 60:02}.5Z,{n * 37 % 900},{n % 50},m{n % 3},{code}\n"
    for n in range(600)
    for code in [500 if n % 50 == 0 else 200]
)


@pytest.mark.parametrize("bad", ["", "2026-05-01T11:00:00Z,-5,1,m0,200\n"])
def test_a_large_file_says_the_same(
    write: Write, monkeypatch: pytest.MonkeyPatch, bad: str
) -> None:
    small, large = in_memory_and_on_disk(write("log.csv", TEXT + bad), monkeypatch)
    assert told(small) == told(large)
    assert "kept" in {database for database, _ in tables(large)}


@pytest.mark.parametrize("zone", ["", "::TIMESTAMPTZ"])
@pytest.mark.parametrize(
    "bad", ["", "UNION ALL SELECT created_at, -5, 1, 'm', '200' FROM log LIMIT 601"]
)
def test_large_parquet_is_read_where_it_is(
    tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch, bad: str, zone: str
) -> None:
    path, connection = tmp_path / "log.parquet", connect("duckdb", "UTC")
    log = f"SELECT * REPLACE (created_at{zone} AS created_at) FROM '{write('a.csv', TEXT)}'"
    connection.raw_sql(f"COPY (WITH log AS ({log}) FROM log {bad}) TO '{path}'")
    small, large = in_memory_and_on_disk(path, monkeypatch)
    assert told(small) == told(large)
    assert "kept" not in {database for database, _ in tables(large)}


def test_times_without_a_zone_are_in_the_zone_given(tmp_path: Path) -> None:
    path = tmp_path / "log.parquet"
    row = "SELECT TIMESTAMP '2026-05-01 10:00:00' AS time, 1 AS input_tokens, 1 AS output_tokens"
    connect("duckdb", "UTC").raw_sql(f"COPY ({row}) TO '{path}'")
    hours = [read_usage(path, timezone=z).summary().first.hour for z in ("UTC", "Europe/Berlin")]
    assert hours == [10, 8]
