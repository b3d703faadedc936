"""All the sums of a log's rows, in one pass: by model and tag, and by why rows do not count."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from breakeven.inputs.usage.keeping import constant
from breakeven.inputs.usage.tables import rows_of

if TYPE_CHECKING:
    import ibis.expr.types as ir


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Rows of one model and tag that count alike. Sums are None where no row knows any."""

    model: str | None
    tag: str | None
    why: str | None
    """Why they do not count: a word of ASIDE, or why they are refused."""
    rows: int
    requests: int | None
    input_tokens: int | None
    cached_input_tokens: int | None
    cache_write_tokens: int | None
    cache_write_1h_tokens: int | None
    output_tokens: int | None
    reasoning_tokens: int | None
    usd: float | None
    first: int | None
    """Microseconds since 1970."""
    last: int | None
    timeless: int
    """Rows without a time."""
    bucket_seconds: float | None
    """The longest of a row."""
    counted: int
    """Rows whose requests are known."""
    fewest: int | None
    most: int | None
    longest: float | None
    """Input tokens of the longest request; of a row that sums requests up, the mean."""
    latencies: int
    """Rows that say how long they took."""
    first_tokens: int
    """Rows that say when their first token came."""


KEYS = ("model", "tag", "why")
FRACTIONS = ("usd", "bucket_seconds", "longest")
SUMMED = (
    "requests", "input_tokens", "cached_input_tokens", "cache_write_tokens",
    "cache_write_1h_tokens", "output_tokens", "reasoning_tokens",
)  # fmt: skip


def grouped(connection: Any, rows: "ir.Table") -> tuple[Group, ...]:
    """Return the sums of rows in normal form."""
    keys = [key for key in KEYS if not constant(rows, key)]
    found = rows_of(connection, rows.group_by(*keys).aggregate(**_sums(rows)))
    same: dict[str, Any] = dict.fromkeys(KEYS)  # constant keys are null
    return tuple(
        Group(**same | {name: _plain(name, v) for name, v in row.items()})
        for row in found
        if row["rows"]  # sums without a key are one row, even of nothing
    )


def _sums(rows: "ir.Table") -> dict[str, Any]:
    single = constant(rows, "requests") and constant(rows, "bucket_seconds")
    mean = rows.input_tokens if single else rows.input_tokens / rows.requests.nullif(0)
    return {
        "rows": rows.count(),
        **{name: rows[name].sum() for name in SUMMED},
        "usd": rows.cost_usd.sum(),
        "first": rows.time.min(),
        "last": rows.time.max(),
        "timeless": rows.count() - rows.time.count(),
        "bucket_seconds": rows.bucket_seconds.max(),
        "counted": rows.requests.count(),
        "fewest": rows.requests.min(),
        "most": rows.requests.max(),
        "longest": mean.max(),
        "latencies": rows.latency_ms.count(),
        "first_tokens": rows.ttft_ms.count(),
    }


def _plain(name: str, value: Any) -> Any:
    """Return an engine's number as Python's: sums come as decimals, too."""
    if value is None or name in KEYS:
        return value
    return float(value) if name in FRACTIONS else int(value)


def added(numbers: Iterable[Any]) -> Any:
    """Return the sum of what is known, None where nothing is."""
    known = [n for n in numbers if n is not None]
    return sum(known) if known else None


def least(numbers: Iterable[Any]) -> Any:
    """Return the smallest of what is known."""
    return min((n for n in numbers if n is not None), default=None)


def largest(numbers: Iterable[Any]) -> Any:
    """Return the largest of what is known."""
    return max((n for n in numbers if n is not None), default=None)
