"""A server on a socket, until it is told to stop."""

import errno
import signal
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from breakeven.domain.errors import InputError, MissingExtra
from breakeven.web.settings import Settings

GRACE_SECONDS = 10
"""That requests under way have to end in once the server is told to stop."""
BACKLOG = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """Where a server listens."""

    host: str
    port: int

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach it."""
        return self.host == "::1" or self.host.startswith("127.")

    @property
    def url(self) -> str:
        """The page's address."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/"


def listen(
    *,
    host: str,
    port: int,
    hosts: Sequence[str] = (),
    processes: int | None = None,
    compute_seconds: float | None = None,
    facts: str | None = None,
    ready: Callable[[Listening], None],
) -> None:
    """Serve until Ctrl-C or SIGTERM; `ready` is told where, once connections are taken.

    Raises InputError where the address cannot be had, MissingExtra without the extra `web`.
    """
    try:
        import uvicorn

        from breakeven.web.app import create_app
    except ModuleNotFoundError as error:
        raise MissingExtra("the server", "web") from error
    folder = None if facts is None else _overlay(facts)
    taken = bound(host, port)
    at = Listening(host=taken.getsockname()[0], port=taken.getsockname()[1])
    settings = Settings(hosts=(*hosts, at.host), facts=folder)
    if processes is not None:
        settings = replace(settings, processes=processes)
    if compute_seconds is not None:
        settings = replace(settings, compute_seconds=compute_seconds)
    config = uvicorn.Config(
        create_app(settings),
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    # Uvicorn stops in good order and then raises the signal anew for whoever listened before.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    ready(at)
    with taken:
        uvicorn.Server(config).run(sockets=[taken])


def _overlay(folder: str) -> str:
    """Return an overlay's full path, checked before anyone asks: workers are elsewhere."""
    from breakeven.inputs.catalog import load_catalog

    load_catalog(overlay=folder)
    return str(Path(folder).resolve())


def bound(host: str, port: int) -> socket.socket:
    """Return a socket that listens, or say why it cannot."""
    where = f"{host}:{port}"
    if not 0 <= port <= 65_535:
        raise InputError(f"expected a port from 0 to 65535, read {port}", where="--port")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (OSError, UnicodeError) as error:
        raise InputError(f"is no address of this machine: {error}", where=where) from None
    made = socket.socket(family, kind, protocol)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
        made.listen(BACKLOG)
    except OSError as error:
        made.close()
        raise InputError(_why(error), where=where) from None
    return made


def _why(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "another program listens there; end it, or choose another --port (0: a free one)"
    return f"cannot be listened on: {error.strerror or error}"
