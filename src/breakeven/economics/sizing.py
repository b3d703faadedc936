"""What one replica holds, serves and costs: the answer of `breakeven size`."""

from dataclasses import asdict, dataclass

from breakeven.domain.display import Displayed
from breakeven.domain.offers import Excuse, RentalOffer, Setup
from breakeven.domain.plain import fields_of
from breakeven.serving.speculation import NO_SPECULATION, Speculation


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryReport:
    """Memory of one GPU in GiB, and what the replica's cache holds in tokens."""

    fits: bool
    weights_gib: float
    kv_cache_gib: float
    overhead_gib: float
    activation_gib: float
    visible_gib: float
    kv_tokens: int
    max_context_tokens: int
    max_sequences: int
    """Sequences of the asked length at once."""
    context_tokens: int
    """The length that was asked about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityReport:
    """The highest load of one replica inside the targets."""

    requests_per_second: float
    output_tokens_per_second: float
    batch: float
    ttft_p50_ms: float
    ttft_p99_ms: float
    tpot_p50_ms: float
    tpot_p99_ms: float
    limit: str
    """What binds: ttft, tpot, e2e, kv_cache, max_num_seqs or prefill."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """How the capacity was found by simulation."""

    requests: int
    """Served at each rate that was tried."""
    requests_from: str
    """Which: of the log's busiest hours, or of lognormal lengths."""
    simulations: int
    """Rates that were tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RateRange:
    """5th and 95th percentile of the predicted rate, in requests per second."""

    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizing(Displayed):
    """One replica, sized."""

    setup: Setup
    memory: MemoryReport
    capacity: CapacityReport | None
    """None where the model does not fit or misses the targets even when idle."""
    closed_form: CapacityReport | None = None
    """The same by the closed form, from which the simulation starts."""
    tried: Tried | None = None
    """How the capacity was simulated; None where it is the closed form's."""
    note: str = ""
    """Why nothing was simulated."""
    speculation: Speculation = NO_SPECULATION
    """Drafts that the capacity rests on, but not the closed form."""
    excuse: Excuse | None
    range: RateRange | None
    usd_per_million_output_tokens: float | None
    """At this load around the clock, on the cheapest on-demand machine that sells it."""
    rental: RentalOffer | None
    basis: str
    """Where the speed comes from: coefficients, their source and error."""

    @property
    def gap(self) -> float | None:
        """The closed form's rate over the capacity's, less 1."""
        if self.capacity is None or self.closed_form is None:
            return None
        return self.closed_form.requests_per_second / self.capacity.requests_per_second - 1.0

    def to_dict(self) -> dict[str, object]:
        """Return the JSON of `breakeven size`."""
        return {
            "setup": self.setup.id,
            "memory": fields_of(self.memory),
            "capacity": fields_of(self.capacity),
            "capacity_from": self.capacity and ("simulation" if self.tried else "closed-form"),
            "closed_form": self.closed_form
            and {**asdict(self.closed_form), "gap_to_capacity": self.gap},
            "simulation": fields_of(self.tried),
            "note": self.note or None,
            "speculation": fields_of(self.speculation if self.speculation.draft_tokens else None),
            "excuse": fields_of(self.excuse),
            "range": fields_of(self.range),
            "usd_per_million_output_tokens": self.usd_per_million_output_tokens,
            "rental": self.rental and f"{self.rental.provider} {self.rental.instance}",
            "rental_usd_per_hour": self.rental and self.rental.usd_per_hour,
            "rental_source": self.rental and str(self.rental.provenance),
            "basis": self.basis,
        }
