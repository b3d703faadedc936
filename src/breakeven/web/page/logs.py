"""Usage logs that were dropped onto the page: their traffic, in memory only, for a while."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from secrets import token_urlsafe
from threading import Lock
from time import monotonic

from breakeven.domain.errors import InputError
from breakeven.domain.workload import Workload

MOST_LOGS = 64
KEPT_SECONDS = 8 * 3600.0
TOKEN_BYTES = 12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DroppedLog:
    """What is kept of a log: no line of it, only its traffic."""

    name: str
    """Of the file, for people; never a path."""
    requests: int
    rejected_rows: int
    workload: Workload
    until: float
    """On the clock of the shelf."""


@dataclass(slots=True)
class Shelf:
    """The logs of this server: bounded in number and in time, gone when it stops."""

    clock: Callable[[], float] = monotonic
    kept_seconds: float = KEPT_SECONDS
    most: int = MOST_LOGS
    _logs: OrderedDict[str, DroppedLog] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def put(self, workload: Workload, *, name: str, requests: int, rejected_rows: int) -> str:
        """Keep a log's traffic and return the token that stands for it; the oldest goes."""
        token = token_urlsafe(TOKEN_BYTES)
        kept = DroppedLog(
            name=name,
            requests=requests,
            rejected_rows=rejected_rows,
            workload=workload,
            until=self.clock() + self.kept_seconds,
        )
        with self._lock:
            self._forget()
            while len(self._logs) >= self.most:
                self._logs.popitem(last=False)
            self._logs[token] = kept
        return token

    def get(self, token: str) -> DroppedLog:
        """Return what a token stands for.

        Raises InputError where this server does not hold it.
        """
        with self._lock:
            self._forget()
            if token in self._logs:
                return self._logs[token]
        raise InputError(
            "this link names a usage log that this server does not hold: logs stay in its memory"
            f" for {self.kept_seconds / 3600:g} hours and until it stops; drop the log again",
            where="log",
        )

    def _forget(self) -> None:
        now = self.clock()
        for token in [t for t, kept in self._logs.items() if kept.until <= now]:
            del self._logs[token]
