"""A decision that `breakeven decide --json` wrote, read back with every mistake at once.

Keys that are not known are left alone: older and newer versions write other ones.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from breakeven.domain.errors import InputError, ManyProblems
from breakeven.domain.stored_decision import Scalar, StoredDecision
from breakeven.inputs.records import plain
from breakeven.inputs.text import STDIN, read_text

WRITES = "`breakeven decide SCENARIO.toml --json > FILE` writes one"
NEEDED = ("as_of", "best", "workload", "options")
SECTIONS = ("workload", "demand", "targets", "rules", "costs", "horizon")
"""Parts of the JSON that say what was asked; those that a file lacks are unknown."""
SINGLE = ("reference_model", "days_per_month")
MOST_PROBLEMS = 20


def read_decision(path: Path | str) -> StoredDecision:
    """Return the decision that a file holds.

    Raises InputError where it is no JSON or another JSON, ManyProblems with the JSON path of
    every mistake.
    """
    place = Path(path)
    where = "standard input" if place == STDIN else str(place)
    text = read_text(place)
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        message = f"is no decision: not JSON ({error.msg} in line {error.lineno}); {WRITES}"
        raise InputError(message, where=where) from None
    except RecursionError:
        raise InputError(f"is no decision: nested too deeply; {WRITES}", where=where) from None
    return stored_decision(data, where=where)


def stored_decision(data: object, *, where: str) -> StoredDecision:
    """Return a decision from its JSON, or raise as `read_decision` does."""
    if not isinstance(data, dict) or not any(key in data for key in ("best", "options")):
        raise InputError(f"is JSON, but {_other(data)}; {WRITES}", where=where)
    try:
        known = {"facts": dict(_flat(data.get("facts"))), "asked": dict(_asked(data))}
        found = TypeAdapter(StoredDecision).validate_python({**data, **known})
    except ValidationError as error:
        problems = [_problem(dict(e)) for e in error.errors(include_url=False)]
        raise ManyProblems(_some(problems), where=where) from None
    problems = list(_contradictions(found))
    if problems:
        raise ManyProblems(_some(problems), where=where)
    return found


def _other(data: object) -> str:
    """Return what a JSON that is no decision is instead."""
    if not isinstance(data, dict):
        return "no decision: one object was expected"
    error = data.get("error")
    if isinstance(error, dict):
        return f"the error of a command that failed ({error.get('message', 'without a message')})"
    keys = ", ".join(map(str, list(data)[:5])) or "nothing"
    return f"no decision: it has {keys}, where {', '.join(NEEDED)} were expected"


def _problem(error: Mapping[str, Any]) -> str:
    if str(error["type"]).startswith("missing"):
        return f"{_path(error['loc'])}: is missing"
    return f"{_path(error['loc'])}: {plain(error['msg'])}"


def _path(parts: tuple[str | int, ...]) -> str:
    """Return the JSON path of a value.

    >>> _path(("options", 3, "lines", 0, "name"))
    'options[3].lines[0].name'
    """
    return "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in parts).removeprefix(".")


def _some(problems: list[str]) -> list[str]:
    rest = len(problems) - MOST_PROBLEMS
    return [*problems[:MOST_PROBLEMS], *([f"and {rest} more"] if rest > 0 else [])]


def _contradictions(found: StoredDecision) -> Iterator[str]:
    """Yield what no decision of ours says."""
    for i, option in enumerate(found.options):
        if option.feasible and option.usd_per_month is None:
            yield f"options[{i}].usd_per_month: is missing, though the option is feasible"
    if found.best is None:
        if any(o.feasible for o in found.options):
            yield "best: is null, though options are feasible"
        return
    option_of_best = found.recommended
    if option_of_best is None:
        yield f"best: {found.best!r} is not among the options"
    elif not option_of_best.feasible:
        yield f"best: {found.best!r} is among the options as not feasible"


def _asked(data: Mapping[str, Any]) -> Iterator[tuple[str, Scalar]]:
    for key in SINGLE:
        if key in data:
            yield from _flat(data[key], key)
    for key in SECTIONS:
        if isinstance(data.get(key), Mapping):
            yield from _flat(data[key], key)
    if "simulated" in data:
        run = data["simulated"]
        yield "simulated", str(run.get("which", "")) if isinstance(run, Mapping) else "none"


def _flat(value: object, key: str = "") -> Iterator[tuple[str, Scalar]]:
    """Yield the plain values below a key, lists of them as words; the rest is unknown."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _flat(inner, f"{key}.{name}" if key else str(name))
    elif isinstance(value, list | tuple):
        if not any(isinstance(v, Mapping | list | tuple) for v in value):
            yield key, ", ".join(map(str, value))
    elif key and (value is None or isinstance(value, str | bool | int | float)):
        yield key, value
