"""Log files: which kind each is, and which columns it has, from its first bytes."""

import csv
import io
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TextIO

from breakeven.domain.errors import InputError
from breakeven.inputs.usage.packing import HEAD, Packing, head_of, unpacked
from breakeven.inputs.usage.prefix import beginning

SAMPLE = 50
"""Rows that are looked at."""
Kind = Literal["csv", "jsonl", "json", "document", "parquet"]
"""`json` is one array of records, `document` one object that may span many lines."""
Row = Mapping[str, Any]
FOREIGN = {
    b"BZh": "is compressed with bzip2; decompress it first, or use gzip or zstd",
    b"\xfd7zXZ": "is compressed with xz; decompress it first, or use gzip or zstd",
    b"\xff\xfe": "is UTF-16 text; save it as UTF-8",
    b"\xfe\xff": "is UTF-16 text; save it as UTF-8",
    b"SQLite format 3": "is an SQLite database; export the table as CSV",
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LogFile:
    """A file, and how it is to be read."""

    path: Path
    name: str
    """What people call it: the path as given, or <stdin>."""
    kind: Kind
    columns: tuple[str, ...] = ()
    """Empty for Parquet, which says it itself."""
    delimiter: str = ","
    packing: Packing = "none"
    sample: Sequence[Row] = ()


def look(path: Path, *, name: str = "") -> LogFile:
    """Return what a file is; raise InputError where it is no log."""
    where = name or str(path)
    packing, head = head_of(path, where)
    path = Path(os.path.abspath(path))  # noqa: PTH100 - as Ibis does: links stay, .. goes
    if not head.strip():
        raise InputError("is empty; a usage log was expected", where=where)
    if head[:4] == b"PAR1":
        return LogFile(path=path, name=where, kind="parquet")
    for magic, message in FOREIGN.items():
        if head.startswith(magic):
            raise InputError(message, where=where)
    if b"\0" in head:
        raise InputError("is a binary file; CSV, JSON lines or Parquet was expected", where=where)
    text = head.decode("utf-8-sig", errors="replace")
    if not text.strip():
        raise InputError("is empty; a usage log was expected", where=where)
    return described(text, path=path, where=where, whole=len(head) < HEAD, packing=packing)


def described(
    text: str, *, path: Path, where: str, whole: bool, packing: Packing = "none"
) -> LogFile:
    """Return what a file is that begins with a text; `whole` where the text is all of it."""
    if text.lstrip()[:1] in ("{", "["):
        kind, rows = _json_rows(text, where, whole=whole)
        columns = tuple({key.lower(): key for row in reversed(rows) for key in row}.values())
        return LogFile(
            path=path, name=where, kind=kind, columns=columns, packing=packing, sample=rows
        )
    delimiter, columns, sample = _csv_rows(text, where)
    return LogFile(
        path=path, name=where, kind="csv", columns=columns, delimiter=delimiter,
        packing=packing, sample=sample,
    )  # fmt: skip


def _json_rows(text: str, where: str, *, whole: bool) -> tuple[Kind, list[dict[str, Any]]]:
    """Return how JSON is laid out, and its first records; `whole` where the text is all of it."""
    kind: Kind
    if text.lstrip()[0] == "[":
        kind, rows = "json", _objects(text.lstrip()[1:])
    else:
        lines = [line for line in text.split("\n", SAMPLE * 4) if line.strip()]
        kind, rows = "jsonl", [value for line in lines[:SAMPLE] for value in _objects(line)[:1]]
        if not any(isinstance(row, dict) for row in rows):
            kind = "document"
            rows = _objects(text) if whole else [beginning(text.lstrip())]
            if whole and not rows and beginning(text.lstrip()):
                raise InputError("its JSON ends early; copy the file again", where=where)
    found = [row for row in rows if isinstance(row, dict)]
    if not found:
        message = "starts like JSON, but no line holds an object: one record a line was expected"
        raise InputError(message, where=where)
    return kind, found


def _objects(text: str) -> list[object]:
    """Return the values at the start of a text, separated by commas or blanks."""
    values: list[object] = []
    decoder, position = json.JSONDecoder(), 0
    while len(values) < SAMPLE:
        while position < len(text) and text[position] in ", \t\r\n":
            position += 1
        try:
            value, position = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            break
        values.append(value)
    return values


def _csv_rows(text: str, where: str) -> tuple[str, tuple[str, ...], list[dict[str, object]]]:
    text = text.lstrip("\ufeff\r\n")
    first = text.split("\n", 1)[0].rstrip("\r")
    delimiter = max(",;\t|", key=first.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        rows = [row for row, _ in zip(reader, range(SAMPLE + 1), strict=False)]
    except csv.Error:
        rows = [first.split(delimiter)]
    if not rows or not any(name.strip() for name in rows[0]):
        raise InputError("its first line names no columns", where=f"{where}:1")
    header = _unique(rows[0])
    if any(_is_number(name) for name in header):
        raise InputError(
            "the first line holds a number; a line with the columns' names was expected",
            where=f"{where}:1",
        )
    return delimiter, header, [dict(zip(header, row, strict=False)) for row in rows[1:]]


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text.strip().lower() not in ("nan", "inf", "infinity")


def _unique(names: Sequence[str]) -> tuple[str, ...]:
    """Return names that differ even without case, as a database needs them."""
    found: dict[str, str] = {}
    for position, given in enumerate(names, 1):
        name = given or f"column{position}"
        while name.lower() in found:
            name += "_2"
        found[name.lower()] = name
    return tuple(found.values())


@contextmanager
def open_text(file: LogFile) -> Iterator[TextIO]:
    """Open a file's text, decompressed."""
    with unpacked(file.path, file.packing) as plain:
        yield io.TextIOWrapper(plain, encoding="utf-8-sig", errors="replace", newline="")
