import json

import pytest

from breakeven.api.checking import CheckReport
from breakeven.studies.gate import judge
from tests.cli.conftest import Library, Run
from tests.studies.stored import API, HOSTED, decision, option

BASELINE = decision(option(API, calls=100.0), option(HOSTED, calls=200.0))
FLIPPED = decision(option(API, calls=100.0), option(HOSTED, calls=50.0))


def report(now: object) -> CheckReport:
    found = judge(now, baseline=BASELINE, max_increase=0.1)  # type: ignore[arg-type]
    return CheckReport(verdict=found, warnings=("as of yesterday",))


def test_options_reach_the_library(run: Run, library: Library) -> None:
    library.answers["check"] = report(BASELINE)
    done = run(
        *("check", "my.toml", "--baseline", "-", "--max-increase", "5%", "--as-of", "2026-01-31"),
        *("--facts", "mine", "--simulate", "none"),
    )
    assert done.code == 0
    args, asked = library.asked["check"]
    assert args == ("my.toml",)
    assert (asked["baseline"], asked["max_increase"]) == ("-", "5%")
    assert (str(asked["as_of"]), str(asked["facts"])) == ("2026-01-31", "mine")
    assert asked["simulate"] == "none"


def test_it_holds(run: Run, library: Library) -> None:
    library.answers["check"] = report(BASELINE)
    assert run("check", "my.toml", "--baseline", "a.json").out.startswith("Unchanged: ")
    done = run("check", "my.toml", "--baseline", "a.json", "--json")
    data = json.loads(done.out)
    assert (done.code, data["changed"], data["reasons"]) == (0, False, [])
    assert "error" not in data
    assert done.err == "warning: as of yesterday\n"


def test_it_does_not_hold(run: Run, library: Library) -> None:
    library.answers["check"] = report(FLIPPED)
    done = run("check", "my.toml", "--baseline", "a.json")
    assert done.code == 4
    assert done.out.startswith("Changed: the recommendation flips to llama-3.1-8b hosted by groq")
    done = run("check", "my.toml", "--baseline", "a.json", "--json")
    data = json.loads(done.out)
    assert (done.code, data["changed"], data["error"]["kind"]) == (4, True, "gate-failed")
    assert data["flipped"] == ["kind", "model", "provider"]
    assert data["before"]["best"] == API
    assert data["after"] == {"as_of": "2026-09-01", "best": HOSTED, "usd_per_month": 50.0}
    assert sum(e["change"] for e in data["effects"]) == pytest.approx(-50.0)


def test_a_baseline_is_needed(run: Run) -> None:
    done = run("check", "my.toml")
    assert done.code == 2
    assert "--baseline" in done.err
