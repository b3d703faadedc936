"""What is asked of a model: how often, how long, how fast, under which rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

import numpy as np
from annotated_types import Ge, Gt, Interval
from numpy.typing import NDArray

from breakeven.domain.provenance import Provenance

Share = Annotated[float, Interval(ge=0, le=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lengths:
    """Tokens of one direction of a request: the mean and some quantiles."""

    mean: Annotated[float, Ge(0)]
    p50: Annotated[float, Ge(0)]
    p90: Annotated[float, Ge(0)]
    p99: Annotated[float, Ge(0)]
    mean_square: Annotated[float, Ge(0)]
    """Mean of the squares, which prefill and queueing need."""

    @classmethod
    def constant(cls, tokens: float) -> "Lengths":
        """Return the lengths of requests that are all alike."""
        return cls(mean=tokens, p50=tokens, p90=tokens, p99=tokens, mean_square=tokens**2)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeakToMean:
    """The busiest second, minute and hour over the mean; None where it cannot be known."""

    second: float | None = None
    minute: float | None = None
    hour: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LatencyTargets:
    """What users must be given, in milliseconds at the 99th percentile; None sets no target."""

    ttft_p99_ms: Annotated[float, Gt(0)] | None = None
    """Time to the first token."""
    tpot_p99_ms: Annotated[float, Gt(0)] | None = None
    """Mean time per output token after the first."""
    e2e_p99_ms: Annotated[float, Gt(0)] | None = None
    """Time to the last token."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Workload:
    """The traffic of one use: arrivals, tokens of its requests, and where this is known from."""

    requests_per_day: Annotated[float, Gt(0)]
    input_tokens: Lengths
    output_tokens: Lengths
    cached_input_share: Share = 0.0
    """Share of the input tokens that a prefix cache holds."""
    peak_to_mean: PeakToMean = field(default_factory=PeakToMean)
    hourly_shape: tuple[float, ...] = ()
    """Arrivals of each hour of a day over the mean hour, 24 values; empty where unknown."""
    request_tokens: NDArray[np.float64] | None = None
    """A sample of the real requests, shape (n, 2): input and output tokens."""
    busy_request_tokens: NDArray[np.float64] | None = None
    """The same of the busiest hours, which a fleet is sized for; None where they are not known."""
    requests: int | None = None
    """How many requests the log held."""
    weekly_shape: tuple[float, ...] = ()
    """Arrivals of each day from Monday on over the mean day, 7 values; empty where unknown."""
    growth_per_month: float | None = None
    """Trend of the arrivals: 0.03 for 3 % more from month to month; None where unknown."""
    minute_dispersion: Annotated[float, Ge(0)] | None = None
    """Variance over mean of the arrivals of a minute within its hour: 1 for Poisson arrivals."""
    token_correlation: Annotated[float, Interval(ge=-1, le=1)] | None = None
    """Of the ranks of input and output tokens; None where lengths are not known."""
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """The 5th and 95th percentile of what the log told, had other days of its kind been seen."""
    bounds: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """Between which lengths a percentile lies, where a log tells of no single request but holds
    histograms: `input_tokens_p50` and the like."""
    unknown: tuple[str, ...] = ()
    """What the log cannot tell; what stands for it is assumed."""
    name: str = "workload"
    provenance: Provenance

    @property
    def requests_per_second(self) -> float:
        """Mean arrivals per second."""
        return self.requests_per_day / 86_400

    @property
    def peak_request_tokens(self) -> NDArray[np.float64] | None:
        """Real requests that size a fleet: of the busiest hours where these are known."""
        return self.request_tokens if self.busy_request_tokens is None else self.busy_request_tokens
