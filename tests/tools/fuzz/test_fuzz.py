"""The fuzzer of logs: the same seed gives the same, and what is wrong is found."""

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from tools.fuzz import __main__ as fuzz
from tools.fuzz.judging import Batch, judged, recognised, smallest
from tools.fuzz.mutations import SECRET
from tools.fuzz.records import targets
from tools.fuzz.wholes import whole_file


@pytest.mark.parametrize("name", targets())
def test_damaged_records_do_no_harm(name: str, tmp_path: Path) -> None:
    target = targets()[name]
    source = Random(name)
    bad = [target.bad(source) for _ in range(600)]
    assert all(record.count(b"\n") == 1 for record in bad if b'"' not in record)
    assert judged(Batch(target=target, bad=bad), tmp_path / f"log{target.suffix}") == ""


def test_a_seed_gives_the_same_files() -> None:
    target = targets()["raw"]
    first, second = (
        [(target.bad(source), whole_file(target, source)) for _ in range(50)]
        for source in (Random(3), Random(3))
    )
    assert first == second


def test_a_lost_record_is_found_and_halved_to_one(tmp_path: Path) -> None:
    target = targets()["litellm"]
    source = Random(1)
    bad = [target.bad(source) for _ in range(30)]
    bad[17] = target.good.replace(b"{id}", b"x").replace(
        b",1000,", b",999,"
    )  # one control too many
    batch = Batch(target=target, bad=bad)
    path = tmp_path / "log.csv"
    assert "good records" in judged(batch, path)
    assert smallest(batch, path).bad == [bad[17]]


def test_told_contents_are_found(tmp_path: Path) -> None:
    assert recognised(f"{SECRET},b\nx,y\n".encode(), tmp_path / "log") == "contents were told"


def test_findings_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    spoilt = replace(targets()["raw"], good=b'{"timestamp": "SOON"}\n')
    monkeypatch.setattr(fuzz, "targets", lambda: {"raw": spoilt})
    assert fuzz.main(["4", "--out", str(tmp_path)]) == 1
    assert "1 findings" in capsys.readouterr().out
    assert [f.name for f in tmp_path.iterdir()] == ["raw-records-1-0.jsonl"]
