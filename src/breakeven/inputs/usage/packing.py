"""What a file is compressed with, and its plain bytes."""

import gzip
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Literal, cast

from breakeven.domain.errors import InputError, MissingExtra

HEAD = 2 * 1024 * 1024
"""Bytes that are looked at."""
Packing = Literal["none", "gzip", "zstd"]
MAGIC: dict[bytes, Packing] = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd"}
MOST_PACKED = 40
"""How many times larger a file may become when nothing says its size."""


def packing_of(raw: bytes) -> Packing:
    """Return what some first bytes are compressed with."""
    return next((name for magic, name in MAGIC.items() if raw.startswith(magic)), "none")


def head_of(path: Path, where: str) -> tuple[Packing, bytes]:
    """Return how a file is packed, and its first bytes unpacked; raise InputError if it cannot."""
    raw = _raw(path, where)
    packing = packing_of(raw)
    if packing == "none":
        return packing, raw
    return packing, _gunzipped(raw, where) if packing == "gzip" else _unzstd(path, where)


def _raw(path: Path, where: str) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(HEAD)
    except FileNotFoundError:
        raise InputError("there is no such file", where=where) from None
    except IsADirectoryError:
        raise InputError("is a directory; give the files in it", where=where) from None
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=where) from None


def _gunzipped(raw: bytes, where: str) -> bytes:
    """Return the first bytes of what gzip holds: the head may end anywhere."""
    try:
        stream = zlib.decompressobj(wbits=31)
        head = stream.decompress(raw, HEAD)
    except zlib.error:
        raise InputError("starts like gzip but is damaged; copy it again", where=where) from None
    if not head and not stream.eof:
        raise InputError("its gzip stream ends early; copy the file again", where=where)
    return head


def _unzstd(path: Path, where: str) -> bytes:
    try:
        with _zstd(path) as file:
            return file.read(HEAD)
    except OSError:
        message = "its zstd stream is damaged or ends early; copy the file again"
        raise InputError(message, where=where) from None


def _zstd(path: Path) -> BinaryIO:
    try:
        import pyarrow  # late: a third of a second
    except ImportError:
        raise MissingExtra("reading zstd", "logs") from None
    return cast("BinaryIO", pyarrow.CompressedInputStream(str(path), "zstd"))


@contextmanager
def unpacked(path: Path, packing: Packing) -> Iterator[BinaryIO]:
    """Open the plain bytes of a file."""
    if packing == "zstd":
        with _zstd(path) as file:
            yield file
        return
    with path.open("rb") as raw:
        yield cast("BinaryIO", gzip.GzipFile(fileobj=raw)) if packing == "gzip" else raw


def plain_size(path: Path, packing: Packing) -> int:
    """Return the bytes that a file has at most when it is unpacked, for one of a few GB."""
    size = path.stat().st_size
    if packing == "none":
        return size
    if packing == "gzip" and size >= 4:
        with path.open("rb") as file:
            file.seek(-4, 2)
            said: int = struct.unpack("<I", file.read(4))[0]
        return max(said, size)
    return size * MOST_PACKED
