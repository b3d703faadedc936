"""Made-up usage logs of any number of rows, written by DuckDB: the same rows every time.

Arrivals follow the hours of 30 days, lengths are lognormal, some calls are cached and some fail.
The figures are round ones that look like chats; none is measured.
"""

from pathlib import Path

import duckdb

NAMED_ONLY = True
"""It makes what others measure."""
FILES = 10
START = 1_777_593_600_000_000
"""2026-05-01, in microseconds."""
ROWS = """
WITH drawn AS (
  SELECT i, {u1} AS a, {u2} AS b, {u3} AS c, {u4} AS d, hash(i, 5) % 1000 AS e,
    (i + {u6}) / {rows} AS u
  FROM range({first}, {last}) t(i)
), shaped AS (
  SELECT *, sqrt(-2 * ln(1 - a)) * cos(2 * pi() * b) AS z,
    sqrt(-2 * ln(1 - a)) * sin(2 * pi() * b) AS y
  FROM drawn
), made AS (SELECT *, e < 15 AS failed, 1 + exp(6.2 + 1.1 * z)::INT AS prompt FROM shaped)
SELECT
  make_timestamp({start} + ((u + sin(60 * pi() * u) / (60 * pi()) * 0.8) * 30 * 86400e6)::BIGINT)
    AS created_at,
  CASE WHEN c < 0.55 THEN 'gpt-4o-mini' WHEN c < 0.75 THEN 'gpt-4.1'
    WHEN c < 0.88 THEN 'claude-sonnet-4-5' WHEN c < 0.96 THEN 'gpt-5-mini'
    ELSE 'llama-3.1-70b-instruct' END AS model,
  prompt AS prompt_tokens,
  CASE WHEN d < 0.4 AND NOT failed THEN (prompt * d * 2)::INT // 128 * 128 ELSE 0 END
    AS cached_tokens,
  CASE WHEN failed THEN 0 ELSE 1 + exp(5 + 0.9 * y)::INT END AS completion_tokens,
  CASE WHEN e < 9 THEN '429' WHEN failed THEN '500' ELSE '200' END AS status
FROM made
"""
WIDE = """
SELECT created_at, 'req_' || md5(i::VARCHAR) AS trace, model, prompt_tokens, cached_tokens,
  completion_tokens, status, 'https://gateway.example/v1/chat/completions' AS url
FROM (SELECT *, row_number() OVER () + {first} AS i FROM ({rows}))
"""


def select(first: int, last: int, rows: int) -> str:
    """Return the query for some of a log's rows, by their numbers."""
    uniform = {f"u{n}": f"hash(i, {n}) / 18446744073709551616.0" for n in (1, 2, 3, 4, 6)}
    return ROWS.format(first=first, last=last, rows=rows, start=START, **uniform)


def write_parquet(folder: Path, rows: int) -> list[Path]:
    """Write a log of `rows` rows as Parquet, where it is not there yet; return its files."""
    folder.mkdir(parents=True, exist_ok=True)
    connection = _connect()
    files = [folder / f"requests-{n:02}.parquet" for n in range(FILES)]
    for n, file in enumerate(files):
        if not file.exists():
            part = file.with_suffix(".part")
            query = select(rows * n // FILES, rows * (n + 1) // FILES, rows)
            connection.execute(f"COPY ({query}) TO '{part}' (FORMAT parquet)")
            part.rename(file)
    return files


def write_csv(file: Path, rows: int) -> None:
    """Write a log of `rows` rows of about 134 bytes as CSV; gzipped where the name ends so."""
    file.parent.mkdir(parents=True, exist_ok=True)
    query = WIDE.format(first=0, rows=select(0, rows, rows))
    packing = "gzip" if file.suffix == ".gz" else "none"
    _connect().execute(f"COPY ({query}) TO '{file}' (FORMAT csv, HEADER, COMPRESSION {packing})")


def _connect() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("SET memory_limit = '1500MB'")
    connection.execute("SET enable_progress_bar = false")
    return connection
