import json
from pathlib import Path

from tests.cli.conftest import Run


def test_the_tools_for_people_and_as_json(run: Run, tmp_path: Path) -> None:
    assert "facts_find" in run("mcp", "--list").out
    listed = json.loads(run("mcp", "--list", "--allow", str(tmp_path), "--json").out)["tools"]
    assert "usage" in {tool["name"] for tool in listed}
    assert all(tool["description"] for tool in listed)


def test_a_folder_that_is_none(run: Run) -> None:
    done = run("mcp", "--allow", "no-such-folder")
    assert (done.code, done.err) == (1, "error: no-such-folder: there is no such folder\n")
