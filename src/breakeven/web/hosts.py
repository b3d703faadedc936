"""By which name the server is called and from whose page, and what browsers may do with it.

A page elsewhere may make a browser call 127.0.0.1, under a name of its own (DNS rebinding) or as a
foreign request: both are refused.
"""

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from breakeven.web.errors import Refused, WrongHost
from breakeven.web.responses import refused

LOOPBACK = ("127.0.0.1", "localhost", "::1")
CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",  # Vega sizes its own drawing with style attributes.
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
SECURITY: Mapping[str, str] = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Hosts:
    """ASGI middleware that lets in what was meant for this server, from its own page or none."""

    def __init__(self, app: ASGIApp, *, hosts: Sequence[str]) -> None:
        self.app = app
        self.hosts = frozenset(h.lower() for h in (*LOOPBACK, *hosts))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on with the security headers added."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith("/api/"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        wrong = self._wrong(Headers(scope=scope))
        if wrong is not None:
            await refused(wrong)(scope, receive, guarded)
            return
        await self.app(scope, receive, guarded)

    def _wrong(self, headers: Headers) -> Refused | WrongHost | None:
        called = headers.get("host", "")
        if host_of(called) not in self.hosts:
            return WrongHost(
                f"this server does not answer to {called[:200]!r};"
                " name it with breakeven serve --allow-host NAME",
                where="Host",
            )
        origin = headers.get("origin")
        if origin is not None and urlsplit_netloc(origin) != called.lower():
            return Refused(f"pages of {origin[:200]!r} may not ask this server", where="Origin")
        if headers.get("sec-fetch-site") == "cross-site" and headers.get("sec-fetch-mode") != (
            "navigate"
        ):
            return Refused("another site's page may not ask this server", where="Sec-Fetch-Site")
        return None


def host_of(header: str) -> str:
    """Return the name in a Host header, without its port; "" where it is none.

    >>> host_of("localhost:8765"), host_of("[::1]:80"), host_of("a:b:c"), host_of("evil/x")
    ('localhost', '::1', '', '')
    """
    try:
        parts = urlsplit(f"//{header}")
        _ = parts.port
    except ValueError:
        return ""
    plain = parts.netloc == header and not parts.username
    return (parts.hostname or "") if plain else ""


def urlsplit_netloc(origin: str) -> str:
    """Return host and port of an origin, "" where it has none, as `null`.

    >>> urlsplit_netloc("http://LOCALHOST:8765"), urlsplit_netloc("null")
    ('localhost:8765', '')
    """
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""
