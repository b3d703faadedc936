"""How much one request may send, and how many one client may have under way."""

from collections import Counter

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from breakeven.web.errors import BadJson, TooLarge, TooManyOfOne
from breakeven.web.responses import refused
from breakeven.web.settings import MIB, Settings

UPLOADS = ("/api/usage", "/page/log")
"""Paths that take a log."""
ROOM = 64 * 1024
"""Bytes of a form around its file."""


class Limits:
    """ASGI middleware that counts a body while it comes, and stops reading past its limit."""

    def __init__(self, app: ASGIApp, *, settings: Settings) -> None:
        self.app = app
        self.settings = settings
        self._of_client: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on with a `receive` that counts."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self.app(scope, receive, send)
            return
        client = (scope.get("client") or ("",))[0]
        most = self._most(scope["path"])
        error = self._refusal(Headers(scope=scope), client, most)
        if error is not None:
            await refused(error)(scope, receive, send)
            return
        self._of_client[client] += 1
        try:
            await self.app(scope, _counted(receive, most), send)
        finally:
            self._of_client[client] -= 1
            self._of_client += Counter()

    def _most(self, path: str) -> int:
        return self.settings.upload_bytes + ROOM if path in UPLOADS else self.settings.body_bytes

    def _refusal(
        self, headers: Headers, client: str, most: int
    ) -> TooLarge | TooManyOfOne | BadJson | None:
        if self._of_client[client] >= self.settings.client_requests:
            count = self._of_client[client]
            return TooManyOfOne(f"{count} requests of yours are under way; wait for their answers")
        said = headers.get("content-length", "0")
        if not said.isdigit():
            return BadJson("expected a number", where="Content-Length")
        return too_large(most) if len(said) > 18 or int(said) > most else None


def _counted(receive: Receive, most: int) -> Receive:
    read = 0

    async def counting() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > most:
            raise too_large(most)
        return message

    return counting


def too_large(most: int) -> TooLarge:
    """Return what is said to a body over its limit."""
    return TooLarge(
        f"the body is larger than the {most / MIB:,.3g} MiB that are read here", where="body"
    )
