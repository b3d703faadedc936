"""A workload as a TOML file: written from a log once, read for every question after.

The keys are the fields of `Workload`; `request_tokens` and `busy_request_tokens` are arrays of
[input, output] pairs, and the keys of the provenance stand beside the others, as in the files of
facts.
"""

import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import fields
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import numpy as np
from annotated_types import Ge
from pydantic import TypeAdapter, ValidationError

from breakeven.domain.errors import InputError, ManyProblems
from breakeven.domain.workload import Lengths, PeakToMean, Workload
from breakeven.inputs.records import PROVENANCE_KEYS, near, plain
from breakeven.inputs.toml_facts import load_toml

TABLES = {"input_tokens": Lengths, "output_tokens": Lengths, "peak_to_mean": PeakToMean}
PAIRS = {
    "request_tokens": "of requests in the order of their arrival, or of groups if redacted",
    "busy_request_tokens": "of the busiest hours, which a fleet is sized for",
}
PLAIN = (
    "name", "requests_per_day", "requests", "cached_input_share", "hourly_shape", "weekly_shape",
    "growth_per_month", "minute_dispersion", "token_correlation", "unknown",
)  # fmt: skip
A_LINE = 8
"""Pairs on one line of the file."""


def write_workload(workload: Workload, path: Path | str) -> None:
    """Write a workload; the file is either whole or not there."""
    place = Path(path)
    try:
        handle, made = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write("\n".join(_written(workload)) + "\n")
            Path(made).chmod(0o644)
            Path(made).replace(place)
        except BaseException:
            with suppress(OSError):
                Path(made).unlink()
            raise
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", where=str(place)) from None


def _written(workload: Workload) -> Iterator[str]:
    yield "# The traffic of one use, for `breakeven decide`. Tokens are per request."
    for name in PLAIN:
        yield from _line(name, getattr(workload, name))
    for name in PROVENANCE_KEYS:
        yield from _line(name, getattr(workload.provenance, name))
    for name, words in PAIRS.items():
        yield from _pairs(name, words, getattr(workload, name))
    for name, kind in TABLES.items():
        yield f"\n[{name}]"
        for part in fields(kind):
            yield from _line(part.name, getattr(getattr(workload, name), part.name))
    if workload.ranges:
        yield "\n[ranges]\n# 5th and 95th percentile, from blocks of the log drawn anew"
        for name, pair in workload.ranges.items():
            yield from _line(name, pair)
    if workload.bounds:
        yield "\n[bounds]\n# edges of the histograms' buckets; a percentile lies between them"
        for name, pair in workload.bounds.items():
            yield from _line(name, pair)


def _pairs(name: str, words: str, tokens: Any) -> Iterator[str]:
    if tokens is None:
        return
    yield f"# [input, output] {words}"
    yield f"{name} = ["
    pairs = [f"[{_number(i)}, {_number(o)}]" for i, o in tokens.tolist()]
    for start in range(0, len(pairs), A_LINE):
        yield f"  {', '.join(pairs[start : start + A_LINE])},"
    yield "]"


def _line(key: str, value: object) -> Iterator[str]:
    """Yield a key's line; what is unknown or empty has none."""
    if value is None or value in ("", ()):
        return
    if isinstance(value, tuple):
        words = (_text(v) if isinstance(v, str) else _number(v) for v in value)
        yield f"{key} = [{', '.join(words)}]"
    elif isinstance(value, bool | str):
        yield f"{key} = {_text(value)}"
    else:
        yield f"{key} = {_number(value) if isinstance(value, int | float) else value}"


def _text(value: bool | str) -> str:
    """Return a word or a basic string of TOML, which escapes as JSON does, and DEL too."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _number(value: float) -> str:
    """Return the shortest text that reads back as the same number."""
    return str(int(value)) if value == int(value) and abs(value) < 2**53 else repr(float(value))


def is_workload(path: Path) -> bool:
    """Whether a TOML file holds a workload, and not a scenario with its sections."""
    raw, _ = load_toml(path)
    return "requests_per_day" in raw and "workload" not in raw


def read_workload(path: Path | str) -> Workload:
    """Return the workload that a file holds.

    Raises InputError where the file is no TOML, ManyProblems with every mistake in it.
    """
    place = Path(path)
    raw, text = load_toml(place)
    hints = get_type_hints(Workload, include_extras=True)
    known = tuple(name for name in (*hints, *PROVENANCE_KEYS) if name != "provenance")
    problems = [f"{key}: unknown key{near(key, known)}" for key in raw if key not in known]
    values: dict[str, Any] = {}
    nested = {"provenance": {key: raw[key] for key in PROVENANCE_KEYS if key in raw}}
    pairs = list[tuple[Annotated[float, Ge(0)], Annotated[float, Ge(0)]]]
    hints |= dict.fromkeys(PAIRS, pairs)
    for name in hints:
        value = nested.get(name, raw.get(name))
        if value is not None:
            problems += _read(name, value, hints[name], values)
    required = ("requests_per_day", "input_tokens", "output_tokens")
    problems += [f"{name} is missing" for name in required if name not in raw]
    problems += [*_wrong_shape(values), *_empty(values), *_endless(raw)]
    if problems:
        raise ManyProblems([_located(p, text) for p in problems], where=str(place))
    for name in PAIRS.keys() & values.keys():
        values[name] = np.array(values[name], dtype=np.float64).reshape(-1, 2)
    return Workload(**values)


def _read(name: str, value: object, hint: Any, values: dict[str, Any]) -> list[str]:
    """Put a key's value into `values`, or return what is wrong with it."""
    try:
        values[name] = TypeAdapter(hint).validate_python(value)
    except ValidationError as error:
        return [_problem(name, dict(e)) for e in error.errors(include_url=False)]
    return []


def _problem(name: str, error: Mapping[str, Any]) -> str:
    path = [str(part) for part in error["loc"] if name != "provenance" or part != "provenance"]
    key = ".".join(([] if name == "provenance" else [name]) + path)
    if error["type"].startswith("missing"):
        return f"{key} is missing"
    return f"{key}: {plain(error['msg'])}"


def _wrong_shape(values: Mapping[str, Any]) -> list[str]:
    shapes = {"hourly_shape": 24, "weekly_shape": 7}
    found = {name: len(values.get(name, ())) for name in shapes}
    return [
        f"{name}: must have {shapes[name]} values, not {n}"
        for name, n in found.items()
        if n not in (0, shapes[name])
    ]


def _empty(values: Mapping[str, Any]) -> list[str]:
    """Return the directions whose requests have no tokens: nothing follows for them."""
    lengths = {name: values.get(name) for name in ("input_tokens", "output_tokens")}
    return [f"{n}.mean: must be more than 0" for n, v in lengths.items() if v and v.mean <= 0]


def _endless(value: object, key: str = "") -> Iterator[str]:
    """Yield the keys of numbers that are not finite."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _endless(inner, f"{key}.{name}" if key else name)
    elif isinstance(value, list):
        yield from set(chain.from_iterable(_endless(inner, key) for inner in value))
    elif isinstance(value, Decimal) and not value.is_finite():
        yield f"{key}: must be a finite number"


def _located(problem: str, text: str) -> str:
    """Say on which line a problem's key stands, where it does."""
    *table, key = problem.split(" ", 1)[0].rstrip(":").split(".")
    inside = not table
    for number, line in enumerate(text.splitlines(), 1):
        start = line.strip()
        if start.startswith("["):
            inside = bool(table) and start == f"[{table[0]}]"
            if not table and start == f"[{key}]":
                return f"line {number}: {problem}"
        elif inside and start.partition("=")[0].strip() == key:
            return f"line {number}: {problem}"
    return problem
