"""A scenario file: one question in TOML, with every mistake of it at once."""

import re
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from breakeven.domain.errors import ManyProblems
from breakeven.domain.scenario import Scenario
from breakeven.inputs.records import Problem, hints, near, parse
from breakeven.inputs.toml_facts import load_toml


def read_scenario(path: Path | str) -> Scenario:
    """Return the question that a file asks.

    Raises InputError where the file is no TOML, ManyProblems with every mistake and its line.
    """
    place = Path(path)
    data, text = load_toml(place)
    parsed = parse(data, Scenario)
    problems = [*parsed.problems, *unknown_keys(data)]
    if problems or parsed.value is None:
        located = sorted({located(p, text) for p in problems})
        raise ManyProblems([f"line {n}: {m}" for n, m in located], where=str(place))
    return parsed.value


def unknown_keys(data: dict[str, Any]) -> list[Problem]:
    """Return the unknown keys inside the sections; `parse` names those outside."""
    problems = []
    for section, kind in hints(Scenario).items():
        table = data.get(section)
        if not is_dataclass(kind) or not isinstance(table, dict):
            continue
        known = tuple(f.name for f in fields(kind))
        problems += [
            Problem(key=(section, key), message=f"unknown key {key!r}{near(key, known)}")
            for key in table
            if key not in known
        ]
    return problems


def located(problem: Problem, text: str, *, prefix: str = "") -> tuple[int, str]:
    """Return the line of a problem: its key within its section, else the section, else the top.

    `prefix` is the table that holds the section, where one does.
    """
    names = [k for k in problem.key if not k.isdigit()]
    lines = text.splitlines()
    start, end = 0, len(lines)
    if len(names) > 1:
        table = re.escape(f"{prefix}.{names[0]}".lstrip("."))
        start = _find(lines, rf"\s*\[\s*{table}\s*\]", 0, end)
        end = _find(lines, r"\s*\[", start + 1, end)
    own = _find(lines, rf"\s*\[*\s*{re.escape(names[-1])}\s*[=\]]", start, end) if names else start
    return (own if own < end else start) + 1, problem.message


def _find(lines: list[str], pattern: str, start: int, end: int) -> int:
    """Return the first line in [start, end) that matches, `end` where none does."""
    return next((i for i in range(start, end) if re.match(pattern, lines[i])), end)
