"""Read a text file, or say what is wrong with it."""

import sys
from pathlib import Path

from breakeven.domain.errors import InputError

STDIN = Path("-")


def read_text(path: Path) -> str:
    """Return a file's UTF-8 text; raise InputError where there is none."""
    where = "standard input" if path == STDIN else str(path)
    try:
        raw = sys.stdin.buffer.read() if path == STDIN else path.read_bytes()
    except FileNotFoundError:
        raise InputError("there is no such file", where=where) from None
    except IsADirectoryError:
        raise InputError("this is a directory, a file was expected", where=where) from None
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=where) from None
    if not raw.strip():
        raise InputError("is empty", where=where)
    if b"\0" in raw:
        raise InputError("is a binary file, text was expected", where=where)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = "is not UTF-8 text; save it as UTF-8"
        raise InputError(message, where=f"{where}:{line}") from None
