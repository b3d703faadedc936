"""What a simulation found: times of every request, and how busy the replicas were."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np

from breakeven.domain.numbers import Array, Flags
from breakeven.domain.workload import LatencyTargets

Counts: TypeAlias = np.ndarray[Any, np.dtype[np.integer[Any]]]
METRICS = ("ttft", "tpot", "e2e", "queueing")
P50_P90_P99 = (50.0, 90.0, 99.0)
NO_TARGETS = LatencyTargets()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Simulation:
    """Requests in the order they were given; seconds; NaN where one was rejected or sent away."""

    arrivals: Array = field(repr=False)
    starts: Array = field(repr=False)
    """When the request's first step began."""
    firsts: Array = field(repr=False)
    """When its first token came."""
    finishes: Array = field(repr=False)
    input_tokens: Counts = field(repr=False)
    output_tokens: Counts = field(repr=False)
    cached_tokens: Counts = field(repr=False)
    """Tokens of the prompt that were not computed, at the last admission."""
    preemptions: Counts = field(repr=False)
    """How often each request lost its cache and began anew."""
    rejected: int
    """Requests that no replica's cache can hold."""
    outside: int = 0
    """Requests that an overflow sent elsewhere."""
    replicas: int
    """At most, where the fleet scales."""
    scaled_replica_seconds: float | None
    """Time for which replicas were on, summed; None where none was ever stopped."""
    cold_starts: int
    replica_kv_tokens: float
    steps: int
    prefill_tokens: int
    """Computed in prompts, recomputation after preemption included."""
    decode_tokens: int
    busy_seconds: float
    """Summed over replicas, as the next three."""
    kv_token_seconds: float
    """Tokens in the cache, over time."""
    request_seconds: float
    """Requests running, over time."""
    peak_kv_tokens: int
    """Most tokens in one replica's cache."""
    gap_seconds: Array = field(repr=False)
    """Gaps between tokens: the centres of the bins that are not empty, within 0.25 %."""
    gap_counts: Counts = field(repr=False)
    wall_seconds: float
    """Time the simulation itself took, once compiled."""

    @property
    def served(self) -> int:
        """Requests that finished."""
        return int(self.arrivals.size) - self.rejected - self.outside

    @property
    def outside_share(self) -> float:
        """Share of the requests that an overflow sent elsewhere."""
        return self.outside / self.arrivals.size if self.arrivals.size else 0.0

    @property
    def seconds(self) -> float:
        """From the first arrival to the last token."""
        if not self.served:
            return 0.0
        return float(np.nanmax(self.finishes) - np.nanmin(self.arrivals))

    @property
    def replica_seconds(self) -> float:
        """Time for which replicas were on, summed: what is paid."""
        if self.scaled_replica_seconds is not None:
            return self.scaled_replica_seconds
        return self.replicas * self.seconds

    @property
    def replicas_mean(self) -> float:
        """Replicas that were on, over time."""
        return self.replica_seconds / self.seconds if self.seconds else 0.0

    @property
    def cached_input_share(self) -> float:
        """Share of the finished requests' input that was not computed."""
        done = ~np.isnan(self.finishes)
        total = float(self.input_tokens.sum(where=done))
        return float(self.cached_tokens.sum(where=done)) / total if total else 0.0

    @property
    def ttft(self) -> Array:
        """Time to the first token."""
        return self.firsts - self.arrivals

    @property
    def e2e(self) -> Array:
        """Time to the last token."""
        return self.finishes - self.arrivals

    @property
    def queueing(self) -> Array:
        """Time before the first step."""
        return np.maximum(self.starts - self.arrivals, 0.0)

    @property
    def tpot(self) -> Array:
        """Mean time per token after the first; NaN where there is only one."""
        later = self.output_tokens - 1.0
        later[later <= 0.0] = np.nan
        return (self.finishes - self.firsts) / later

    def percentiles(self, metric: str, at: Sequence[float] = P50_P90_P99) -> tuple[float, ...]:
        """Return percentiles over requests of one of METRICS, rejected ones left out."""
        values: Array = getattr(self, metric)
        missing = np.isnan(values)
        if missing.any():
            values = values[~missing]
        if not values.size:
            return tuple(float("nan") for _ in at)
        return tuple(float(v) for v in np.percentile(values, at))

    def itl_percentiles(self, at: Sequence[float] = P50_P90_P99) -> tuple[float, ...]:
        """Return percentiles of the gap between a token and the next, over all tokens."""
        if not self.gap_counts.size:
            return tuple(float("nan") for _ in at)
        total = np.cumsum(self.gap_counts)
        places = np.searchsorted(total, np.asarray(at) / 100 * total[-1])
        return tuple(float(self.gap_seconds[min(p, total.size - 1)]) for p in places)

    @property
    def utilization(self) -> float:
        """Share of the replicas' time in which they computed."""
        return self.busy_seconds / self.replica_seconds if self.served else 0.0

    @property
    def kv_use(self) -> float:
        """Share of the cache that was filled, over time."""
        if not self.served:
            return 0.0
        return self.kv_token_seconds / (self.replica_kv_tokens * self.replica_seconds)

    @property
    def batch(self) -> float:
        """Mean requests running on a replica while it computes."""
        return self.request_seconds / self.busy_seconds if self.served else 0.0

    @property
    def requests_per_second(self) -> float:
        """Finished requests over the simulated time."""
        return self.served / self.seconds if self.served else 0.0

    @property
    def output_tokens_per_second(self) -> float:
        """Tokens of the finished requests over the simulated time."""
        if not self.served:
            return 0.0
        done = ~np.isnan(self.finishes)
        return float(self.output_tokens.sum(where=done)) / self.seconds

    def meets(self, targets: LatencyTargets) -> Flags:
        """Return which requests stay inside every target."""
        good: Flags = ~np.isnan(self.finishes)
        if targets.ttft_p99_ms is not None:
            good &= self.ttft * 1e3 <= targets.ttft_p99_ms
        if targets.tpot_p99_ms is not None:
            good &= ~(self.tpot * 1e3 > targets.tpot_p99_ms)
        if targets.e2e_p99_ms is not None:
            good &= self.e2e * 1e3 <= targets.e2e_p99_ms
        return good

    def goodput(self, targets: LatencyTargets) -> float:
        """Return the requests per second that stay inside every target."""
        return float(np.count_nonzero(self.meets(targets))) / self.seconds if self.served else 0.0

    def to_dict(self, targets: LatencyTargets = NO_TARGETS) -> dict[str, Any]:
        """Return the summary as `breakeven simulate --json` prints it; None where nothing is known.

        Goodput counts the requests inside `targets`.
        """

        def shown(values: Sequence[float]) -> dict[str, float | None]:
            in_ms = (None if np.isnan(v) else v * 1e3 for v in values)
            return dict(zip(("p50", "p90", "p99"), in_ms, strict=True))

        return {
            "requests": int(self.arrivals.size),
            "rejected": self.rejected,
            "simulated_seconds": self.seconds,
            "wall_seconds": self.wall_seconds,
            **{f"{metric}_ms": shown(self.percentiles(metric)) for metric in METRICS},
            "itl_ms": shown(self.itl_percentiles()),
            "requests_per_second": self.requests_per_second,
            "output_tokens_per_second": self.output_tokens_per_second,
            "goodput_requests_per_second": self.goodput(targets),
            "preemptions": int(self.preemptions.sum()),
            "utilization": self.utilization,
            "kv_use": self.kv_use,
            "batch": self.batch,
            "replica_seconds": self.replica_seconds,
            "cold_starts": self.cold_starts,
        }
