"""An uploaded log as a plain file: decompressed here, where each byte is counted."""

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from breakeven.domain.errors import InputError
from breakeven.web.errors import TooLarge
from breakeven.web.settings import MIB

CHUNK = MIB
GZIP = b"\x1f\x8b"
WINDOW = 31
"""What zlib calls gzip's own header."""
NAME = "log"
"""Of every upload: what its sender calls it is never a file's name."""


def unpacked(source: BinaryIO, folder: str, *, most_bytes: int) -> Path:
    """Copy an upload to a file in a folder, decompressed where it is gzipped.

    Raises TooLarge past `most_bytes`, InputError where the gzip is broken.
    """
    path = Path(folder) / NAME
    written = 0
    source.seek(0)
    with path.open("wb") as file:
        for part in _parts(source):
            written += len(part)
            if written > most_bytes:
                said = f"the log holds more than {most_bytes / MIB:,.3g} MiB once decompressed"
                raise TooLarge(said, where=NAME)
            file.write(part)
    return path


def _parts(source: BinaryIO) -> Iterator[bytes]:
    first = source.read(CHUNK)
    if not first.startswith(GZIP):
        yield first
        while part := source.read(CHUNK):
            yield part
        return
    yield from _inflated(first, source)


def _inflated(data: bytes, source: BinaryIO) -> Iterator[bytes]:
    """Yield a gzip's content, a mebibyte at most at a time, however much a byte swells to."""
    inflate = zlib.decompressobj(WINDOW)
    try:
        while data:
            yield inflate.decompress(data, CHUNK)
            rest = inflate.unused_data if inflate.eof else inflate.unconsumed_tail
            data = rest or source.read(CHUNK)
            if inflate.eof and data:
                inflate = zlib.decompressobj(WINDOW)
    except zlib.error as error:
        raise InputError(f"cannot decompress it: {error}", where=NAME) from None
    if not inflate.eof:
        raise InputError("its gzip ends too early; send it again", where=NAME)
