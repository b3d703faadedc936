"""A log that is dropped onto the page: streamed in within its limit, read, and forgotten.

The bytes lie in memory where the system has files in memory, else in a temporary file; in both
cases only until they are read. What stays is the traffic: rates, lengths, a sample of pairs.
"""

from collections.abc import AsyncIterator
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

from anyio.to_thread import run_sync

from breakeven.domain.errors import InputError
from breakeven.web.page.logs import Shelf
from breakeven.web.unpacking import unpacked

IN_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder is made in it, with a name of its own
SENT = "sent"
LONGEST_NAME = 80


async def receive(
    chunks: AsyncIterator[bytes], *, name: str, shelf: Shelf, most_unpacked_bytes: int
) -> str:
    """Return the token of a log that comes in pieces.

    How much may be sent is the server's limit. Raises TooLarge where it holds more than
    `most_unpacked_bytes`, InputError where it cannot be read.
    """
    shown = _shown(name)
    with TemporaryDirectory(dir=IN_MEMORY if IN_MEMORY.is_dir() else None) as folder:
        sent = Path(folder) / SENT
        size = 0
        with sent.open("wb") as file:
            async for chunk in chunks:
                size += file.write(chunk)
        if not size:
            raise InputError("the log is empty", where="log")
        return await run_sync(_read, sent, shown, shelf, most_unpacked_bytes)


def _shown(name: str) -> str:
    """Return the name for people: it is never a file's.

    >>> _shown("../../etc/requests.csv")
    'requests.csv'
    """
    last = PurePath(name.replace("\\", "/")).name
    return "".join(c for c in last if c.isprintable())[:LONGEST_NAME] or "log"


def _read(sent: Path, shown: str, shelf: Shelf, most_unpacked_bytes: int) -> str:
    from breakeven.inputs.usage import read_usage  # late: a log engine takes time to load

    with sent.open("rb") as file:
        plain = unpacked(file, str(sent.parent), most_bytes=most_unpacked_bytes)
    try:
        log = read_usage([plain])
        workload = log.workload()
    except InputError as error:
        raise InputError(error.message.replace(str(plain), shown), where=shown) from None
    return shelf.put(
        workload, name=shown, requests=workload.requests or 0, rejected_rows=log.rejected_rows
    )
