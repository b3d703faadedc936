"""What a log says in total, and how bursty it is."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from breakeven.domain.workload import PeakToMean
from breakeven.inputs.usage.groups import Group, added, largest, least
from breakeven.inputs.usage.histograms import Histogram
from breakeven.inputs.usage.normal import MICROSECONDS
from breakeven.inputs.usage.quantiles import quantiles
from breakeven.inputs.usage.rejects import Rejected
from breakeven.inputs.usage.tables import rows_of

if TYPE_CHECKING:
    import ibis.expr.types as ir

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


def totals(connection: Any, events: "ir.Table", groups: Sequence[Group]) -> Totals:
    """Return the totals of rows in normal form, `groups` being their sums."""
    rows = sum(g.rows for g in groups)
    first, last = least(g.first for g in groups), largest(g.last for g in groups)
    bucket = largest(g.bucket_seconds for g in groups)
    one = {count for g in groups for count in (g.fewest, g.most)} == {1}
    timed = first is not None and not any(g.timeless for g in groups)
    return Totals(
        rows=rows,
        **{name: added(getattr(g, name) for g in groups) for name in (*COUNTS, "reasoning_tokens")},
        usd_billed=added(g.usd for g in groups),
        first=first if timed else None,
        last=last if timed else None,
        grain=bucket or _grain(connection, events, groups),
        single=one and not bucket and sum(g.counted for g in groups) == rows,
    )


def _grain(connection: Any, events: "ir.Table", groups: Sequence[Group]) -> float:
    """Return the seconds to which all times are rounded; the first and last rule most out."""
    ends = {at for g in groups for at in (g.first, g.last) if at is not None}
    possible = [g for g in GRAINS if all(at % (g * MICROSECONDS) == 0 for at in ends)]
    if not possible or not ends:
        return 0.0
    beyond = {f"g{g}": (events.time % (g * MICROSECONDS)).max() for g in possible}
    [found] = rows_of(connection, events.aggregate(**beyond))
    return float(next((g for g in possible if found[f"g{g}"] == 0), 0))


def by_name(groups: Sequence[Group], column: str) -> dict[str, ModelUsage]:
    """Return the totals of each model or tag, the one with the most tokens first."""
    alike: dict[str | None, list[Group]] = {}
    for group in groups:
        alike.setdefault(getattr(group, column), []).append(group)
    if alike.keys() <= {None}:
        return {}
    alike[UNKNOWN] = alike.pop(UNKNOWN, []) + alike.pop(None, [])
    used = {name or UNKNOWN: _usage(own) for name, own in alike.items() if own}
    return dict(sorted(used.items(), key=lambda item: (*_weight(item[1]), item[0])))


def _weight(used: ModelUsage) -> tuple[float, float]:
    tokens = (used.input_tokens or 0) + (used.output_tokens or 0)
    return -tokens, -(used.usd_billed or 0)


def _usage(groups: Sequence[Group]) -> ModelUsage:
    sums = {name: added(getattr(g, name) for g in groups) for name in PRICED}
    return ModelUsage(**sums, usd_billed=added(g.usd for g in groups))


NOTHING = ModelUsage(
    requests=0, input_tokens=0, cached_input_tokens=0, cache_write_tokens=0, output_tokens=0
)


def by_length(
    connection: Any,
    events: "ir.Table",
    groups: Sequence[Group],
    model: str,
    starts: Sequence[float],
) -> list[ModelUsage]:
    """Return a model's totals up to the first of some input lengths, and above each of them.

    A row that sums requests up counts with its mean length, where that is known. Rows are asked
    only where one may be longer than the first.
    """
    import ibis

    own = [g for g in groups if (g.model or UNKNOWN) == model]
    if not starts or all((g.longest or 0.0) <= starts[0] for g in own):
        return [_usage(own) if own else NOTHING, *[NOTHING] * len(starts)]
    rows = events.filter(of_model(events, model))
    length = (rows.input_tokens / rows.requests.nullif(0)).fill_null(0.0)
    passed = [(length > start).cast("int64") for start in starts]
    tier = sum(passed, ibis.literal(0, "int64"))
    sums = {name: rows[name].sum() for name in PRICED} | {"usd": rows.cost_usd.sum()}
    found = {
        int(row["tier"]): ModelUsage(
            **{name: _whole(row[name]) for name in PRICED},
            usd_billed=None if row["usd"] is None else float(row["usd"]),
        )
        for row in rows_of(connection, rows.group_by(tier=tier).aggregate(**sums))
    }
    return [found.get(i, NOTHING) for i in range(len(starts) + 1)]


def of_model(events: "ir.Table", model: str) -> "ir.Value":
    """Return whether rows are a model's; those that name none are of UNKNOWN."""
    return of_value(events.model, model)


def of_value(column: "ir.Value", value: str) -> "ir.Value":
    """Return whether a column says a value; null says UNKNOWN."""
    named = column == value
    return (named | column.isnull()) if value == UNKNOWN else named


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)


def latency(connection: Any, events: "ir.Table", column: str, rows: int) -> Latency | None:
    """Return how long requests took, of which `rows` say it; None where none does."""
    if not rows:
        return None
    [row] = rows_of(connection, events.aggregate(mean=events[column].mean()))
    p50, p90, p99 = quantiles(connection, events, column, (0.5, 0.9, 0.99), rows=rows)
    return Latency(mean=float(row["mean"]), p50=p50, p90=p90, p99=p99)


def moment(microseconds: int) -> datetime:
    """Return a time in UTC."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)


def _iso(time: datetime | None) -> str | None:
    return None if time is None else time.isoformat().replace("+00:00", "Z")
