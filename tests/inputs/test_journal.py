from datetime import date
from pathlib import Path

from breakeven.domain.sweep import Answered, Sweep
from breakeven.inputs.journal import Journal, fingerprint

ROW = Answered(number=3, values={"a": 1.5, "b": "x"}, winner="api:a/b", usd_per_month=0.1)


def test_rows_come_back(tmp_path: Path) -> None:
    out = tmp_path / "r.csv"
    with Journal(out, "run") as journal:
        journal.add(ROW)
    assert Journal(out, "run").rows() == [ROW]
    assert not out.exists()


def test_another_run_begins_anew(tmp_path: Path) -> None:
    with Journal(tmp_path / "r.csv", "one") as journal:
        journal.add(ROW)
    assert Journal(tmp_path / "r.csv", "two").rows() == []


def test_a_torn_line_is_no_row(tmp_path: Path) -> None:
    with Journal(tmp_path / "r.csv", "run") as journal:
        journal.add(ROW)
    kept = tmp_path / ".r.csv.partial"
    kept.write_text(kept.read_text() + '{"number": 4, "val')
    assert Journal(tmp_path / "r.csv", "run").rows() == [ROW]
    with Journal(tmp_path / "r.csv", "run") as journal:
        journal.add(Answered(number=4))
    assert [r.number for r in Journal(tmp_path / "r.csv", "run").rows()] == [3, 4]


def test_removed(tmp_path: Path) -> None:
    with Journal(tmp_path / "r.csv", "run") as journal:
        journal.remove()
    assert list(tmp_path.iterdir()) == []


def test_without_a_file_nothing_is_kept() -> None:
    with Journal(None, "run") as journal:
        journal.add(ROW)
        assert journal.rows() == []


def test_a_fact_that_changes_makes_another_run(tmp_path: Path) -> None:
    asked = Sweep(axes=(), points=(), folder=".")
    (tmp_path / "a.toml").write_text("")
    first = fingerprint(asked, date(2026, 11, 24), str(tmp_path), None)
    assert fingerprint(asked, date(2026, 11, 24), str(tmp_path), None) == first
    (tmp_path / "b.toml").write_text("")
    assert fingerprint(asked, date(2026, 11, 24), str(tmp_path), None) != first
    assert fingerprint(asked, date(2026, 11, 23), None, None) != first
