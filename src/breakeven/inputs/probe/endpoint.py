"""Where a probe goes: the address of the completions, and the key that opens it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

from breakeven.domain.errors import InputError, UsageError

Kind = Literal["chat", "completions"]
ENDS: Mapping[Kind, str] = {"chat": "/chat/completions", "completions": "/completions"}
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """An OpenAI-compatible endpoint that streams."""

    url: str
    kind: Kind
    key: str = field(default="", repr=False)
    """Sent as a bearer token; shown nowhere."""

    @property
    def shown(self) -> str:
        """Return the address without its query, which may carry secrets."""
        parts = urlsplit(self.url)
        return urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))

    @property
    def exposes_key(self) -> bool:
        """Return whether the key travels unencrypted to another machine."""
        parts = urlsplit(self.url)
        return bool(self.key) and parts.scheme == "http" and parts.hostname not in LOOPBACK

    def headers(self) -> dict[str, str]:
        """Return what every request carries."""
        return {"Authorization": f"Bearer {self.key}"} if self.key else {}


def endpoint_at(url: str, *, kind: Kind | None = None, key: str = "") -> Endpoint:
    """Return the endpoint at an address: a server's root, its /v1, or the completions themselves.

    >>> endpoint_at("http://localhost:8000").url
    'http://localhost:8000/v1/chat/completions'
    >>> endpoint_at("https://x.example/api/v1/", kind="completions").url
    'https://x.example/api/v1/completions'
    """
    try:
        parts = urlsplit(url.strip())
        port_is_read = parts.port is None or parts.port > 0
    except ValueError:
        port_is_read = False
    if not port_is_read or parts.scheme not in ("http", "https") or not parts.hostname:
        raise InputError(
            "is no address; expected one such as http://localhost:8000/v1", where=_safe(url)
        )
    if parts.username is not None or parts.password is not None:
        raise InputError(
            "carries a password; put the key into an environment variable and name it with"
            " --api-key-env",
            where=_safe(url),
        )
    path, kind = _completions(parts.path.rstrip("/"), kind)
    whole = urlunsplit((parts.scheme, parts.netloc, path, parts.query, ""))
    return Endpoint(url=whole, kind=kind, key=key)


def _completions(path: str, kind: Kind | None) -> tuple[str, Kind]:
    """Return the path of the completions, and which they are."""
    for known, end in ENDS.items():  # the longer end first: one ends in the other
        if path.endswith(end):
            if kind not in (None, known):
                raise UsageError(f"the address ends in {end}, which is not --api {kind}")
            return path, known
    chosen: Kind = kind or "chat"
    version = path.rpartition("/")[2]
    has_version = version.startswith("v") and version[1:2].isdigit()
    return f"{path}{'' if has_version else '/v1'}{ENDS[chosen]}", chosen


def _safe(url: str) -> str:
    """Return an address without user, password and query."""
    return url.partition("?")[0].rpartition("@")[2]


def key_from(variable: str | None, *, environment: Mapping[str, str] | None = None) -> str:
    """Return the key in an environment variable, empty where none is named.

    Raises InputError where the variable is not set; the message names it, never its value.
    """
    if variable is None:
        return ""
    known = os.environ if environment is None else environment
    if not variable.isidentifier():
        raise InputError(
            "expected the name of an environment variable, such as OPENAI_API_KEY (never the key"
            " itself)",
            where="--api-key-env",
        )
    key = known.get(variable, "").strip()
    if not key:
        said = f"the environment variable {variable} is not set"
        raise InputError(said, where="--api-key-env")
    return key
