"""Every format as Parquet, with the types that a database would give, says the same."""

from pathlib import Path

import pytest

from breakeven.inputs.usage import read_usage
from breakeven.inputs.usage.choosing import FORMATS
from breakeven.inputs.usage.examples import calls

from .conftest import Write

duckdb = pytest.importorskip("duckdb")


@pytest.mark.parametrize("format_", FORMATS, ids=lambda f: f.name)
def test_types_change_nothing(write: Write, tmp_path: Path, format_: object) -> None:
    text = format_.example(calls())  # type: ignore[attr-defined]
    plain, typed = write("log", text), tmp_path / "log.parquet"
    reader = "read_json" if text.lstrip().startswith("{") else "read_csv"
    duckdb.connect().execute(f"COPY (FROM {reader}('{plain}')) TO '{typed}' (FORMAT parquet)")
    one, other = (read_usage(p).summary().to_dict() for p in (plain, typed))
    assert one.pop("why")
    assert other.pop("why")
    assert one == other
