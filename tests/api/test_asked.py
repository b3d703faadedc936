from pathlib import Path

import pytest

import breakeven as be
from breakeven.api.asked import asked_of
from breakeven.domain.errors import InputError
from breakeven.domain.scenario import Scenario, ScenarioWorkload


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "a.toml"
    made.write_text(
        'name = "a"\n[workload]\nrequests_per_day = 5\nusage_log = ["log.csv"]\n'
        "[horizon]\nmonths = 12\n",
        encoding="utf-8",
    )
    return made


def test_what_is_given_goes_before_what_the_file_says(file: Path) -> None:
    found = asked_of(file, requests_per_day=7.0, models=["a"]).scenario
    assert found.workload.requests_per_day == 7.0
    assert found.models.only == ("a",)
    assert (found.name, found.horizon.months) == ("a", 12)


def test_paths_start_from_where_they_were_said(file: Path) -> None:
    said_there = asked_of(file)
    assert (said_there.folder, said_there.log_folder) == (file.parent, file.parent)
    said_here = asked_of(file, usage_log=["other.csv"])
    assert (said_here.folder, said_here.log_folder) == (file.parent, Path())
    assert said_here.scenario.workload.usage_log == ("other.csv",)


def test_a_question_may_be_handed_over_as_it_is() -> None:
    given = Scenario(workload=ScenarioWorkload(requests_per_day=3.0))
    assert asked_of(given).scenario == given


@pytest.mark.parametrize(
    "wrong",
    [
        {"requests_per_day": 1e13},
        {"cached_input_share": 1.5},
        {"purchases": ["rentet"]},
        {"months": 0},
        {"growth_per_month": -1.0},
    ],
    ids=str,
)
def test_bad_values_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(InputError):
        asked_of(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "value"), [("input_tokens", 2e9), ("output_tokens", 1e200)])
def test_more_than_anything_could_serve_is_refused(name: str, value: float) -> None:
    numbers = {"requests_per_day": 10.0, "input_tokens": 10.0, "output_tokens": 10.0, name: value}
    with pytest.raises(InputError, match="at most") as caught:
        be.decide(**numbers, samples=0, simulate="none")  # type: ignore[arg-type]
    assert caught.value.where == name
