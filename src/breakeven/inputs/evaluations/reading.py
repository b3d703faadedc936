"""A file of results, recognised by what is in it."""

import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from breakeven.domain.errors import InputError
from breakeven.domain.evaluation import Evaluation, TaskKind
from breakeven.inputs.evaluations import inspect_log, lm_eval, promptfoo
from breakeven.inputs.evaluations.numbers import read_numbers
from breakeven.inputs.evaluations.place import Place
from breakeven.inputs.text import read_text

MOST_BYTES = 1 << 30
"""Of a JSON file."""
MOST_UNPACKED_BYTES = 64 << 20
"""Of one file inside a zip: a header has no samples in it."""
ZIP = b"PK\x03\x04"
HEADERS = ("header.json", "start.json", "results.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """How one evaluator writes its results."""

    name: str
    fits: Callable[[Place], bool]
    read: Callable[[Place, TaskKind], Iterator[Evaluation]]


FORMATS: tuple[Format, ...] = (
    Format(name="Inspect", fits=inspect_log.fits, read=inspect_log.read),
    Format(name="promptfoo", fits=promptfoo.fits, read=promptfoo.read),
    Format(name="lm-evaluation-harness", fits=lm_eval.fits, read=lm_eval.read),
)


def read_evaluations(path: Path | str, *, kind: TaskKind = "general") -> tuple[Evaluation, ...]:
    """Return the results of a file, under the names that it has for models.

    `kind` says what the tasks ask for, where the file does not.

    Raises InputError with the place of what is wrong; prompts and answers are never shown.
    """
    place = Path(path)
    if place.suffix.lower() == ".toml":
        return read_numbers(place, kind)
    top = Place(_data(place), place.name)
    if not isinstance(top.value, dict):
        raise top.wrong("an object")
    for known in FORMATS:
        if known.fits(top):
            return tuple(known.read(top, kind))
    names = ", ".join(f.name for f in FORMATS)
    raise InputError(
        f"is no result of a known evaluator ({names}); write the shares in TOML instead:"
        " [evaluations] MODEL = { success = 0.87, n = 500 }",
        where=str(place),
    )


def _data(path: Path) -> Any:
    try:
        with path.open("rb") as file:
            is_zip = file.read(len(ZIP)) == ZIP
        size = path.stat().st_size
    except OSError:
        is_zip, size = False, 0
    if is_zip:
        return _unzipped(path)
    if size > MOST_BYTES:
        raise InputError(f"has {size:,} bytes, more than {MOST_BYTES:,}", where=str(path))
    return _json(read_text(path), str(path))


def _json(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(f"is not JSON: {error.msg}", where=f"{where}:{error.lineno}") from None
    except RecursionError:
        raise InputError("is nested too deeply", where=where) from None


def _unzipped(path: Path) -> dict[str, Any]:
    """Return what the headers in an Inspect log say, merged; the samples are not unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            held = set(archive.namelist())
            names = HEADERS[:1] if HEADERS[0] in held else HEADERS[1:]
            parts = [_part(archive, name, path) for name in names if name in held]
    except zipfile.BadZipFile:
        raise InputError("is a broken zip file", where=str(path)) from None
    if not parts:
        said = "holds no header.json: an Inspect log that was finished was expected"
        raise InputError(said, where=str(path))
    return {key: value for part in parts for key, value in part.items()}


def _part(archive: zipfile.ZipFile, name: str, path: Path) -> dict[str, Any]:
    where = f"{path}!{name}"
    try:
        with archive.open(name) as file:
            raw = file.read(MOST_UNPACKED_BYTES + 1)
    except (NotImplementedError, RuntimeError):
        said = "is packed in a way that cannot be read here; try `inspect log convert --to json`"
        raise InputError(said, where=where) from None
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise InputError(f"cannot be unpacked: {type(error).__name__}", where=where) from None
    if len(raw) > MOST_UNPACKED_BYTES:
        raise InputError(f"unpacks to more than {MOST_UNPACKED_BYTES:,} bytes", where=where)
    try:
        found = _json(raw.decode("utf-8"), where)
    except UnicodeDecodeError:
        raise InputError("is not UTF-8 text", where=where) from None
    if not isinstance(found, dict):
        raise InputError("an object was expected", where=where)
    return found
