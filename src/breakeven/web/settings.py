"""What whoever runs the server may set."""

import os
from dataclasses import dataclass
from typing import Annotated

from annotated_types import Ge, Gt

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Who may ask, how much at once, and for how long."""

    hosts: tuple[str, ...] = ()
    """Names by which the server may be called, beside the loopback's."""
    facts: str | None = None
    """Folder of a private overlay, which all answers then rest on."""
    processes: Annotated[int, Ge(0)] = os.cpu_count() or 1
    """Workers for decisions, and one more for what is quick; 0 computes in threads of the server
    itself, where no time limit can be kept."""
    page_answers: Annotated[int, Gt(0)] = os.cpu_count() or 1
    """Whole answers of the page that are computed at once, in threads of the server."""
    compute_seconds: Annotated[float, Gt(0)] = 60.0
    """After this long a request's worker is ended."""
    start_seconds: Annotated[float, Gt(0)] = 600.0
    """That a new worker may take to read what answers rest on."""
    queue_seconds: Annotated[float, Gt(0)] = 300.0
    """The longest that a request waits for a worker, or for its turn on the page."""
    queue: Annotated[int, Ge(0)] = 256
    """Requests that may wait for a worker, from all clients, and as many answers of the page."""
    client_requests: Annotated[int, Gt(0)] = 64
    """Requests of one address that may be under way."""
    body_bytes: Annotated[int, Gt(0)] = MIB
    """Of a question."""
    upload_bytes: Annotated[int, Gt(0)] = 256 * MIB
    """Of an uploaded log, as it is sent."""
    unpacked_bytes: Annotated[int, Gt(0)] = 1024 * MIB
    """Of an uploaded log, decompressed."""
    uploads: Annotated[int, Gt(0)] = 4
    """Logs that may be read at once."""
    worker_bytes: Annotated[int, Gt(0)] = 4096 * MIB
    """Memory of one worker, where the system can limit it."""
    worker_jobs: Annotated[int, Gt(0)] = 500
    """After which a worker is replaced by a fresh one."""
    cache_bytes: Annotated[int, Ge(0)] = 64 * MIB
    """Of the last answers, compressed."""
