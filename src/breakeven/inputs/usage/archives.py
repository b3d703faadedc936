"""Exports that come as a zip, such as DeepSeek's: the logs in it, by name and within bounds."""

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from breakeven.domain.errors import InputError
from breakeven.inputs.usage.places import is_log

MAGIC = b"PK\x03\x04"
MOST_MEMBERS = 1_000
MOST_BYTES = 4 * 1024**3
MOST_RATIO = 200
"""How many times larger than the archive its logs may be, beyond what SMALL allows."""
SMALL = 64 * 1024**2
USAGE = "amount-"
"""DeepSeek's zip has its usage in amount-*.csv, and beside it the bill in cost-*.csv."""
BLOCK = 1024**2


def is_zip(path: Path) -> bool:
    """Whether a file begins as a zip does."""
    try:
        with path.open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except OSError:
        return False  # whoever reads it says why


def unzipped(path: Path, folder: Path, *, name: str) -> Iterator[tuple[Path, str]]:
    """Write the logs of a zip into a folder, and yield each with what people call it.

    Raises InputError where it is damaged, encrypted, too large, or holds no logs.
    """
    left = min(MOST_BYTES, max(SMALL, path.stat().st_size * MOST_RATIO))
    try:
        with zipfile.ZipFile(path) as archive:
            for number, member in enumerate(_logs(archive, name)):
                made = folder / f"{number}-{PurePosixPath(member.filename).name}"
                left -= _written(archive, member, made, left, name)
                yield made, f"{name}/{member.filename}"
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):
        raise InputError("its zip is damaged; copy the file again", where=name) from None
    except RuntimeError:  # so zipfile says that it wants a password
        raise InputError("its zip is encrypted; unpack it first", where=name) from None


def _logs(archive: zipfile.ZipFile, where: str) -> list[zipfile.ZipInfo]:
    """Return the members that are called like logs; of DeepSeek's those that hold usage."""
    names = [one for one in archive.infolist() if is_log(Path(one.filename))]
    usage = [one for one in names if PurePosixPath(one.filename).name.startswith(USAGE)]
    if not names:
        raise InputError("this zip holds no logs (*.csv, *.json, *.jsonl ...)", where=where)
    if len(names) > MOST_MEMBERS:
        message = f"holds {len(names):,} files; at most {MOST_MEMBERS:,} are read from a zip"
        raise InputError(message, where=where)
    return usage or names


def _written(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, made: Path, most: int, where: str
) -> int:
    """Write a member, and return its bytes as they come: what its header says may be wrong."""
    size = 0
    with archive.open(member) as packed, made.open("wb") as plain:
        while block := packed.read(BLOCK):
            size += len(block)
            if size > most:
                message = f"{member.filename} is far larger than its zip; unpack it if it is yours"
                raise InputError(message, where=where)
            plain.write(block)
    return size
