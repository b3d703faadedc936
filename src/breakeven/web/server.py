"""What all routes share: settings, workers, the last answers, metrics."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from anyio import CapacityLimiter
from fastapi import Request

from breakeven.web.answers import Answers
from breakeven.web.jobs import Answer
from breakeven.web.metrics import Metrics
from breakeven.web.settings import Settings
from breakeven.web.workers import Workers


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """The parts of a running server."""

    settings: Settings
    workers: Workers
    answers: Answers
    metrics: Metrics
    uploads: CapacityLimiter
    """Logs that may be read at once."""

    async def computed(
        self, job: Callable[..., Answer], *args: object, quick: bool = False
    ) -> Answer:
        """Return a job's answer, from the last ones where the same was asked today.

        A job is a function of a module, its arguments plain data whose `repr` says all.
        """
        key = f"{date.today()} {job.__module__}.{job.__qualname__} {canonical(args)}"
        return await self.answers.get(key, lambda: self.workers.run(job, *args, quick=quick))


def server_of(request: Request) -> Server:
    """Return the server that a request came to."""
    found: Server = request.app.state.server
    return found


def canonical(value: object) -> str:
    """Return the same text for equal data, whatever the order of keys.

    >>> canonical({"b": 1, "a": [1.0]}) == canonical({"a": (1.0,), "b": 1})
    True
    """
    if isinstance(value, dict):
        return "{" + ",".join(f"{k!r}:{canonical(value[k])}" for k in sorted(value)) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(canonical(v) for v in value) + "]"
    return repr(value)
