import csv
from pathlib import Path

import pytest

from breakeven.domain.errors import InputError
from breakeven.domain.sweep import Answered
from breakeven.outputs.tidy import COLUMNS, check_table_path, csv_text, write_table

ROWS = (
    Answered(number=0, values={"v": 1, "m": "a,b"}, winner="x", usd_per_month=0.1, crossings=2),
    Answered(number=1, values={"v": 2.5, "m": "c"}, problem='all "10" rejected'),
)


def test_csv_is_tidy() -> None:
    rows = list(csv.DictReader(csv_text(["v", "m"], ROWS).splitlines()))
    assert list(rows[0]) == ["v", "m", *COLUMNS]
    assert (rows[0]["m"], rows[0]["usd_per_month"], rows[0]["crossings"]) == ("a,b", "0.1", "2")
    assert (rows[1]["winner"], rows[1]["p_best"], rows[1]["problem"]) == (
        "",
        "",
        'all "10" rejected',
    )


def test_parquet_has_the_same(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    path = write_table(tmp_path / "r.parquet", ["v", "m"], ROWS)
    found = parquet.read_table(path).to_pylist()
    assert found[0]["v"] == 1.0
    assert (found[0]["usd_per_month"], found[1]["usd_per_month"]) == (0.1, None)
    assert list(found[0]) == ["v", "m", *COLUMNS]


def test_other_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"\.csv or \.parquet"):
        check_table_path(tmp_path / "r.xlsx")
