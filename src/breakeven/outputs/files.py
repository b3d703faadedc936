"""Writing files whole or not at all, and results as JSON."""

import json
import os
import tempfile
from datetime import date
from math import isfinite
from pathlib import Path
from typing import Any

from breakeven.domain.errors import InputError


def write_text(path: str | os.PathLike[str], text: str) -> Path:
    """Write UTF-8 text to a file; a reader sees the old file or the whole new one."""
    return write_bytes(path, text.encode("utf-8"))


def write_bytes(path: str | os.PathLike[str], content: bytes) -> Path:
    """Write a file by way of a temporary one beside it, then rename."""
    target = writable(path)
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(name).chmod(_mode(target))
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"cannot write the file: {reason}", where=str(path)) from error
    return target


def writable(path: str | os.PathLike[str]) -> Path:
    """Return the path that a file can be written to, links followed, or say why it cannot."""
    target = Path(path)
    if target.is_dir():
        raise InputError("is a folder; name a file in it", where=str(path))
    target = target.resolve() if target.is_symlink() else target
    if not target.parent.is_dir():
        raise InputError(
            f"there is no folder {str(target.parent)!r}; make it first", where=str(path)
        )
    if target.exists() and not target.is_file():
        raise InputError("is not a plain file; name another", where=str(path))
    return target


def made_folder(path: str | os.PathLike[str]) -> Path:
    """Return a folder to write to, made where there is none in a folder that there is."""
    folder = Path(path)
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        reason = "is not a folder" if folder.exists() else error.strerror or str(error)
        raise InputError(f"cannot write there: {reason}", where=str(path)) from error
    return folder


def _mode(target: Path) -> int:
    """Return the permissions of the file that is replaced, else those of a new file."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def json_text(value: object, *, indent: int | None = 2) -> str:
    """Return JSON with floats in full; what is not finite becomes null, as JSON has no name for it.

    >>> json_text({"a": 0.1, "b": float("inf")}, indent=None)
    '{"a": 0.1, "b": null}'
    """
    return json.dumps(_plain(value), indent=indent, allow_nan=False, ensure_ascii=False)


def _plain(value: Any) -> Any:
    """Return the value in JSON's own types: NumPy scalars, dates and tuples unpacked."""
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return float(value) if isfinite(value) else None
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "tolist"):
        return _plain(value.tolist())
    raise TypeError(f"no JSON for a {type(value).__name__}")
