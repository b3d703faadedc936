import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.inputs.probe.fake_server import Fake, serving

SHORT = ("--model", "m", "--concurrency", "1,2", "--output-tokens", "4", "--requests-per-user", "2")


def test_a_table_for_people(run: Run) -> None:
    with serving(Fake(ttft_seconds=0.0, itl_seconds=0.0)) as url:
        done = run("probe", url, *SHORT)
    assert done.code == 0
    assert "first token" in done.out
    assert "2 at once: 2 to warm up, 4 timed" in done.err
    assert "sends 10 requests: about 5,120 tokens in and at most 40 out" in done.err


def test_points_as_json_and_csv(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "runs.csv"
    with serving(Fake(ttft_seconds=0.0, itl_seconds=0.0)) as url:
        done = run("probe", url, *SHORT, "--json", "-o", str(out))
    found = json.loads(done.out)
    assert {"metric", "value", "unit", "isl", "osl", "concurrency"} <= found["points"][0].keys()
    assert [level["requests"] for level in found["levels"]] == [2, 4]
    assert len(out.read_text().splitlines()) == 1 + len(found["points"])
    assert f"wrote {out}" in done.err


def test_mistakes(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_SUCH_KEY", raising=False)
    url = "http://127.0.0.1:9"
    assert "is no address" in run("probe", "nowhere", *SHORT).err
    many = run("probe", url, *SHORT, "--max-requests", "5")
    assert (many.code, "more than --max-requests 5" in many.err) == (2, True)
    unset = run("probe", url, *SHORT, "--api-key-env", "NO_SUCH_KEY", "--json")
    assert json.loads(unset.out)["error"]["where"] == "--api-key-env"
    assert "whole numbers" in run("probe", url, "--model", "m", "--concurrency", "1,x").err
