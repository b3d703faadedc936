import json

from tests.cli.conftest import Library, Run
from tests.outputs.test_facts_table import FACT


def test_find(run: Run, library: Library) -> None:
    library.answers["facts_find"] = [FACT]
    assert "datasheet" in run("facts", "find", "h100").out
    assert json.loads(run("facts", "find", "h100", "--json").out) == {"facts": [FACT]}
    assert library.asked["facts_find"][0] == ("h100",)


def test_show(run: Run, library: Library) -> None:
    library.answers["facts_show"] = FACT
    assert json.loads(run("facts", "show", "H100-SXM", "--json").out) == FACT
    assert "80" in run("facts", "show", "H100-SXM").out


def test_check_is_a_gate(run: Run, library: Library) -> None:
    library.answers["facts_check"] = []
    assert run("facts", "check").code == 0
    library.answers["facts_check"] = ["a.csv line 2: no date"]
    done = run("facts", "check", "--json")
    assert done.code == 4
    assert json.loads(done.out)["problems"] == ["a.csv line 2: no date"]
    assert json.loads(done.out)["error"]["kind"] == "gate-failed"


def test_conflicts(run: Run, library: Library) -> None:
    library.answers["facts_conflicts"] = []
    assert run("facts", "conflicts").out == "No sources disagree.\n"
