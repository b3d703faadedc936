r"""The documentation runs: every command, every line of Python.

- In a ```console block each `$ command` runs in the repository's root; what stands below it must
  be its output. A line `...` stands for any lines. `\` at the end of a command goes on.
- After `<!-- output varies -->` only the exit code counts, which must be 0.
- Commands that install or fetch (make, pip, pipx, uv, git) are left alone.
- The ```python blocks of a file run one after the other in one namespace.
"""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted(p for p in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md")) if p.exists())
BLOCK = re.compile(
    r"(?P<varies><!-- output varies -->\s*\n)?^```(?P<kind>console|python)\n(?P<body>.*?)^```",
    re.MULTILINE | re.DOTALL,
)
LEFT_ALONE = ("make", "pip", "pipx", "uv", "uvx", "git", "python", "docker")
TIMEOUT_SECONDS = 180


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One command of a page and the output that the page promises."""

    page: str
    line: int
    command: str
    output: tuple[str, ...]
    varies: bool


def steps_of(text: str, *, page: str) -> list[Step]:
    """Return the commands of a page."""
    found: list[Step] = []
    for block in BLOCK.finditer(text):
        if block["kind"] != "console":
            continue
        first = text.count("\n", 0, block.start("body")) + 1
        found += _steps(block["body"], page=page, first=first, varies=bool(block["varies"]))
    return found


def _steps(body: str, *, page: str, first: int, varies: bool) -> list[Step]:
    steps: list[Step] = []
    lines = body.splitlines()
    index = 0
    while index < len(lines):
        start = index
        if not lines[index].startswith("$ "):
            raise ValueError(f"{page} line {first + index}: a console block starts with '$ '")
        command = lines[index][2:]
        while command.endswith("\\") and index + 1 < len(lines):
            index += 1
            command = command[:-1] + lines[index].removeprefix(">").lstrip()
        index += 1
        output = []
        while index < len(lines) and not lines[index].startswith("$ "):
            output.append(lines[index].rstrip())
            index += 1
        steps.append(
            Step(
                page=page, line=first + start, command=command, output=tuple(output), varies=varies
            )
        )
    return steps


def matches(promised: tuple[str, ...], real: tuple[str, ...]) -> bool:
    """Return whether output is what a page promises; `...` stands for any lines."""
    if not promised:
        return not real
    if promised[0].strip() == "...":
        return any(matches(promised[1:], real[i:]) for i in range(len(real) + 1))
    return bool(real) and promised[0] == real[0] and matches(promised[1:], real[1:])


def _shown(text: str) -> tuple[str, ...]:
    """Return output as a page shows it: no blanks at line ends, no empty lines around it."""
    return tuple(line.rstrip() for line in text.strip("\n").splitlines())


def _environment() -> dict[str, str]:
    own = str(Path(sys.executable).parent)
    kept = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "FORCE_COLOR")}
    return {**kept, "PATH": f"{own}{os.pathsep}{os.environ['PATH']}", "NO_COLOR": "1"}


STEPS = [
    step
    for file in FILES
    for step in steps_of(file.read_text(encoding="utf-8"), page=str(file.relative_to(ROOT)))
    if step.command.split()[0] not in LEFT_ALONE
]


@pytest.mark.parametrize("step", STEPS, ids=[f"{s.page}:{s.line}" for s in STEPS])
def test_command(step: Step) -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", step.command],
        cwd=ROOT,
        env=_environment(),
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )
    where = f"{step.page} line {step.line}: {step.command}"
    if step.varies:
        assert done.returncode == 0, f"{where}\n{done.stdout}{done.stderr}"
        return
    real = _shown(done.stdout or done.stderr)
    promised = _shown("\n".join(step.output))
    assert matches(promised, real), f"{where}\nreally prints\n{chr(10).join(real)}"


PYTHON = [f for f in FILES if "```python\n" in f.read_text(encoding="utf-8")]


@pytest.mark.parametrize("file", PYTHON, ids=[str(f.relative_to(ROOT)) for f in PYTHON])
def test_python(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    text = file.read_text(encoding="utf-8")
    namespace: dict[str, object] = {"__name__": "__docs__"}
    for block in BLOCK.finditer(text):
        if block["kind"] == "python":
            line = text.count("\n", 0, block.start("body"))
            code = compile("\n" * line + block["body"], str(file), "exec")
            exec(code, namespace)


def test_steps_are_read() -> None:
    page = "x\n```console\n$ echo a \\\n    b\na b\n$ true\n```\n<!-- output varies -->\n"
    page += "```console\n$ date\nwhenever\n```\n"
    first, second, third = steps_of(page, page="p")
    assert (first.command, first.output, first.line) == ("echo a b", ("a b",), 3)
    assert (second.command, second.output, second.varies) == ("true", (), False)
    assert (third.command, third.varies) == ("date", True)


@pytest.mark.parametrize(
    ("promised", "real", "same"),
    [
        ("a\n...\nc", "a\nb\nb\nc", True),
        ("...", "", True),
        ("a\n...", "a", True),
        ("a", "a\nb", False),
        ("a\n...\nd", "a\nb\nc", False),
    ],
)
def test_three_dots_stand_for_any_lines(promised: str, real: str, same: bool) -> None:
    assert matches(_shown(promised), _shown(real)) is same
