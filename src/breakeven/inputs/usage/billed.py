"""What a log's rows cost, by day, tier and length: what a bill is set against."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from breakeven.inputs.usage.normal import MICROSECONDS
from breakeven.inputs.usage.summary import PRICED, UNKNOWN, moment, of_model
from breakeven.inputs.usage.tables import rows_of

if TYPE_CHECKING:
    import ibis.expr.types as ir

DAY = 86_400 * MICROSECONDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """Tokens of one month, tier and length of requests, and what the log says they cost."""

    month: str
    """As YYYY-MM, in UTC."""
    tier: str
    """As the log calls it; empty where it does not."""
    band: int
    """Which of the lengths of a price list it falls into, from 0."""
    requests: int
    input_tokens: int
    cached_input_tokens: int
    cache_write_tokens: int = 0
    cache_write_1h_tokens: int = 0
    output_tokens: int
    usd_billed: float


def spendings(
    connection: Any, events: "ir.Table", model: str, starts: Sequence[float]
) -> list[Spending]:
    """Return what a model was asked and cost, by month, tier and input length.

    `starts` are the lengths in input tokens above which other prices hold.
    """
    import ibis

    own = events.filter(of_model(events, model) & events.time.notnull())
    length = (own.input_tokens / own.requests.nullif(0)).fill_null(0.0)
    band = sum(((length > s).cast("int64") for s in starts), ibis.literal(0, "int64"))
    totals = {name: own[name].sum() for name in PRICED}
    grouped = own.group_by(day=own.time // DAY, tier=own.tier, band=band)
    rows = rows_of(connection, grouped.aggregate(**totals, usd=own.cost_usd.sum()))
    return [_spending(row) for row in rows]


def _spending(row: dict[str, Any]) -> Spending:
    return Spending(
        month=_month(int(row["day"])),
        tier=row["tier"] or "",
        band=int(row["band"]),
        **{name: int(row[name] or 0) for name in PRICED},
        usd_billed=float(row["usd"] or 0.0),
    )


def bills(connection: Any, lines: "ir.Table") -> dict[tuple[str, str], float]:
    """Return dollars by model and month from the lines of a bill."""
    grouped = lines.group_by("model", day=lines.time // DAY)
    found: dict[tuple[str, str], float] = {}
    for row in rows_of(connection, grouped.aggregate(usd=lines.cost_usd.sum())):
        key = (row["model"] or UNKNOWN, _month(int(row["day"])))
        found[key] = found.get(key, 0.0) + float(row["usd"] or 0.0)
    return found


def _month(day: int) -> str:
    return f"{moment(day * DAY):%Y-%m}"


def last_day(month: str) -> date:
    """Return the last day of a month.

    >>> last_day("2026-02").isoformat()
    '2026-02-28'
    """
    year, number = map(int, month.split("-"))
    following = date(year + number // 12, number % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)
