import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.cli.conftest import Library, Run
from tests.outputs.handmade import make_decision


@pytest.fixture
def written(library: Library) -> SimpleNamespace:
    told = {"file": "a.html", "bytes": 1234}
    made = SimpleNamespace(
        file=Path("a.html"), bytes=1234, decision=make_decision(), to_dict=lambda: told
    )
    library.answers["report"] = made
    return made


def test_options_reach_the_library(run: Run, library: Library, written: SimpleNamespace) -> None:
    done = run(
        "report", "my.toml", "-o", "a.html", "--requests-per-day", "5", "--models", "a,b",
        "--usage-log", "-", "--samples", "0", "--as-of", "2026-01-31", "--facts", "mine",
    )  # fmt: skip
    assert done.code == 0
    assert done.out == "wrote a.html, 1,234 bytes\n"
    assert done.err.startswith("warning: the price of hosted:acme")
    args, asked = library.asked["report"]
    assert args == ("my.toml",)
    assert asked["file"] == Path("a.html")
    assert asked["models"] == ("a", "b")
    assert asked["usage_log"] == ("-",)
    assert asked["samples"] == 0
    assert asked["facts"] == Path("mine")


def test_programs_get_file_and_bytes(run: Run, library: Library, written: SimpleNamespace) -> None:
    done = run("report", "-o", "a.html", "--json")
    assert done.code == 0
    assert json.loads(done.out) == {"file": "a.html", "bytes": 1234}


def test_a_file_must_be_named(run: Run, library: Library, written: SimpleNamespace) -> None:
    done = run("report", "my.toml")
    assert done.code == 2
    assert "--output" in done.err


def test_nothing_feasible(run: Run, library: Library, written: SimpleNamespace) -> None:
    written.decision = make_decision(feasible=False)
    done = run("report", "-o", "a.html")
    assert (done.code, done.out) == (3, "wrote a.html, 1,234 bytes\n")
    assert "were rejected" in done.err
    told = json.loads(run("report", "-o", "a.html", "--json").out)
    assert told["error"]["kind"] == "nothing-feasible"
    assert told["file"] == "a.html"
