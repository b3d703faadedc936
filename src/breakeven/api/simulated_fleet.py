"""The fleet that a simulation is asked for: replicas that stand, that scale, or that share work."""

from collections.abc import Mapping
from dataclasses import dataclass

from breakeven.api.numbers import check, check_from_zero
from breakeven.domain.errors import UsageError
from breakeven.domain.provenance import Assumption
from breakeven.serving.service import Autoscaling, Overflow

SCALING = ("target_outstanding", "cold_start_seconds", "idle_seconds")
"""What of autoscaling is assumed where nobody says it."""
PREFIX_AWARE = "prefix-aware"
OVERFLOW = ("overflow_queue", "overflow_outstanding", "overflow_ttft_ms")
FILLING = "filling"
"""How a fleet that scales routes: the first replica below its target."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetAsked:
    """What was said of the fleet; None where nothing was."""

    replicas: int | None
    router: str | None
    prefix_slack: int | None
    """For the prefix-aware router."""
    concurrency: int | None
    min_replicas: int | None
    """Turns autoscaling on."""
    target_outstanding: int | None
    cold_start_seconds: float | None
    idle_seconds: float | None
    prefill_replicas: int | None
    decode_replicas: int | None
    transfer_gb_per_second: float | None
    overflow_queue: int | None = None
    """These three say from when on a request is served elsewhere."""
    overflow_outstanding: int | None = None
    overflow_ttft_ms: float | None = None

    @property
    def most(self) -> int:
        """Replicas, at most where they scale; of both pools where prefill and decode are apart."""
        if self.apart:
            return (self.prefill_replicas or 0) + (self.decode_replicas or 0)
        return self.replicas or 1

    @property
    def apart(self) -> bool:
        """Whether prefill and decode run on replicas of their own."""
        return self.prefill_replicas is not None

    @property
    def scales(self) -> bool:
        """Whether replicas are started and stopped."""
        return self.min_replicas is not None

    @property
    def routed(self) -> str:
        """The router: requests in turn, unless a choice by load is what the fleet needs."""
        if self.scales:
            return FILLING
        by_load = self.apart or self.overflow is not None
        return self.router or ("least-loaded" if by_load else "round-robin")

    @property
    def overflow(self) -> Overflow | None:
        """Who is served elsewhere; None: nobody."""
        if all(getattr(self, name) is None for name in OVERFLOW):
            return None
        ms = self.overflow_ttft_ms
        return Overflow(
            queue=self.overflow_queue,
            outstanding=self.overflow_outstanding,
            ttft_seconds=None if ms is None else ms / 1e3,
        )

    def check(self) -> None:
        """Raise for numbers that cannot be, and for options that do not go together."""
        more = (
            "replicas",
            "concurrency",
            "target_outstanding",
            "prefill_replicas",
            "decode_replicas",
            "transfer_gb_per_second",
            *OVERFLOW,
        )
        check(**{name: getattr(self, name) for name in more})
        check_from_zero(
            prefix_slack=self.prefix_slack,
            min_replicas=self.min_replicas,
            cold_start_seconds=self.cold_start_seconds,
            idle_seconds=self.idle_seconds,
        )
        self._check_together()

    def _check_together(self) -> None:
        if (self.prefill_replicas is None) != (self.decode_replicas is None):
            raise UsageError("--prefill-replicas and --decode-replicas go together: give both")
        if self.apart and (self.replicas is not None or self.scales or self.concurrency):
            raise UsageError(
                "two pools are --prefill-replicas and --decode-replicas, which stand and take"
                " arrivals: leave out --replicas, --min-replicas and --concurrency"
            )
        if self.transfer_gb_per_second is not None and not self.apart:
            raise UsageError("--transfer-gb-per-second goes with --prefill-replicas")
        if self.prefix_slack is not None and self.routed != PREFIX_AWARE:
            raise UsageError("--prefix-slack goes with --router prefix-aware")
        self._check_overflow()
        said = [name for name in SCALING if getattr(self, name) is not None]
        if said and not self.scales:
            option = f"--{said[0].replace('_', '-')}"
            raise UsageError(f"{option} goes with --min-replicas, which turns autoscaling on")
        if self.scales and (self.router is not None or self.concurrency is not None):
            raise UsageError(
                "autoscaling follows arrivals and fills one replica after the other: leave out"
                " --router and --concurrency"
            )

    def _check_overflow(self) -> None:
        if self.overflow is None:
            return
        said = next(name for name in OVERFLOW if getattr(self, name) is not None)
        option = f"--{said.replace('_', '-')}"
        if self.apart or self.scales or self.concurrency:
            raise UsageError(
                f"{option} looks at replicas that stand and take arrivals: leave out"
                " --prefill-replicas, --min-replicas and --concurrency"
            )
        if self.router == "round-robin":
            raise UsageError(
                f"{option} looks at the replica that would take the request, which round-robin"
                " does not choose by load: leave out --router, or give least-loaded or prefix-aware"
            )

    def assumed(self) -> tuple[str, ...]:
        """Return the ids of the assumptions that this fleet rests on."""
        named = {
            "network_gb_per_second": self.apart and self.transfer_gb_per_second is None,
            "prefix_slack": self.routed == PREFIX_AWARE and self.prefix_slack is None,
        }
        scaling = {name: self.scales and getattr(self, name) is None for name in SCALING}
        return tuple(name for name, open_ in (named | scaling).items() if open_)

    def slack(self, assumed: Mapping[str, Assumption]) -> int:
        """Return how many outstanding requests more a known prompt is worth."""
        known = assumed["prefix_slack"].value
        return round(known) if self.prefix_slack is None else self.prefix_slack

    def autoscaling(self, assumed: Mapping[str, Assumption]) -> Autoscaling | None:
        """Return how the fleet follows its load; None where it stands."""
        if self.min_replicas is None:
            return None

        def chosen(name: str) -> float:
            said = getattr(self, name)
            return float(assumed[name].value if said is None else said)

        return Autoscaling(
            min_replicas=self.min_replicas,
            target_outstanding=round(chosen("target_outstanding")),
            cold_start_seconds=chosen("cold_start_seconds"),
            idle_seconds=chosen("idle_seconds"),
        )
