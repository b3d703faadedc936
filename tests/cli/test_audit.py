import io
import json
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run

CLAIMS = Path(__file__).parents[2] / "examples" / "claims"


def test_a_claim_as_json(run: Run) -> None:
    done = run("audit", str(CLAIMS / "lenovo-lp2225.toml"), "--json")
    assert done.code == 0
    found = json.loads(done.out)
    assert found["holds"] is True
    first = found["answers"][0]
    assert {"quantity", "published", "recomputed", "ratio", "holds", "steps"} <= first.keys()
    assert {o["id"] for o in found["omissions"]} >= {"staff", "month"}
    assert found["missing"] == []


@pytest.mark.parametrize(
    ("name", "code"), [("lenovo-lp2225", 0), ("azure-ptu", 4), ("routing-without-label", 4)]
)
def test_strict(run: Run, name: str, code: int) -> None:
    path = str(CLAIMS / f"{name}.toml")
    assert run("audit", path).code == 0
    assert run("audit", path, "--strict").code == code


def test_from_stdin(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = (CLAIMS / "escalation.toml").read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    done = run("audit", "-")
    assert done.code == 0
    assert "625 becomes 652" in done.out


def test_terms_and_mistakes(run: Run, tmp_path: Path) -> None:
    assert "payback_months_against_cloud" in run("audit", "--terms", "payback").out
    assert run("audit").code == 2
    bad = tmp_path / "bad.toml"
    bad.write_text('title = "x"\n')
    done = run("audit", str(bad))
    assert done.code == 1
    assert "answers are missing" in done.err
