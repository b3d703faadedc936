"""Facts from CSV files: one fact a row, the header names the fields."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields
from io import StringIO
from pathlib import Path
from typing import Any, TypeVar

from breakeven.domain.errors import InputError, ManyProblems
from breakeven.inputs.records import file_keys, hints, is_sourced, near, parse
from breakeven.inputs.text import read_text

T = TypeVar("T")


def read_rows(path: Path, kind: type[T]) -> list[T]:
    """Return the rows of a CSV file; an empty cell means that nothing is known.

    Raises ManyProblems with every mistake of the file and its line.
    """
    reader = csv.reader(StringIO(read_text(path), newline=""), strict=True)
    values: list[T] = []
    problems: list[str] = []
    try:
        header = [name.strip() for name in next(reader)]
        _check_header(header, kind, path)
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                said = f"{len(cells)} cells, the header has {len(header)}"
                problems.append(f"line {reader.line_num}: {said}")
                continue
            parsed = parse(_row(header, cells, kind), kind)
            problems += [f"line {reader.line_num}: {p.message}" for p in parsed.problems]
            values += [parsed.value] if parsed.value is not None else []
    except csv.Error as error:
        raise InputError(f"is not CSV: {error}", where=f"{path}:{reader.line_num}") from None
    if problems:
        raise ManyProblems(problems, where=str(path))
    return values


def _check_header(header: Sequence[str], kind: type[Any], path: Path) -> None:
    known = file_keys(kind)
    problems = [f"unknown column {n!r}{near(n, known)}" for n in header if n not in known]
    problems += [f"column {n!r} appears twice" for n in set(header) if header.count(n) > 1]
    problems += [f"column {n!r} is missing" for n in _required(kind) if n not in header]
    if problems:
        raise ManyProblems(sorted(problems), where=f"{path}:1")


def _required(kind: type[Any]) -> list[str]:
    own = [
        f.name
        for f in fields(kind)
        if f.default is MISSING and f.default_factory is MISSING and f.name != "provenance"
    ]
    return [*own, *(("date", "source") if is_sourced(kind) else ())]


def _row(header: Sequence[str], cells: Sequence[str], kind: type[Any]) -> Mapping[str, str]:
    types = hints(kind)
    row = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
    return {name: cell for name, cell in row.items() if cell or types.get(name) is str}
