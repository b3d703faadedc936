"""How a log's rows fall onto seconds and minutes, counted from its first arrival."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from breakeven.domain.workload import PeakToMean
from breakeven.inputs.usage.keeping import kept
from breakeven.inputs.usage.normal import MICROSECONDS
from breakeven.inputs.usage.tables import rows_of

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from breakeven.inputs.usage.summary import Totals

PERIODS = {"second": 1, "minute": 60, "hour": 3_600}


def asked(events: "ir.Table", log: "Totals") -> "ir.Value":
    """Return what each row counts in a log's arrivals: requests, or tokens where nobody counted."""
    if log.requests is not None:
        return events.requests
    return events.input_tokens.fill_null(0) + events.output_tokens.fill_null(0)


def since(events: "ir.Table", log: "Totals", seconds: int) -> "ir.Value":
    """Return how many whole periods after the first arrival each row is."""
    return (events.time - log.first) // (seconds * MICROSECONDS)


def by_second(connection: Any, events: "ir.Table", log: "Totals") -> "ir.Table":
    """Return what each second was asked, as a table of `at` and `n`, worked out once."""
    at = since(events, log, 1)
    seconds = events.group_by(at=at).aggregate(n=asked(events, log).sum().cast("int64"))
    return kept(connection, seconds)


def peaks(connection: Any, seconds: "ir.Table", log: "Totals") -> PeakToMean:
    """Return the busiest second, minute and hour over the mean one, of arrivals by second.

    Periods are whole and counted from the first arrival; what follows the last whole one is left
    out, also of the mean. A log of less than two whole periods cannot tell, nor can one whose
    clock is coarser than the period. Where nobody counted requests, their tokens are taken.
    """
    whole = {name: int(log.covered_seconds // length) for name, length in PERIODS.items()}
    told = [n for n, length in PERIODS.items() if whole[n] >= 2 and log.grain <= length]
    if not told:
        return PeakToMean()
    [row] = rows_of(connection, _nested(seconds, whole))
    return PeakToMean(
        **{
            name: float(row[f"{name}_most"]) * whole[name] / float(row[f"{name}_total"])
            for name in told
            if row[f"{name}_total"]
        }
    )


def _nested(seconds: "ir.Table", whole: Mapping[str, int]) -> "ir.Table":
    """Return the most and the total of each kind of period: hours of minutes of seconds."""
    table = _told(seconds, "second", whole)
    for name in ("minute", "hour"):
        grouped = table.group_by(at=table.at // 60)
        table = _told(grouped.aggregate(n=table.n.sum(), **_carried(table)), name, whole)
    return table.aggregate(**_carried(table))


def _told(table: "ir.Table", name: str, whole: Mapping[str, int]) -> "ir.Table":
    """Return periods with their own sums as what is to be the most and the total."""
    inside = (table.at < whole[name]).ifelse(table.n, 0)
    return table.mutate(**{f"{name}_most": inside, f"{name}_total": inside})


def _carried(table: "ir.Table") -> dict[str, Any]:
    most = {c: table[c].max() for c in table.columns if c.endswith("_most")}
    return most | {c: table[c].sum() for c in table.columns if c.endswith("_total")}
