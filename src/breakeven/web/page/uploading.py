"""A log that is dropped onto the page: streamed in within its limit, read, and forgotten.

The bytes lie in memory where the system has files in memory, else in a temporary file; in both
cases only until they are read. What stays is the traffic: rates, lengths, a sample of pairs.
"""

import re
from collections.abc import AsyncIterator
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

from anyio.to_thread import run_sync

from breakeven.domain.errors import InputError
from breakeven.web.page.logs import Shelf

IN_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder is made in it, with a name of its own
SUFFIX = re.compile(r"(\.(csv|tsv|txt|jsonl|ndjson|json|parquet))?(\.(gz|zst))?$")
LONGEST_NAME = 80


async def receive(chunks: AsyncIterator[bytes], *, name: str, shelf: Shelf) -> str:
    """Return the token of a log that comes in pieces.

    How large it may be is the server's limit. Raises InputError where it cannot be read.
    """
    shown = _shown(name)
    with TemporaryDirectory(dir=IN_MEMORY if IN_MEMORY.is_dir() else None) as folder:
        place = Path(folder) / f"log{_suffix(name)}"
        await _write(chunks, place)
        return await run_sync(_read, place, shown, shelf)


async def _write(chunks: AsyncIterator[bytes], place: Path) -> None:
    size = 0
    with place.open("wb") as file:
        async for chunk in chunks:
            size += len(chunk)
            file.write(chunk)
    if not size:
        raise InputError("the log is empty", where="log")


def _suffix(name: str) -> str:
    """Return the end of a name that says how a file is written, and nothing else of it.

    >>> _suffix("../../etc/requests.CSV.gz"), _suffix("passwd")
    ('.csv.gz', '')
    """
    found = SUFFIX.search(name.lower())
    return found.group(0) if found else ""


def _shown(name: str) -> str:
    """Return the name for people."""
    last = PurePath(name.replace("\\", "/")).name
    return "".join(c for c in last if c.isprintable())[:LONGEST_NAME] or "log"


def _read(place: Path, shown: str, shelf: Shelf) -> str:
    from breakeven.inputs.usage import read_usage  # late: a log engine takes time to load

    try:
        log = read_usage([place])
        workload = log.workload()
    except InputError as error:
        raise InputError(error.message.replace(str(place), shown), where=shown) from None
    return shelf.put(
        workload, name=shown, requests=workload.requests or 0, rejected_rows=log.rejected_rows
    )
