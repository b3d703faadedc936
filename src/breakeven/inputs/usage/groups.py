"""All the sums of a log's rows, in one pass: by model and tag, and by why rows do not count."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from breakeven.inputs.usage.keeping import constant, values
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


ASKED = (
    *((name, name, "sum") for name in SUMMED),
    ("usd", "cost_usd", "sum"),
    ("first", "time", "min"),
    ("last", "time", "max"),
    ("timed", "time", "count"),
    ("bucket_seconds", "bucket_seconds", "max"),
    ("counted", "requests", "count"),
    ("fewest", "requests", "min"),
    ("most", "requests", "max"),
    ("latencies", "latency_ms", "count"),
    ("first_tokens", "ttft_ms", "count"),
)
"""What is asked of a group, of which column, and how."""


def grouped(
    connection: Any,
    rows: "ir.Table",
    *,
    where: "ir.Value | None" = None,
    keys: Sequence[str] = KEYS,
) -> tuple[Group, ...]:
    """Return the sums of rows in normal form; of columns that are constant without the engine.

    `where` holds for the rows that are summed up, `keys` are those that may differ among them.
    """
    own = [key for key in keys if not constant(rows, key)]
    same = values(rows)
    single = constant(rows, "requests") and constant(rows, "bucket_seconds")
    rows = rows if where is None else rows.filter(where)
    sums = {field: getattr(rows[c], how)() for field, c, how in ASKED if c not in same}
    mean = rows.input_tokens if single else rows.input_tokens / rows.requests.nullif(0)
    alike = rows.group_by(*own) if own else rows
    asked = alike.aggregate(rows=rows.count(), longest=mean.max(), **sums)
    # Sums without a key are one row, even of nothing.
    return tuple(_group(row, same) for row in rows_of(connection, asked) if row["rows"])


def _group(row: Mapping[str, Any], same: Mapping[str, Any]) -> Group:
    rows = int(row["rows"])
    known = {field: _of_same(how, same[c], rows) for field, c, how in ASKED if c in same}
    told: dict[str, Any] = dict.fromkeys(KEYS)  # constant keys are null
    told |= {name: _plain(name, v) for name, v in (known | {**row}).items()}
    return Group(timeless=rows - told.pop("timed"), **told)


def _of_same(how: str, value: Any, rows: int) -> Any:
    """Return what rows say in sum of which each says the same."""
    if how == "count":
        return 0 if value is None else rows
    return value * rows if how == "sum" and value is not None else value


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
