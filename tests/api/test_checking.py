"""The gate on real facts: a few models, nothing simulated."""

import json
from functools import cache
from pathlib import Path

import pytest

import breakeven as be
from breakeven.api.checking import increase_of
from breakeven.domain.errors import InputError, UsageError
from breakeven.economics.decision import Decision
from breakeven.outputs.files import json_text

QUESTION = """
[workload]
requests_per_day = {volume}
input_tokens = 900
output_tokens = 200
[models]
only = ["llama-3.1-8b", "gpt-4o-mini"]
[rules]
approved_providers = [{providers}]
"""


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    return written(tmp_path / "scenario.toml")


def written(place: Path, *, volume: float = 20_000, providers: str = '"openai"') -> Path:
    place.write_text(QUESTION.format(volume=volume, providers=providers))
    return place


@cache
def baseline() -> Decision:
    return be.decide(
        requests_per_day=20_000,
        input_tokens=900,
        output_tokens=200,
        models=["llama-3.1-8b", "gpt-4o-mini"],
        as_of="2026-10-01",
        samples=0,
        simulate="none",
    )


def stored(scenario: Path) -> Path:
    made = be.decide(scenario, as_of="2026-10-01", simulate="none")
    place = scenario.with_suffix(".json")
    place.write_text(json_text(made.to_dict()))
    return place


def test_the_same_question_on_the_same_day_holds(scenario: Path) -> None:
    found = be.check(scenario, baseline=stored(scenario), as_of="2026-10-01", simulate="none")
    data = found.to_dict()
    assert (data["changed"], data["reasons"], data["notes"], data["effects"]) == (False, [], [], [])
    assert data["change_usd_per_month"] == 0
    assert json.loads(json_text(data))["before"] == json.loads(json_text(data))["after"]


def test_more_volume_is_dearer_and_all_of_it_is_volume(scenario: Path, tmp_path: Path) -> None:
    kept = stored(scenario)
    more = written(tmp_path / "more.toml", volume=24_000)
    asked = {"baseline": kept, "as_of": "2026-10-01", "simulate": "none"}
    found = be.check(more, **asked).to_dict()
    assert found["changed"] is True
    assert found["increase"] == pytest.approx(0.2)
    assert [e["name"] for e in found["effects"]] == ["volume"]  # type: ignore[attr-defined]
    assert be.check(more, max_increase="25%", **asked).changed is False
    assert be.check(more, max_increase=0.2, **asked).changed is False


def test_a_provider_that_is_not_approved_any_more(scenario: Path, tmp_path: Path) -> None:
    other = written(tmp_path / "other.toml", providers='"azure"')
    found = be.check(other, baseline=stored(scenario), as_of="2026-10-01", simulate="none")
    assert found.changed
    assert any("is rejected now: provider: openai is not" in r for r in found.to_dict()["reasons"])  # type: ignore[attr-defined]


def test_nothing_feasible_closes_the_gate(scenario: Path, tmp_path: Path) -> None:
    kept = stored(scenario)
    scenario.write_text(
        scenario.read_text() + 'data_stays = "own-machines"\nclasses = ["proprietary"]\n'
    )
    found = be.check(scenario, baseline=kept, as_of="2026-10-01", simulate="none")
    assert found.failure is not None
    assert found.failure.exit_code == 4
    assert found.to_dict()["after"] == {
        "as_of": "2026-10-01",
        "best": None,
        "usd_per_month": None,
    }


def test_a_decision_itself_may_be_the_baseline(scenario: Path) -> None:
    found = be.check(scenario, baseline=baseline(), as_of="2026-10-01", simulate="none")
    assert "before" in found.to_dict()


def test_both_from_stdin() -> None:
    with pytest.raises(UsageError):
        be.check("-", baseline="-")


@pytest.mark.parametrize(
    ("said", "share"),
    [("10%", 0.1), (" 2.5 % ", 0.025), ("0.1", 0.1), (0.1, 0.1), (0, 0), ("0%", 0), ("300%", 3)],
)
def test_limits(said: float | str, share: float) -> None:
    assert increase_of(said) == pytest.approx(share)


@pytest.mark.parametrize("said", ["ten", "", "%", "10", 1.0, "-5%", -0.1, "nan", "inf%", "1e999"])
def test_no_limits(said: float | str) -> None:
    with pytest.raises(InputError, match=r"such as 10% or 0\.1"):
        increase_of(said)
