import json
from pathlib import Path

from tests.cli.conftest import Library, Run, answer
from tests.outputs.test_usage_table import REPORT


def test_options_reach_the_library(run: Run, library: Library) -> None:
    library.answers["usage"] = answer(REPORT)
    done = run("usage", "a.csv", "-", "--format", "csv", "-o", "work.toml")
    assert done.code == 0
    assert "1,200 rows" in done.out
    assert done.err == "wrote work.toml\n"
    args, asked = library.asked["usage"]
    assert args == (("a.csv", "-"),)
    assert (asked["format"], asked["output"]) == ("csv", Path("work.toml"))


def test_json(run: Run, library: Library) -> None:
    library.answers["usage"] = answer(REPORT)
    assert json.loads(run("usage", "a.csv", "--json").out) == REPORT


def test_unknown_options_are_no_files(run: Run, library: Library) -> None:
    done = run("usage", "a.csv", "--formt", "csv")
    assert done.code == 2
    assert "Did you mean --format?" in done.err


def test_no_log(run: Run, library: Library) -> None:
    assert run("usage").code == 2
