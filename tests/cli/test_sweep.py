import json
from pathlib import Path

from breakeven.api.sweeping import SweepReport
from breakeven.domain.sweep import Answered
from tests.cli.conftest import Library, Run

ROW = Answered(number=0, winner="api:openai/o3", usd_per_month=10.0)
FOUND = SweepReport(axes=("a",), rows=(ROW,), file="r.csv", resumed=1)


def test_options_reach_the_library(run: Run, library: Library) -> None:
    library.answers["sweep"] = FOUND
    done = run("sweep", "s.toml", "-o", "r.csv", "--workers", "4", "--samples", "0")
    assert done.code == 0
    args, asked = library.asked["sweep"]
    assert args == (Path("s.toml"),)
    assert (asked["output"], asked["workers"], asked["cluster"]) == (Path("r.csv"), 4, None)
    assert (asked["simulate"], asked["samples"]) == ("none", 0)
    assert "1 combinations, in r.csv" in done.out
    assert "1 combinations were answered by an earlier run" in done.err


def test_json(run: Run, library: Library) -> None:
    library.answers["sweep"] = FOUND
    done = run("sweep", "s.toml", "-o", "r.csv", "--json")
    assert json.loads(done.out)["winners"] == {"api:openai/o3": 1}


def test_a_file_is_needed(run: Run, library: Library) -> None:
    assert run("sweep", "s.toml").code == 2
    assert run("sweep", "s.toml", "-o", "r.csv", "--workers", "0").code == 1
