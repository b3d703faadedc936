"""What `breakeven usage` says of a log, by the leanest SQL that we can write for DuckDB.

Two scans: one for the totals by model, one for the seconds, of which minutes and hours are sums.
It knows the columns and trusts them, where `usage` finds them and refuses rows that are wrong.
"""

import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import duckdb

NAMED_ONLY = True
"""`usage_scale` runs it."""
FAILED = "(completion_tokens = 0 AND status <> '200')"
TOTALS = f"""
SELECT model, count(*), sum(prompt_tokens), sum(cached_tokens), sum(completion_tokens),
  min(epoch_us(created_at)), max(epoch_us(created_at))
FROM read_parquet(?) WHERE NOT {FAILED} GROUP BY model
"""  # noqa: S608 - its own words
SECONDS = f"""
CREATE TEMP TABLE seconds AS
SELECT (epoch_us(created_at) - ?) // 1000000 AS second, count(*) AS n
FROM read_parquet(?) WHERE NOT {FAILED} GROUP BY second
"""  # noqa: S608 - its own words
PEAK = """
SELECT max(n), sum(n) FROM (SELECT sum(n) AS n FROM seconds WHERE second < ? GROUP BY second // ?)
"""


def answer(files: Sequence[str]) -> dict[str, object]:
    """Return the keys of the JSON that both say."""
    connection = duckdb.connect()
    [(rows,)] = connection.execute("SELECT count(*) FROM read_parquet(?)", [files]).fetchall()
    models = connection.execute(TOTALS, [files]).fetchall()
    first, last = min(m[5] for m in models), max(m[6] for m in models)
    connection.execute(SECONDS, [first, files])
    peaks = {}
    for name, length in (("second", 1), ("minute", 60), ("hour", 3600)):
        whole = (last - first) // 1_000_000 // length
        [(most, total)] = connection.execute(PEAK, [whole * length, length]).fetchall()
        peaks[name] = float(most) * whole / float(total)
    requests, inputs, cached, outputs = (sum(m[n] for m in models) for n in (1, 2, 3, 4))
    return {
        "rows": rows,
        "aside": {"failed": rows - requests},
        "requests": requests,
        "input_tokens": inputs,
        "cached_input_tokens": cached,
        "output_tokens": outputs,
        "first": _iso(first),
        "last": _iso(last),
        "peak_to_mean": peaks,
    }


def _iso(microseconds: int) -> str:
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
    return at.isoformat().replace("+00:00", "Z")


if __name__ == "__main__":
    print(json.dumps(answer(sys.argv[1:])))
