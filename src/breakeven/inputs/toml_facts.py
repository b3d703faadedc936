"""Facts from TOML files: arrays of tables, or one named table for each fact."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import tomli

from breakeven.domain.errors import InputError, ManyProblems
from breakeven.inputs.records import Parsed, Problem, near, parse
from breakeven.inputs.text import read_text

T = TypeVar("T")


def load_toml(path: Path) -> tuple[dict[str, Any], str]:
    """Return a TOML file's data, with decimals, and its text."""
    text = read_text(path)
    try:
        return tomli.loads(text, parse_float=Decimal), text
    except tomli.TOMLDecodeError as error:
        place = re.search(r"\(at line (\d+)", str(error))
        line = int(place.group(1)) if place else text.count("\n") + 1
        said = re.sub(r" \(at .*\)$", "", str(error))
        raise InputError(f"is not TOML: {said}", where=f"{path}:{line}") from None


def read_tables(
    path: Path, key: str, kind: type[T], *, extra: Mapping[str, object] | None = None
) -> list[T]:
    """Return the `[[key]]` tables of a file; `extra` are fields that its place tells.

    Raises ManyProblems with every mistake of the file and its line.
    """
    data, text = load_toml(path)
    problems = [
        f"line {_line_of(text, other)}: unknown table {other!r}{near(other, (key,))}; "
        f"expected [[{key}]]"
        for other in data
        if other != key
    ]
    rows = data.get(key, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        problems.append(f"line {_line_of(text, key)}: write [[{key}]], with two brackets")
        rows = []
    header = re.compile(rf"\s*\[\[\s*{re.escape(key)}\s*\]\]")
    starts = [i for i, line in enumerate(text.splitlines()) if header.match(line)]
    values = []
    for number, row in enumerate(rows):
        span = (starts[number], (*starts, -1)[number + 1]) if number < len(starts) else (0, -1)
        parsed: Parsed[T] = parse({**row, **(extra or {})}, kind)
        problems += [_located(p, text, span) for p in parsed.problems]
        values += [parsed.value] if parsed.value is not None else []
    return _all_or_problems(values, problems, path)


def read_named_tables(path: Path, kind: type[T]) -> list[T]:
    """Return one fact for each table of a file, its key being the fact's id."""
    data, text = load_toml(path)
    values, problems = [], []
    for name, row in data.items():
        if not isinstance(row, dict):
            line = _line_of(text, name)
            problems.append(f"line {line}: {name}: a table [{name}] was expected")
            continue
        parsed: Parsed[T] = parse({"id": name, **row}, kind)
        if parsed.problems:
            span = (_line_of(text, name) - 1, -1)
            problems += [_located(p, text, span) for p in parsed.problems]
        values += [parsed.value] if parsed.value is not None else []
    return _all_or_problems(values, problems, path)


def _all_or_problems(values: list[T], problems: Iterable[str], path: Path) -> list[T]:
    found = list(problems)
    if found:
        raise ManyProblems(found, where=str(path))
    return values


def _line_of(text: str, key: str) -> int:
    """Return the line of the first table or key of a name, counted from 1."""
    pattern = rf"^\s*(\[+\s*{re.escape(key)}\s*[\].]|\"?{re.escape(key)}\"?\s*[=.])"
    found = re.search(pattern, text, re.MULTILINE)
    return text.count("\n", 0, found.end()) + 1 if found else 1


def _located(problem: Problem, text: str, span: tuple[int, int]) -> str:
    """Say on which line of a table (first line, first line of the next) a problem lies."""
    lines = text.splitlines()
    first, end = span[0], span[1] if span[1] >= 0 else len(lines)
    for name in reversed([k for k in problem.key if not k.isdigit()]):
        wanted = "class" if name == "model_class" else name
        for number in range(first, end):
            if re.match(rf"\s*\"?{re.escape(wanted)}\"?\s*=", lines[number]):
                return f"line {number + 1}: {problem.message}"
    return f"line {first + 1}: {problem.message}"
