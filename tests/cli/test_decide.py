import json
from pathlib import Path

import pytest

from tests.cli.conftest import Library, Run
from tests.outputs.handmade import HOSTED, make_decision

NUMBERS = ("--requests-per-day", "1e5", "--input-tokens", "500", "--output-tokens", "200")


def test_options_reach_the_library(run: Run, library: Library) -> None:
    done = run(
        "decide",
        "my.toml",
        *NUMBERS,
        "--cached-input-share",
        "0.2",
        "--usage-log",
        "a.csv",
        "--usage-log",
        "-",
        "--map",
        "time=ts,input=in,output=out",
        "--models",
        "a,b",
        "--model",
        "c",
        "--like",
        "gpt-4o",
        "--ttft-p99-ms",
        "500",
        "--without",
        "people",
        "--as-of",
        "2026-01-31",
        "--facts",
        "mine",
        "--samples",
        "0",
        "--simulate",
        "all",
    )
    assert done.code == 0
    args, asked = library.asked["decide"]
    assert args == ("my.toml",)
    assert asked["requests_per_day"] == 100_000.0
    assert asked["usage_log"] == ("a.csv", "-")
    assert asked["column_map"] == {"time": "ts", "input": "in", "output": "out"}
    assert asked["models"] == ("a", "b", "c")
    assert asked["without"] == ("people",)
    assert asked["facts"] == Path("mine")
    assert str(asked["as_of"]) == "2026-01-31"
    assert asked["samples"] == 0
    assert asked["simulate"] == "all"


def test_people_get_a_table(run: Run, library: Library) -> None:
    done = run("decide", *NUMBERS)
    assert done.code == 0
    assert "llama-3.1-8b hosted by groq: $130 a month" in done.out
    assert done.err == ""


def test_programs_get_one_object_and_warnings_apart(run: Run, library: Library) -> None:
    done = run("decide", *NUMBERS, "--json")
    assert done.code == 0
    assert json.loads(done.out) == json.loads(json.dumps(make_decision().to_dict()))
    assert json.loads(done.out)["best"] == HOSTED
    assert done.err.startswith("warning: the price of hosted:acme")


def test_nothing_feasible_prints_the_excuses(run: Run, library: Library) -> None:
    library.answers["decide"] = make_decision(feasible=False)
    done = run("decide", *NUMBERS)
    assert done.code == 3
    assert "needs 810 GB of weights" in done.out


def test_nothing_feasible_as_json_has_error_and_excuses(run: Run, library: Library) -> None:
    library.answers["decide"] = make_decision(feasible=False)
    done = run("decide", *NUMBERS, "--json")
    data = json.loads(done.out)
    assert done.code == 3
    assert data["error"]["kind"] == "nothing-feasible"
    assert data["options"][0]["excuse"]["reason"] == "does-not-fit-in-memory"


def test_top(run: Run, library: Library) -> None:
    assert run("decide", *NUMBERS, "--top", "1").code == 0
    assert run("decide", *NUMBERS, "--top", "0").code == 1


def test_a_chart_is_written(run: Run, library: Library, tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    done = run("decide", *NUMBERS, "--json", "--chart", str(file))
    assert done.code == 0
    assert json.loads(done.out)["best"] == HOSTED
    assert f"wrote {file}" in done.err
    assert "yours: 100,000 a day" in file.read_text()


def test_a_chart_that_cannot_be_is_refused_first(
    run: Run, library: Library, tmp_path: Path
) -> None:
    done = run("decide", *NUMBERS, "--chart", str(tmp_path / "a.gif"))
    assert done.code == 1
    assert "a chart ends in" in done.err
    assert not library.asked


def test_every_picture_goes_into_a_folder(run: Run, library: Library, tmp_path: Path) -> None:
    pytest.importorskip("vl_convert")
    folder = tmp_path / "pictures"
    done = run("decide", *NUMBERS, "--charts", str(folder))
    assert done.code == 0
    assert sorted(p.name for p in folder.iterdir()) == ["costs.svg", "ranking.svg", "regions.svg"]


def test_a_file_is_no_folder_for_pictures(run: Run, library: Library, tmp_path: Path) -> None:
    (tmp_path / "a").write_text("")
    done = run("decide", *NUMBERS, "--charts", str(tmp_path / "a"))
    assert done.code == 1
    assert "is not a folder" in done.err
    assert not library.asked
