import json
from pathlib import Path

import pytest

from breakeven.economics.breakeven import cross
from breakeven.economics.curve import CostCurve
from tests.cli.conftest import Library, Run, answer

API, BOX = "api:gpt-4o-mini", "self:llama-3.1-8b@A10Gx1"
CURVES = {
    API: CostCurve(per_request=0.00585),
    BOX: CostCurve(step_usd=205.0, step_requests=43_000.0, minimum_steps=1.0),
}
WORDS = ("cross", API, BOX, "--input-tokens", "500", "--output-tokens", "200")


@pytest.fixture(autouse=True)
def crossing(library: Library) -> None:
    found = cross(CURVES[API], CURVES[BOX], names=(API, BOX))
    library.answers["cross"] = answer(
        found.to_dict(),
        breakeven=found,
        curves=CURVES,
        lines={API: ("0.15 per million (openai, 2026-08-01)",)},
        warnings=("a warning",),
    )


def test_options_reach_the_library(run: Run, library: Library) -> None:
    assert run(*WORDS, "--days-per-month", "30", "--profile", "flat").code == 0
    args, asked = library.asked["cross"]
    assert args == (API, BOX)
    assert (asked["input_tokens"], asked["days_per_month"]) == (500.0, 30.0)
    assert asked["profile"] == "flat"


def test_people_get_a_sentence(run: Run) -> None:
    assert "The answer flips 9 times" in run(*WORDS).out


def test_json(run: Run) -> None:
    done = run(*WORDS, "--json")
    assert len(json.loads(done.out)["crossings"]) == 9
    assert done.err == "warning: a warning\n"


def test_a_chart_has_sources(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    assert run(*WORDS, "--chart", str(file)).code == 0
    assert "0.15 per million (openai, 2026-08-01)" in file.read_text()
