"""What a log says in total, and how bursty it is."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from breakeven.domain.workload import PeakToMean
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
    """What one model was asked."""

    requests: int
    input_tokens: int
    cached_input_tokens: int
    output_tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageSummary:
    """A log's totals."""

    format: str
    why: str
    """Why the log was taken for this format."""
    rows: int
    rejected_rows: int
    requests: int
    first: datetime
    last: datetime
    input_tokens: int
    """Cached tokens included."""
    cached_input_tokens: int
    output_tokens: int
    models: Mapping[str, ModelUsage] = field(default_factory=dict)
    """The one with the most tokens first; empty where the log names none."""
    peak_to_mean: PeakToMean = field(default_factory=PeakToMean)
    rejected: tuple[Rejected, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON of `breakeven usage`, without prices."""
        return {
            **{name: getattr(self, name) for name in ("format", "why", "rows", "rejected_rows")},
            "requests": self.requests,
            "first": _iso(self.first),
            "last": _iso(self.last),
            "input_tokens": self.input_tokens,
            "cached_input_tokens": self.cached_input_tokens,
            "output_tokens": self.output_tokens,
            "models": {name: asdict(used) for name, used in self.models.items()},
            "peak_to_mean": asdict(self.peak_to_mean),
            "rejected": [r.to_dict() for r in self.rejected],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """One line over all the rows of a log."""

    requests: int
    input_tokens: int
    cached_input_tokens: int
    output_tokens: int
    first: int
    """Microseconds since 1970."""
    last: int
    grain: float
    """Seconds to which the log's clock is rounded, or the longest bucket; 0 if finer."""
    single: bool
    """Whether every row is one request, so that their lengths are known."""

    @property
    def covered_seconds(self) -> float:
        """Return the time that the log covers: the last grain counts whole."""
        return (self.last - self.first) / MICROSECONDS + self.grain


def totals(connection: Any, events: "ir.Table") -> Totals:
    """Return the totals of rows in normal form."""
    seconds = events.time % (GRAINS[0] * MICROSECONDS)
    rounded = {f"grain_{g}": (seconds % (g * MICROSECONDS)).max() for g in GRAINS}
    found = rows_of(
        connection,
        events.aggregate(
            **_sums(events),
            first=events.time.min(),
            last=events.time.max(),
            bucket=events.bucket_seconds.max(),
            fewest=events.requests.min(),
            most=events.requests.max(),
            **rounded,
        ),
    )[0]
    grain = next((g for g in GRAINS if found[f"grain_{g}"] == 0), 0)
    names = ("requests", "input_tokens", "cached_input_tokens", "output_tokens", "first", "last")
    whole = {name: int(found[name]) for name in names}
    single = found["fewest"] == found["most"] == 1 and not found["bucket"]
    return Totals(**whole, grain=float(found["bucket"] or grain), single=single)


def models(connection: Any, events: "ir.Table") -> dict[str, ModelUsage]:
    """Return the totals of each model, the one with the most tokens first."""
    rows = rows_of(connection, events.group_by("model").aggregate(**_sums(events)))
    if all(row["model"] is None for row in rows):
        return {}
    rows.sort(key=lambda r: (-r["input_tokens"] - r["output_tokens"], r["model"] or ""))
    return {
        row.pop("model") or UNKNOWN: ModelUsage(**{k: int(v) for k, v in row.items()})
        for row in rows
    }


def by_length(
    connection: Any, events: "ir.Table", model: str, starts: Sequence[float]
) -> list[ModelUsage]:
    """Return a model's totals up to the first of some input lengths, and above each of them.

    A row that sums requests up counts with its mean length.
    """
    import ibis

    named = events.model.isnull() if model == UNKNOWN else events.model == model
    own = events.filter(named & (events.requests > 0))
    length = own.input_tokens / own.requests
    passed = [(length > start).cast("int64") for start in starts]
    tier = sum(passed, ibis.literal(0, "int64"))
    rows = rows_of(connection, own.group_by(tier=tier).aggregate(**_sums(own)))
    found = {row.pop("tier"): row for row in rows}
    nothing = dict.fromkeys(_sums(own), 0)
    return [
        ModelUsage(**{k: int(v) for k, v in found.get(i, nothing).items()})
        for i in range(len(starts) + 1)
    ]


def _sums(events: "ir.Table") -> dict[str, Any]:
    names = ("requests", "input_tokens", "cached_input_tokens", "output_tokens")
    return {name: events[name].sum() for name in names}


def peaks(connection: Any, events: "ir.Table", log: Totals) -> PeakToMean:
    """Return the busiest second, minute and hour over the mean one.

    Periods are whole and counted from the first arrival; what follows the last whole one is left
    out, also of the mean. A log of less than two whole periods cannot tell, nor can one whose
    clock is coarser than the period.
    """
    at = (events.time - log.first) // MICROSECONDS
    seconds = events.group_by(at=at).aggregate(requests=events.requests.sum())
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


def moment(microseconds: int) -> datetime:
    """Return a time in UTC."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)


def _iso(time: datetime) -> str:
    return time.isoformat().replace("+00:00", "Z")
