"""What a log says in total, and how bursty it is."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from breakeven.domain.workload import PeakToMean
from breakeven.inputs.usage.histograms import Histogram
from breakeven.inputs.usage.normal import MICROSECONDS
from breakeven.inputs.usage.rejects import Rejected
from breakeven.inputs.usage.tables import rows_of

if TYPE_CHECKING:
    import ibis.expr.types as ir

PERIODS = {"second": 1, "minute": 60, "hour": 3_600}
GRAINS = (86_400, 3_600, 60, 1)
"""Lengths in seconds to which clocks are rounded."""
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelUsage:
    """What one model, or one team, was asked. What a log does not know is None."""

    requests: int | None
    input_tokens: int | None
    """Cached tokens included."""
    cached_input_tokens: int | None
    cache_write_tokens: int | None = None
    cache_write_1h_tokens: int | None = None
    """The part of cache_write_tokens that is kept for an hour."""
    output_tokens: int | None
    usd_billed: float | None = None
    """What the log itself says it cost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """Milliseconds that requests took, as the log says."""

    mean: float
    p50: float
    p90: float
    p99: float


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageSummary:
    """A log's totals. What the log does not know is None, and named in `unknown`."""

    format: str
    why: str
    """Why the log was taken for this format."""
    rows: int
    rejected_rows: int
    aside: Mapping[str, int] = field(default_factory=dict)
    """Rows that are fine but no traffic: failed calls, lines of a bill, duplicates, others."""
    requests: int | None
    first: datetime | None
    last: datetime | None
    input_tokens: int | None
    """Cached tokens included."""
    cached_input_tokens: int | None
    cache_write_tokens: int | None = None
    output_tokens: int | None
    """Reasoning included."""
    reasoning_tokens: int | None = None
    usd_billed: float | None = None
    latency_ms: Latency | None = None
    ttft_ms: Latency | None = None
    models: Mapping[str, ModelUsage] = field(default_factory=dict)
    """The one with the most tokens first; empty where the log names none."""
    tags: Mapping[str, ModelUsage] = field(default_factory=dict)
    """The same of what the log was split by."""
    peak_to_mean: PeakToMean = field(default_factory=PeakToMean)
    unknown: tuple[str, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    histograms: Mapping[str, Histogram] = field(default_factory=dict)
    """Means, and between which edges percentiles lie, where a log holds histograms."""

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON of `breakeven usage`, without prices."""
        plain = (
            "input_tokens", "cached_input_tokens", "cache_write_tokens", "output_tokens",
            "reasoning_tokens", "usd_billed",
        )  # fmt: skip
        return {
            **{name: getattr(self, name) for name in ("format", "why", "rows", "rejected_rows")},
            "aside": dict(self.aside),
            "requests": self.requests,
            "first": _iso(self.first),
            "last": _iso(self.last),
            **{name: getattr(self, name) for name in plain},
            "latency_ms": asdict(self.latency_ms) if self.latency_ms else None,
            "ttft_ms": asdict(self.ttft_ms) if self.ttft_ms else None,
            "models": {name: asdict(used) for name, used in self.models.items()},
            "tags": {name: asdict(used) for name, used in self.tags.items()},
            "peak_to_mean": asdict(self.peak_to_mean),
            "unknown": list(self.unknown),
            "rejected": [r.to_dict() for r in self.rejected],
            "histograms": {name: asdict(one) for name, one in self.histograms.items()},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """One line over all the rows of a log."""

    rows: int
    requests: int | None
    input_tokens: int | None
    cached_input_tokens: int | None
    cache_write_tokens: int | None
    output_tokens: int | None
    reasoning_tokens: int | None
    usd_billed: float | None
    first: int | None
    """Microseconds since 1970; None where rows have no times."""
    last: int | None
    grain: float
    """Seconds to which the log's clock is rounded, or the longest bucket; 0 if finer."""
    single: bool
    """Whether every row is one request, so that their lengths are known."""

    @property
    def covered_seconds(self) -> float:
        """Return the time that the log covers: the last grain counts whole; 0 if unknown."""
        if self.first is None or self.last is None:
            return 0.0
        return (self.last - self.first) / MICROSECONDS + self.grain


COUNTS = ("requests", "input_tokens", "cached_input_tokens", "cache_write_tokens", "output_tokens")
PRICED = (*COUNTS, "cache_write_1h_tokens")
"""What a price list asks for."""


def totals(connection: Any, events: "ir.Table") -> Totals:
    """Return the totals of rows in normal form."""
    seconds = events.time % (GRAINS[0] * MICROSECONDS)
    rounded = {f"grain_{g}": (seconds % (g * MICROSECONDS)).max() for g in GRAINS}
    found = rows_of(
        connection,
        events.aggregate(
            **_sums(events),
            reasoning_tokens=events.reasoning_tokens.sum(),
            first=events.time.min(),
            last=events.time.max(),
            timeless=events.time.isnull().sum(),
            bucket=events.bucket_seconds.max(),
            rows=events.count(),
            known=events.requests.count(),
            fewest=events.requests.min(),
            most=events.requests.max(),
            **rounded,
        ),
    )[0]
    grain = next((g for g in GRAINS if found[f"grain_{g}"] == 0), 0)
    timed = found["first"] is not None and not found["timeless"]
    single = found["known"] == found["rows"] and found["fewest"] == found["most"] == 1
    return Totals(
        rows=int(found["rows"]),
        **{name: _whole(found[name]) for name in (*COUNTS, "reasoning_tokens")},
        usd_billed=_number(found["usd_billed"]),
        first=int(found["first"]) if timed else None,
        last=int(found["last"]) if timed else None,
        grain=float(found["bucket"] or grain),
        single=single and not found["bucket"],
    )


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def by_name(connection: Any, events: "ir.Table", column: str) -> dict[str, ModelUsage]:
    """Return the totals of each model or tag, the one with the most tokens first."""
    rows = rows_of(connection, events.group_by(column).aggregate(**_sums(events)))
    if all(row[column] is None for row in rows):
        return {}
    rows.sort(key=_weight)
    return {row.pop(column) or UNKNOWN: _usage(row) for row in rows}


def _weight(row: Mapping[str, Any]) -> tuple[Any, ...]:
    tokens = (row["input_tokens"] or 0) + (row["output_tokens"] or 0)
    return -tokens, -(row["usd_billed"] or 0), row.get("model") or row.get("tag") or ""


def _usage(row: Mapping[str, Any]) -> ModelUsage:
    return ModelUsage(
        **{name: _whole(row[name]) for name in PRICED}, usd_billed=_number(row["usd_billed"])
    )


def by_length(
    connection: Any, events: "ir.Table", model: str, starts: Sequence[float]
) -> list[ModelUsage]:
    """Return a model's totals up to the first of some input lengths, and above each of them.

    A row that sums requests up counts with its mean length, where that is known.
    """
    import ibis

    named = events.model.isnull() if model == UNKNOWN else events.model == model
    own = events.filter(named)
    length = (own.input_tokens / own.requests.nullif(0)).fill_null(0.0)
    passed = [(length > start).cast("int64") for start in starts]
    tier = sum(passed, ibis.literal(0, "int64"))
    rows = rows_of(connection, own.group_by(tier=tier).aggregate(**_sums(own)))
    found = {row["tier"]: _usage(row) for row in rows}
    nothing = ModelUsage(
        requests=0, input_tokens=0, cached_input_tokens=0, cache_write_tokens=0, output_tokens=0
    )
    return [found.get(i, nothing) for i in range(len(starts) + 1)]


def _sums(events: "ir.Table") -> dict[str, Any]:
    return {name: events[name].sum() for name in PRICED} | {"usd_billed": events.cost_usd.sum()}


def latency(connection: Any, events: "ir.Table", column: str) -> Latency | None:
    """Return how long requests took; None where the log does not say."""
    time = events[column]
    quantiles = {f"p{q}": time.quantile(q / 100) for q in (50, 90, 99)}
    [row] = rows_of(connection, events.aggregate(mean=time.mean(), **quantiles))
    return None if row["mean"] is None else Latency(**{k: float(v) for k, v in row.items()})


def peaks(connection: Any, events: "ir.Table", log: Totals) -> PeakToMean:
    """Return the busiest second, minute and hour over the mean one.

    Periods are whole and counted from the first arrival; what follows the last whole one is left
    out, also of the mean. A log of less than two whole periods cannot tell, nor can one whose
    clock is coarser than the period. Where nobody counted requests, their tokens are taken.
    """
    if log.first is None:
        return PeakToMean()
    at = (events.time - log.first) // MICROSECONDS
    seconds = events.group_by(at=at).aggregate(requests=asked(events, log).sum())
    found = {}
    for name, length in PERIODS.items():
        whole = int(log.covered_seconds // length)
        if whole < 2 or log.grain > length:
            continue
        inside = seconds.filter(seconds.at < whole * length)
        period = inside.group_by(at=inside.at // length).aggregate(n=inside.requests.sum())
        row = rows_of(connection, period.aggregate(most=period.n.max(), total=period.n.sum()))[0]
        if row["total"]:
            found[name] = float(row["most"]) * whole / float(row["total"])
    return PeakToMean(**found)


def asked(events: "ir.Table", log: Totals) -> "ir.Value":
    """Return what each row counts in a log's arrivals: requests, or tokens where nobody counted."""
    if log.requests is not None:
        return events.requests
    return events.input_tokens.fill_null(0) + events.output_tokens.fill_null(0)


def moment(microseconds: int) -> datetime:
    """Return a time in UTC."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)


def _iso(time: datetime | None) -> str | None:
    return None if time is None else time.isoformat().replace("+00:00", "Z")
