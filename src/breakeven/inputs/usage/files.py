"""Log files: which kind each is, and which columns it has, from its first bytes."""

import csv
import gzip
import io
import json
import os
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal, TextIO, cast

from breakeven.domain.errors import InputError

HEAD = 2 * 1024 * 1024
"""Bytes that are looked at."""
SAMPLE = 50
"""Rows that are looked at."""
Kind = Literal["csv", "jsonl", "json", "parquet"]
Row = Mapping[str, object]
FOREIGN = {
    b"PK\x03\x04": "is a zip archive; unpack it and give the files in it",
    b"\x28\xb5\x2f\xfd": "is compressed with zstd; decompress it first, or use gzip",
    b"BZh": "is compressed with bzip2; decompress it first, or use gzip",
    b"\xfd7zXZ": "is compressed with xz; decompress it first, or use gzip",
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
    gzipped: bool = False
    sample: Sequence[Row] = ()


def look(path: Path, *, name: str = "") -> LogFile:
    """Return what a file is; raise InputError where it is no log."""
    where = name or str(path)
    raw = _head(path, where)
    path = Path(os.path.abspath(path))  # noqa: PTH100 - as Ibis does: links stay, .. goes
    gzipped = raw[:2] == b"\x1f\x8b"
    head = _unzipped(raw, where) if gzipped else raw
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
    start = text.lstrip()[:1]
    if start in ("{", "["):
        kind: Kind = "json" if start == "[" else "jsonl"
        rows = _json_rows(text, kind, where)
        columns = tuple({key.lower(): key for row in reversed(rows) for key in row}.values())
        return LogFile(
            path=path, name=where, kind=kind, columns=columns, gzipped=gzipped, sample=rows
        )
    delimiter, columns, sample = _csv_rows(text, where)
    return LogFile(
        path=path, name=where, kind="csv", columns=columns, delimiter=delimiter,
        gzipped=gzipped, sample=sample,
    )  # fmt: skip


def _head(path: Path, where: str) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(HEAD)
    except FileNotFoundError:
        raise InputError("there is no such file", where=where) from None
    except IsADirectoryError:
        raise InputError("is a directory; give the files in it", where=where) from None
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=where) from None


def _unzipped(raw: bytes, where: str) -> bytes:
    """Return the first bytes of what gzip holds: the head may end anywhere."""
    try:
        stream = zlib.decompressobj(wbits=31)
        head = stream.decompress(raw, HEAD)
    except zlib.error:
        raise InputError("starts like gzip but is damaged; copy it again", where=where) from None
    if not head and not stream.eof:
        raise InputError("its gzip stream ends early; copy the file again", where=where)
    return head


def _json_rows(text: str, kind: Kind, where: str) -> list[dict[str, object]]:
    rows: list[object] = []
    if kind == "json":
        rows = _objects(text.lstrip()[1:])
    else:
        lines = [line for line in text.split("\n", SAMPLE * 4) if line.strip()]
        rows = [value for line in lines[:SAMPLE] for value in _objects(line)[:1]]
    found = [row for row in rows if isinstance(row, dict)]
    if not found:
        message = "starts like JSON, but no line holds an object: one record a line was expected"
        raise InputError(message, where=where)
    return found


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
    text = text.lstrip("\r\n")
    first = text.split("\n", 1)[0].rstrip("\r")
    delimiter = max(",;\t|", key=first.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        rows = [row for row, _ in zip(reader, range(SAMPLE + 1), strict=False)]
    except csv.Error:
        rows = [first.split(delimiter)]
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
    with file.path.open("rb") as raw:
        plain: BinaryIO = raw
        if file.gzipped:
            plain = cast("BinaryIO", gzip.GzipFile(fileobj=raw))
        yield io.TextIOWrapper(plain, encoding="utf-8-sig", errors="replace", newline="")
