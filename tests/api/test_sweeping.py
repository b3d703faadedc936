"""A sweep is what `decide` says of each combination, however it is spread."""

import csv
from pathlib import Path

import pytest

import breakeven as be
from breakeven.api import sweeping
from breakeven.domain.errors import InputError, UsageError

DAY = "2026-11-24"
BASE = """
[workload]
requests_per_day = 1000
input_tokens = 1000
output_tokens = 200
[models]
only = ["llama-3.1-8b", "gpt-4o-mini"]
"""
SWEEP = """
scenario = "base.toml"
[axes]
workload.requests_per_day = [1e4, 1e7]
rules.data_stays = ["anywhere", "own-machines"]
"""


@pytest.fixture
def asked(tmp_path: Path) -> Path:
    (tmp_path / "base.toml").write_text(BASE)
    (tmp_path / "sweep.toml").write_text(SWEEP)
    return tmp_path / "sweep.toml"


def test_each_row_is_a_decision(asked: Path) -> None:
    out = asked.parent / "r.csv"
    seen: list[tuple[int, int]] = []
    found = be.sweep(
        asked, output=out, samples=16, as_of=DAY, progress=lambda *done: seen.append(done)
    )
    assert seen == [(i, 4) for i in range(5)]
    rows = list(csv.DictReader(out.read_text().splitlines()))
    assert [r["rules.data_stays"] for r in rows] == ["anywhere", "own-machines"] * 2
    decision = be.decide(
        asked.parent / "base.toml", requests_per_day=1e7, samples=16, simulate="none", as_of=DAY
    )
    assert decision.best
    assert rows[2]["winner"] == decision.best.id
    assert float(rows[2]["usd_per_month"]) == decision.best.usd_per_month
    assert float(rows[2]["p_best"]) == decision.best.p_best
    assert rows[2]["runner_up"] == decision.feasible[1].id
    assert int(rows[2]["crossings"]) == len(decision.regions) - 1
    assert rows[3]["winner_kind"] in ("rented", "owned")
    assert found.winners[decision.best.id] >= 1
    assert not list(asked.parent.glob(".*"))


def test_an_interrupted_sweep_goes_on(asked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = asked.parent / "r.csv"

    def stop(done: int, total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        be.sweep(asked, output=out, samples=0, as_of=DAY, progress=stop)
    assert not out.exists()
    real, answered = sweeping.answered, []

    def counted(point: object, **more: object) -> object:
        answered.append(point)
        return real(point, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(sweeping, "answered", counted)
    found = be.sweep(asked, output=out, samples=0, as_of=DAY)
    assert (found.resumed, len(answered), len(found.rows)) == (2, 2, 4)
    assert found.rows == be.sweep(asked, samples=0, as_of=DAY).rows


def test_what_is_wrong_with_one_is_in_its_row(asked: Path) -> None:
    text = SWEEP.replace(
        'rules.data_stays = ["anywhere", "own-machines"]', 'models.only = [["no-such-model"]]'
    )
    asked.write_text(text)
    found = be.sweep(asked, samples=0, as_of=DAY)
    assert [r.winner for r in found.rows] == ["", ""]
    assert "no model is called 'no-such-model'" in found.rows[0].problem


def test_workers_and_cluster_exclude_each_other(asked: Path) -> None:
    with pytest.raises(UsageError, match="do not go together"):
        be.sweep(asked, workers=2, cluster="tcp://127.0.0.1:1")


def test_no_scheduler_there(asked: Path) -> None:
    pytest.importorskip("distributed")
    with pytest.raises(InputError, match="no Dask scheduler answers"):
        be.sweep(asked, cluster="nonsense://127.0.0.1:1", as_of=DAY)
