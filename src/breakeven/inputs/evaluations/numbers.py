"""Results written by hand, in TOML.

task = "ticket triage"                                  # optional, one for the file
[evaluations]
"gpt-4o-mini" = { success = 0.87, n = 500 }
"llama-3.1-8b@int4" = { success = 0.81, n = 500, output_tokens = 310 }
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from breakeven.domain.errors import InputError, ManyProblems
from breakeven.domain.evaluation import Evaluation, TaskKind
from breakeven.domain.provenance import Provenance
from breakeven.inputs.evaluations.place import Place
from breakeven.inputs.records import near
from breakeven.inputs.toml_facts import load_toml

KEYS = ("success", "n", "stderr", "input_tokens", "output_tokens", "kind", "task")
TOP = ("evaluations", "task", "date", "note")


def read_numbers(path: Path, kind: TaskKind) -> tuple[Evaluation, ...]:
    """Return the results of a file; raise ManyProblems with every mistake and its line."""
    data, text = load_toml(path)
    problems = [
        f"line {_line(text, k)}: unknown key {k!r}{near(k, TOP)}" for k in data if k not in TOP
    ]
    table = data.get("evaluations")
    if not isinstance(table, dict) or not table:
        raise ManyProblems(
            [*problems, "[evaluations] is missing: MODEL = { success = 0.87, n = 500 }"],
            where=str(path),
        )
    found = []
    for model, row in _results(table):
        line = _line(text, model)
        unknown = [k for k in row if k not in KEYS]
        problems += [f"line {line}: {model}: unknown key {k!r}{near(k, KEYS)}" for k in unknown]
        try:
            found.append(_evaluation(model, row, data, path, kind))
        except InputError as error:
            problems.append(f"line {line}: {_after(error.where, path)}: {error.message}")
    if problems:
        raise ManyProblems(problems, where=str(path))
    return tuple(found)


def _results(table: Mapping[str, Any], name: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Return the results by model; a name with dots that was not quoted is put together again."""
    for key, row in table.items():
        full = f"{name}.{key}" if name else key
        nested = isinstance(row, dict) and row and all(isinstance(v, dict) for v in row.values())
        if nested:
            yield from _results(row, full)
        else:
            yield full, _plain(row)


def _plain(row: Any) -> dict[str, Any]:
    """Return a row with floats for decimals; a bare number is a share."""
    table = row if isinstance(row, dict) else {"success": row}
    bare = (str, bool, int)
    return {k: v if isinstance(v, bare) else _float(v) for k, v in table.items()}


def _float(value: Any) -> Any:
    try:
        return float(value)
    except (TypeError, ValueError):
        return value


def _evaluation(
    model: str, row: dict[str, Any], data: Mapping[str, Any], path: Path, kind: TaskKind
) -> Evaluation:
    place = Place(row, path.name, model)
    samples = (place / "n").number()
    if samples < 1:
        raise (place / "n").error("at least one sample was expected")
    own = row.get("kind", kind)
    if own not in get_args(TaskKind):
        raise (place / "kind").error(f"one of {', '.join(get_args(TaskKind))} was expected")
    task, day = row.get("task", data.get("task", "own evaluation")), data.get("date")
    return Evaluation(
        model=model,
        task=Place(task, path.name, "task").text(),
        kind=own,
        success_share=(place / "success").share(),
        samples=int(samples),
        stderr=_maybe(place / "stderr"),
        input_tokens_mean=_maybe(place / "input_tokens"),
        output_tokens_mean=_maybe(place / "output_tokens"),
        provenance=Provenance(source=path.name, date=day, note=str(data.get("note", ""))),
    )


def _maybe(place: Place) -> float | None:
    return place.number() if place else None


def _after(where: str, path: Path) -> str:
    return where.removeprefix(f"{path.name}: ")


def _line(text: str, key: str) -> int:
    """Return the line of a key, 1 where it is not found."""
    found = re.search(rf"^\s*\[*\s*\"?{re.escape(key)}\"?\s*[=\].]", text, re.MULTILINE)
    return text.count("\n", 0, found.end()) + 1 if found else 1
