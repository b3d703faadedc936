import json
from pathlib import Path

import pytest

import breakeven as be
from breakeven.domain.errors import InputError
from breakeven.inputs.scenario import read_scenario
from breakeven.outputs.scenario_toml import scenario_toml

ASKED = {
    "requests_per_day": 20_000.0,
    "input_tokens": 1500.0,
    "output_tokens": 300.0,
    "models": ["llama-3.1-8b", "gpt-4o-mini"],
    "as_of": "2026-11-24",
    "samples": 16,
    "simulate": "none",
}


def test_a_report_says_what_it_wrote(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    written = be.report(file=file, **ASKED)
    assert written.to_dict() == {"file": str(file), "bytes": file.stat().st_size}
    text = file.read_text(encoding="utf-8")
    assert "## The answer" in text
    assert "breakeven decide scenario.toml --as-of 2026-11-24 --samples 16 --simulate none" in text


def test_the_scenario_in_it_asks_the_same_question(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    be.report(file=file, **ASKED)
    text = be.report(file=tmp_path / "a.md", **ASKED).file.read_text(encoding="utf-8")
    scenario = tmp_path / "scenario.toml"
    scenario.write_text(text.partition("```toml\n")[2].partition("```")[0], encoding="utf-8")
    found = be.decide(scenario, as_of="2026-11-24", samples=16, simulate="none")
    assert found.best is not None
    assert found.best.id == json.loads(file.read_text(encoding="utf-8"))["best"]
    assert scenario_toml(read_scenario(scenario)).strip() in text


def test_a_file_that_cannot_be_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a report ends in"):
        be.report("no such scenario.toml", file=tmp_path / "a.doc")


def test_nothing_feasible_is_reported_too(tmp_path: Path) -> None:
    asked = {**ASKED, "models": ["llama-3.1-8b"], "e2e_p99_ms": 0.001}
    scenario = tmp_path / "own.toml"
    scenario.write_text('[rules]\ndata_stays = "own-machines"\n', encoding="utf-8")
    written = be.report(scenario, file=tmp_path / "a.md", **asked)
    assert written.decision.best is None
    assert "Nothing is feasible" in written.file.read_text(encoding="utf-8")


def test_every_option_of_decide_is_one_of_a_report(tmp_path: Path) -> None:
    written = be.report(file=tmp_path / "a.json", **{**ASKED, "influences": True})
    assert written.decision.prospect is not None
    assert written.decision.prospect.influences
