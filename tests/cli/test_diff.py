import json

from breakeven.api.comparing import DiffReport
from breakeven.studies.difference import difference
from tests.cli.conftest import Library, Run
from tests.studies.stored import API, HOSTED, decision, option

THEN = decision(option(API, input_tokens=100.0), option(HOSTED, input_tokens=200.0))
NOW = decision(option(API, input_tokens=250.0), volume=200.0)
REPORT = DiffReport(difference=difference(THEN, NOW), names=("a.json", "b.toml"))


def test_options_reach_the_library(run: Run, library: Library) -> None:
    library.answers["diff"] = REPORT
    done = run("diff", "a.json", "-", "--as-of", "2026-01-31", "--simulate", "none", "--top", "1")
    assert done.code == 0
    args, asked = library.asked["diff"]
    assert args == ("a.json", "-")
    assert str(asked["as_of"]) == "2026-01-31"
    assert asked["simulate"] == "none"
    assert "+$150 a month (+150 %), the same recommendation" in done.out


def test_programs_get_one_object(run: Run, library: Library) -> None:
    library.answers["diff"] = REPORT
    data = json.loads(run("diff", "a.json", "b.toml", "--json").out)
    assert data["best"]["change_usd_per_month"] == 150.0
    assert data["best"]["flipped"] == []
    assert data["best"]["effects"] == [
        {"name": "volume", "change": 100.0},
        {"name": "prices", "change": 50.0},
    ]
    (one,) = data["options"]
    assert (one["id"], one["before_usd_per_month"], one["after_usd_per_month"]) == (API, 100, 250)
    assert one["lines"][0] | {"effects": []} == {
        "name": "input tokens",
        "before": 100.0,
        "after": 250.0,
        "change": 150.0,
        "effects": [],
    }
    assert data["appeared"] == []
    assert data["disappeared"] == [
        {"id": HOSTED, "usd_per_month": 200.0, "rank": 2, "excuse": None}
    ]
    assert set(data) >= {"workload", "assumptions", "facts", "regions"}


def test_mistakes(run: Run, library: Library) -> None:
    assert run("diff", "a.json").code == 2
    assert run("diff", "a.json", "b.json", "--top", "0").code == 1
