"""A sweep file: a base scenario and lists of values for some of its fields."""

from collections.abc import Iterator, Mapping
from itertools import product
from math import prod
from pathlib import Path
from typing import Any

from breakeven.domain.errors import InputError, ManyProblems
from breakeven.domain.scenario import Scenario
from breakeven.domain.sweep import Cell, Point, Sweep
from breakeven.inputs.records import near, parse
from breakeven.inputs.scenario import read_scenario
from breakeven.inputs.toml_facts import load_toml

KEYS = ("scenario", "axes")
MOST = 100_000
"""Combinations of one sweep."""


def read_sweep(path: Path | str) -> Sweep:
    """Return the combinations that a file asks for.

    Raises ManyProblems with every unknown key and every value that a scenario cannot have.
    """
    place = Path(path)
    data, text = load_toml(place)
    problems = [f"unknown key {key!r}{near(key, KEYS)}" for key in data if key not in KEYS]
    if not isinstance(data.get("scenario"), str):
        problems.append('scenario is missing: scenario = "FILE.toml", the question that is varied')
    axes = dict(_axes(data.get("axes", {})))
    problems += [f"{name} is not a list of values" for name, v in axes.items() if not _is_axis(v)]
    if not axes:
        problems.append("no [axes]: lists of values, such as workload.output_tokens = [100, 400]")
    if problems:
        raise ManyProblems(problems, where=str(place))
    base = place.parent / data["scenario"]
    read_scenario(base)
    raw, _ = load_toml(base)
    wrong = [p for name, v in axes.items() for p in _wrong(raw, name, v, text)]
    if wrong:
        raise ManyProblems(wrong, where=str(place))
    count = prod(len(values) for values in axes.values())
    if count > MOST:
        raise InputError(f"{count:,} combinations are more than {MOST:,}", where=str(place))
    points = tuple(
        Point(
            number=number,
            values={n: _cell(v) for n, v in zip(axes, values, strict=True)},
            scenario=_scenario(raw, dict(zip(axes, values, strict=True))),
        )
        for number, values in enumerate(product(*axes.values()))
    )
    return Sweep(axes=tuple(axes), points=points, folder=str(base.parent))


def _axes(table: Any, inside: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Yield the lists of a table and of those in it, by their paths."""
    for key, value in table.items() if isinstance(table, Mapping) else ():
        names = (*inside, *key.split("."))
        if isinstance(value, Mapping):
            yield from _axes(value, names)
        else:
            yield ".".join(names), value


def _is_axis(values: Any) -> bool:
    return isinstance(values, list) and bool(values)


def _wrong(raw: Mapping[str, Any], name: str, values: list[Any], text: str) -> Iterator[str]:
    """Yield what a scenario says against an axis: a key that it lacks, a value it cannot have."""
    if len(values) != len({repr(v) for v in values}):
        yield f"line {_line(text, name)}: {name} has a value twice"
    for value in values:
        changed = _with(raw, {name: value})
        section, _, key = name.partition(".")
        parsed = parse(changed, Scenario)
        known = _fields(section)
        if key and known and key.partition(".")[0] not in known:
            yield f"line {_line(text, name)}: unknown key {name!r}{near(key, known)}"
            return
        for problem in parsed.problems:
            yield f"line {_line(text, name)}: {problem.message}"


def _fields(section: str) -> tuple[str, ...]:
    """Return the fields of a scenario's section; none where its keys are free."""
    part = getattr(Scenario(), section, None)
    return tuple(getattr(part, "__dataclass_fields__", ()))


def _line(text: str, name: str) -> int:
    """Return the line where an axis stands: by its path, else by its last key."""
    lines = text.splitlines()
    for wanted in (name, name.rpartition(".")[2]):
        for number, line in enumerate(lines, 1):
            if line.partition("=")[0].strip().strip('"') == wanted:
                return number
    return 1


def _with(raw: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a scenario's tables with other values at some paths."""
    changed = dict(raw)
    for name, value in values.items():
        table, names = changed, name.split(".")
        for key in names[:-1]:
            below = table.get(key)
            table[key] = dict(below) if isinstance(below, Mapping) else {}
            table = table[key]
        table[names[-1]] = value
    return changed


def _scenario(raw: Mapping[str, Any], values: Mapping[str, Any]) -> Scenario:
    parsed = parse(_with(raw, values), Scenario)
    if parsed.value is None:
        said = "; ".join(p.message for p in parsed.problems)
        raise InputError(f"{values}: {said}", where="axes")
    return parsed.value


def _cell(value: Any) -> Cell:
    """Return a value as a table shows it: a list by its words."""
    if isinstance(value, list):
        return " ".join(str(_cell(v)) for v in value)
    if isinstance(value, bool | str):
        return value
    number = float(value)
    return int(number) if number.is_integer() else number
