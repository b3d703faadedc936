"""A fleet as the simulator sees it: how many replicas, who chooses between them, how it scales."""

from dataclasses import dataclass
from math import inf
from typing import Annotated

from annotated_types import Ge, Gt

from breakeven.domain.errors import UsageError

ROUTERS = ("round-robin", "least-loaded", "prefix-aware")


@dataclass(frozen=True, slots=True, kw_only=True)
class Autoscaling:
    """Replicas are started and stopped, at each arrival, for the requests outstanding then."""

    min_replicas: Annotated[int, Ge(0)]
    """Never stopped; 0 scales to zero."""
    target_outstanding: Annotated[int, Gt(0)]
    """Outstanding requests of a replica, beyond which another one is started."""
    cold_start_seconds: Annotated[float, Ge(0)]
    """From the start of a replica, which is paid from then on, to its first step."""
    idle_seconds: Annotated[float, Ge(0)]
    """A replica without requests for so long is stopped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overflow:
    """When a request is served elsewhere: where the replica that would take it reaches a limit."""

    queue: Annotated[int, Gt(0)] | None = None
    """Requests that wait for their first step there."""
    outstanding: Annotated[int, Gt(0)] | None = None
    """Requests that were sent there and have not ended."""
    ttft_seconds: Annotated[float, Gt(0)] | None = None
    """Its predicted time to the first token is longer than this."""

    def check(self) -> None:
        """Raise UsageError for a gate that is never open, or never shut."""
        said = [v for v in (self.queue, self.outstanding, self.ttft_seconds) if v is not None]
        if not said:
            raise UsageError("an overflow needs a limit: queue, outstanding or ttft_seconds")
        if not all(v > 0 for v in said):
            raise UsageError("an overflow of 0 lets nobody in; give limits above 0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Replicas behind a router, in an open or a closed loop."""

    replicas: int
    """The most there may be, with autoscaling."""
    router: str
    """One of ROUTERS."""
    prefix_slack: int
    """How many outstanding requests more than the least loaded replica a prefix is worth."""
    concurrency: int | None
    """Users of a closed loop; None: an open one."""
    think_seconds: float
    """Between an answer's end and its user's next request, in a closed loop."""
    autoscaling: Autoscaling | None
    overflow: Overflow | None = None
    """Who is served elsewhere; None: nobody."""

    @property
    def slack(self) -> int | None:
        """What a router that looks at the replicas allows; None: requests are dealt in turn."""
        if self.router == "round-robin" or self.concurrency is not None:
            return None
        return self.prefix_slack if self.router == "prefix-aware" else 0

    def check(self) -> None:
        """Raise UsageError for a fleet that cannot be."""
        if self.replicas < 1:
            raise UsageError(f"{self.replicas} replicas serve nobody; give 1 or more")
        if self.router not in ROUTERS:
            raise UsageError(f"no router is called {self.router!r}: there are {', '.join(ROUTERS)}")
        if self.concurrency is not None and self.concurrency < 1:
            raise UsageError(f"a concurrency of {self.concurrency} serves nobody; give 1 or more")
        if not (0.0 <= self.think_seconds < inf):
            raise UsageError(f"nobody thinks for {self.think_seconds} seconds; give 0 or more")
        self._check_overflow()
        if self.autoscaling is None:
            return
        if self.concurrency is not None or self.router == "prefix-aware":
            raise UsageError("autoscaling needs arrivals and its own routing; leave the rest out")
        if self.autoscaling.min_replicas > self.replicas:
            least = self.autoscaling.min_replicas
            raise UsageError(f"min_replicas ({least}) must not exceed replicas ({self.replicas})")
        if self.autoscaling.target_outstanding < 1:
            raise UsageError("target_outstanding must be 1 or more")

    def _check_overflow(self) -> None:
        if self.overflow is None:
            return
        self.overflow.check()
        if self.slack is None or self.autoscaling is not None:
            raise UsageError(
                "an overflow looks at the replicas when a request arrives: it needs arrivals,"
                " replicas that stand, and the router least-loaded or prefix-aware"
            )
