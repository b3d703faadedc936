"""Real decisions compared: every part of every bill sums to its change."""

from functools import cache
from math import fsum
from pathlib import Path
from typing import Any

import pytest

import breakeven as be
from breakeven.api.comparing import DiffReport
from breakeven.domain.errors import InputError, UsageError
from breakeven.economics.decision import Decision
from breakeven.outputs.files import json_text


@cache
def made(volume: float, input_tokens: float, **more: Any) -> Decision:
    asked = {"models": ("llama-3.1-8b", "llama-3.3-70b", "gpt-4o-mini"), "samples": 0, **more}
    return be.decide(
        requests_per_day=volume,
        input_tokens=input_tokens,
        output_tokens=200,
        as_of="2026-10-01",
        simulate="none",
        **asked,
    )


@cache
def report() -> DiffReport:
    after = made(9e6, 1200, cached_input_share=0.3, without=("people",), days_per_month=30)
    return be.diff(made(4e6, 900), after)


def test_every_line_of_every_option_sums() -> None:
    data: Any = report().to_dict()
    assert len(data["options"]) > 50
    for one in data["options"]:
        scale = one["before_usd_per_month"] + one["after_usd_per_month"]
        close = pytest.approx(one["change"], abs=1e-7 * scale)
        assert one["change"] == one["after_usd_per_month"] - one["before_usd_per_month"]
        assert fsum(line["change"] for line in one["lines"]) == close
        assert fsum(e["change"] for e in one["effects"]) == close
        parts = [e["change"] for line in one["lines"] for e in line["effects"]]
        assert fsum(parts) == close
        assert "in no line" not in {line["name"] for line in one["lines"]}
    assert fsum(e["change"] for e in data["best"]["effects"]) == pytest.approx(
        data["best"]["change_usd_per_month"]
    )


def test_at_one_day_no_price_of_tokens_changes() -> None:
    data: Any = report().to_dict()
    tokens = [o for o in data["options"] if o["id"].startswith(("api:", "hosted:"))]
    assert tokens
    for one in tokens:
        names = {effect["name"] for effect in one["effects"]}
        assert "volume" in names
        assert "prices" not in names


def test_the_question_and_the_assumptions() -> None:
    data: Any = report().to_dict()
    asked = {s["name"]: (s["before"], s["after"]) for s in data["workload"]}
    assert asked["workload.requests_per_day"] == (4e6, 9e6)
    assert asked["workload.cached_input_share"] == (0.0, 0.3)
    assert asked["days_per_month"] == (30.4375, 30)
    gone = {s["name"] for s in data["assumptions"] if s["after"] is None}
    assert "people_share" in gone


def test_a_file_and_the_decision_are_the_same(tmp_path: Path) -> None:
    place = tmp_path / "a.json"
    place.write_text(json_text(made(4e6, 900).to_dict()))
    found: Any = be.diff(place, made(4e6, 900)).to_dict()
    assert found["best"]["effects"] == []
    assert all(not o["effects"] for o in found["options"])
    for part in ("workload", "facts", "assumptions", "appeared", "disappeared", "regions"):
        assert found[part] == []
    assert found["before"]["from"] == str(place)


def test_a_scenario_is_decided_on(tmp_path: Path) -> None:
    place = tmp_path / "b.toml"
    place.write_text(
        "[workload]\nrequests_per_day = 4e6\ninput_tokens = 900\noutput_tokens = 200\n"
        '[models]\nonly = ["gpt-4o-mini"]\n'
    )
    found: Any = be.diff(made(4e6, 900), place, as_of="2026-10-01", simulate="none").to_dict()
    assert found["after"]["best"].endswith("/gpt-4o-mini")
    assert all("llama" in o["id"] for o in found["disappeared"])


def test_mistakes(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        be.diff("-", "-")
    with pytest.raises(InputError, match="there is no such file"):
        be.diff(tmp_path / "a.json", tmp_path / "b.json")
