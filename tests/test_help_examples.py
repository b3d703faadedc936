"""Every example at the end of a command's help runs, as it stands, on the bundled facts."""

import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from breakeven import cli

SHIM = """#!/bin/sh
exec "{python}" -c 'import sys; from breakeven.cli import main; sys.exit(main())' "$@"
"""


def _epilogues() -> dict[str, str]:
    """Return the last words of each command's help."""
    own = {verb: import_module(f"breakeven.cli.{verb}").EXAMPLES for verb in cli.VERBS}
    return {"breakeven": cli.EXAMPLES, **own}


def commands(epilogue: str) -> list[str]:
    """Return the commands of a help's last words, lines that go on joined."""
    examples = epilogue.partition("Examples:\n")[2]
    joined = re.sub(r"\\\n\s*", "", re.sub(r"\|\n\s*", "| ", examples))
    return [line.strip() for line in joined.splitlines() if line.startswith("  ")]


CASES = [(verb, line) for verb, text in _epilogues().items() for line in commands(text)]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A shell's environment in which `breakeven` is this tree's."""
    folder = tmp_path_factory.mktemp("bin")
    shim = folder / "breakeven"
    shim.write_text(SHIM.format(python=sys.executable))
    shim.chmod(0o755)
    path = f"{folder}{os.pathsep}{os.environ['PATH']}"
    known = os.pathsep.join(p for p in sys.path if p)
    return {**os.environ, "PATH": path, "PYTHONPATH": known}


def test_every_command_has_examples() -> None:
    assert all(commands(text) for text in _epilogues().values())


@pytest.mark.parametrize("text", _epilogues().values(), ids=_epilogues())
def test_examples_fit_a_narrow_terminal(text: str) -> None:
    assert max(len(line) for line in text.splitlines()) <= 80


@pytest.mark.parametrize(("verb", "line"), CASES, ids=[line[:60] for _, line in CASES])
def test_example_runs(verb: str, line: str, environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "examples").symlink_to(Path(__file__).parents[1] / "examples")
    done = subprocess.run(
        ["/bin/sh", "-c", line],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, f"{verb}: {line}\n{done.stderr}{done.stdout}"
    assert done.stdout
