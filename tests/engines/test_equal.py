"""Every engine answers as DuckDB does: integers the same, other numbers to 1e-12."""

from dataclasses import fields
from math import isclose
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from breakeven import api
from breakeven.domain.errors import InputError
from breakeven.inputs.usage import read_usage
from breakeven.inputs.usage.choosing import named
from breakeven.inputs.usage.examples import calls

# Warnings of the drivers, not ours.
pytestmark = [pytest.mark.engines, pytest.mark.filterwarnings("default")]
TOLERANCE = 1e-12


def told(log: str, engine: str, **options: Any) -> dict[str, Any]:
    """Return everything that a log says: totals, models, tags, peaks, the bill, the workload."""
    report = api.usage([log], engine=engine, as_of="2026-11-24", **options).to_dict()
    workload = read_usage(log, engine=engine).workload()
    return {**report, "workload": {f.name: getattr(workload, f.name) for f in fields(workload)}}


def differences(one: Any, other: Any, at: str = "") -> list[str]:
    """Return where two answers differ."""
    if isinstance(one, dict):
        keys = sorted({*one, *other})
        found = [differences(one.get(k, "-"), other.get(k, "-"), f"{at}.{k}") for k in keys]
        return [d for inner in found for d in inner]
    if isinstance(one, np.ndarray):
        return [] if np.array_equal(one, other) else [f"{at}: arrays"]
    if isinstance(one, list | tuple):
        pairs = zip(one, other, strict=True)
        return [d for n, (a, b) in enumerate(pairs) for d in differences(a, b, f"{at}[{n}]")]
    if hasattr(one, "__dataclass_fields__"):
        names = [f.name for f in fields(one)]
        return [
            d for n in names for d in differences(getattr(one, n), getattr(other, n), f"{at}.{n}")
        ]
    if isinstance(one, float) and isinstance(other, float):
        return (
            []
            if isclose(one, other, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
            else [f"{at}: {one} {other}"]
        )
    return [] if one == other else [f"{at}: {one!r} {other!r}"]


@pytest.mark.parametrize(
    ("log", "options"),
    [("litellm", {"by": "team"}), ("litellm_text", {}), ("rough", {}), ("sums", {"by": "key"})],
)
def test_a_table(log: str, options: dict[str, str], engine_url: str, duckdb_url: str) -> None:
    expected = told(log, duckdb_url, **options)
    assert expected["requests"] > 300
    assert differences(expected, told(log, engine_url, **options)) == []


def test_what_is_wrong_in_a_table_is_counted(engine_url: str) -> None:
    found = read_usage("rough", engine=engine_url).summary()
    assert {r.reason: r.rows for r in found.rejected} == {
        "input tokens are not a number": 1,
        "input tokens are negative": 1,
        "input tokens are missing": 1,
        "input tokens are not a possible whole number": 1,
        "the time cannot be read": 1,
    }


def test_no_table_of_that_name(engine_url: str) -> None:
    with pytest.raises(InputError, match="no such table"):
        read_usage("nothing", engine=engine_url)


@pytest.mark.parametrize("name", ["litellm", "otlp", "openai_usage"])
def test_files_that_spark_reads(name: str, tmp_path: Path, spark_url: str) -> None:
    text = named(name).example(calls())
    kind = "csv" if name == "litellm" else "json" if name == "openai_usage" else "jsonl"
    path = tmp_path / f"log.{kind}"
    path.write_text(text)
    expected, found = told(str(path), "duckdb"), told(str(path), spark_url)
    assert differences(expected, found) == []


def test_parquet_that_spark_reads(tmp_path: Path, spark_url: str) -> None:
    import pyarrow.parquet

    from . import logs

    path = tmp_path / "log.parquet"
    pyarrow.parquet.write_table(logs.tables()["litellm"], path)
    assert differences(told(str(path), "duckdb"), told(str(path), spark_url)) == []
