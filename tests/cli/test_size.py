import json

from tests.cli.conftest import Library, Run
from tests.outputs.test_size_table import SIZING


def test_options_reach_the_library(run: Run, library: Library) -> None:
    library.answers["size"] = SIZING
    done = run("size", "llama-3.1-8b", "--gpu", "L4", "--count", "2", "--tensor-parallel", "2")
    assert done.code == 0
    assert "fits and serves 1.25 requests a second" in done.out
    args, asked = library.asked["size"]
    assert args == ("llama-3.1-8b",)
    assert (asked["gpu"], asked["count"], asked["tensor_parallel"]) == ("L4", 2, 2)
    assert asked["network"] is False


def test_a_log_reaches_the_library(run: Run, library: Library) -> None:
    library.answers["size"] = SIZING
    columns = "time=a,input=b,output=c"
    assert run("size", "m", "--gpu", "L4", "--usage-log", "l.csv", "--map", columns).code == 0
    _, asked = library.asked["size"]
    assert asked["usage_log"] == ("l.csv",)
    assert asked["column_map"] == {"time": "a", "input": "b", "output": "c"}


def test_json(run: Run, library: Library) -> None:
    library.answers["size"] = SIZING
    done = run("size", "llama-3.1-8b", "--gpu", "L4", "--json")
    assert json.loads(done.out)["memory"]["fits"] is True


def test_no_gpus(run: Run, library: Library) -> None:
    assert run("size", "m", "--gpu", "L4", "--count", "0").code == 1
    done = run("size", "m", "--gpu", "L4", "--count", "1.5")
    assert done.code == 2
    assert 'Expected a whole number, read "1.5"' in done.err
