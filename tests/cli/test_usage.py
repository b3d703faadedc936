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


def test_an_example_goes_to_stdout_and_what_it_holds_to_stderr(run: Run) -> None:
    done = run("usage", "--example", "deepseek")
    assert done.code == 0
    assert done.out.startswith("start_time_iso,end_time_iso,model,")
    assert "240 made-up calls as deepseek, 4 of them failed" in done.err
    data = json.loads(run("usage", "--example", "deepseek", "--json").out)
    assert (data["format"], data["calls"], data["failed"]) == ("deepseek", 240, 4)
    assert data["text"] == done.out


def test_an_example_of_nothing_known(run: Run) -> None:
    done = run("usage", "--example", "deepsek")
    assert done.code == 1
    assert "did you mean deepseek?" in done.err


def test_how_a_log_is_split_reaches_the_library(run: Run, library: Library) -> None:
    library.answers["usage"] = answer(REPORT)
    run("usage", "a.csv", "--by", "team", "--only", "team=x", "--timezone", "Asia/Tokyo",
        "--requests-per-day", "5", "--redact", "-o", "w.toml")  # fmt: skip
    _, asked = library.asked["usage"]
    told = {k: asked[k] for k in ("by", "only", "timezone", "requests_per_day", "redact")}
    assert told == {"by": "team", "only": "team=x", "timezone": "Asia/Tokyo",
                    "requests_per_day": 5, "redact": True}  # fmt: skip
