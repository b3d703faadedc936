"""How the server says no: the command line's errors, with the status that HTTP has for each.

WebError                    its status and headers come with it
├── Refused                 403: another page asks
├── WrongHost               421: another server is meant
├── TooLarge                413
├── WrongMediaType          415
├── BadJson                 400
├── NotOverHttp             422: a field that names a file, a folder or an address
├── TooManyOfOne            429
├── Busy                    503
├── WorkerLost              503
└── TookTooLong             504
"""

from collections.abc import Mapping
from typing import ClassVar

from breakeven.domain.errors import (
    BreakevenError,
    InputError,
    MissingExtra,
    NothingFeasible,
    UsageError,
)


class WebError(BreakevenError):
    """What only a server says."""

    status: ClassVar[int] = 500
    headers: ClassVar[Mapping[str, str]] = {"Connection": "close"}
    """What is left of a body is not read."""


class Refused(WebError):
    """Another page's request."""

    kind = "refused"
    status = 403


class WrongHost(WebError):
    """A request for another server."""

    kind = "wrong-host"
    status = 421


class BadJson(WebError):
    """A body that cannot be read."""

    kind = "bad-body"
    status = 400


class TooLarge(WebError):
    """A body over the limit."""

    kind = "too-large"
    status = 413


class WrongMediaType(WebError):
    """A body of a kind that is not read."""

    kind = "wrong-media-type"
    status = 415


class NotOverHttp(WebError):
    """A field that would make the server open a file or an address."""

    kind = "not-over-http"
    status = 422


class TooManyOfOne(WebError):
    """One client asks too much at once."""

    kind = "too-many-requests"
    status = 429
    headers: ClassVar[Mapping[str, str]] = {"Connection": "close", "Retry-After": "5"}


class Busy(WebError):
    """All workers are taken and the queue is full."""

    kind = "busy"
    status = 503
    headers: ClassVar[Mapping[str, str]] = {"Connection": "close", "Retry-After": "10"}


class WorkerLost(WebError):
    """A worker ended in the middle of a computation."""

    kind = "worker-lost"
    status = 503


class TookTooLong(WebError):
    """A computation over its time."""

    kind = "too-long"
    status = 504


STATUS: Mapping[type[BreakevenError], int] = {
    MissingExtra: 501,
    InputError: 422,
    UsageError: 422,
    NothingFeasible: 422,
}
"""Of the library's errors: what was asked is wrong, or cannot be."""


def status_of(error: BreakevenError) -> int:
    """Return the HTTP status of an error; 500 for what is breakeven's own mistake."""
    if isinstance(error, WebError):
        return error.status
    return next((code for kind, code in STATUS.items() if isinstance(error, kind)), 500)
