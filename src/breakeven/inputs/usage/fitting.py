"""From a log to a workload: rate, lengths, peaks, hours of the day, and real requests."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from breakeven.domain.errors import InputError
from breakeven.domain.provenance import Provenance
from breakeven.domain.workload import Lengths, PeakToMean, Workload
from breakeven.inputs.usage import arrivals
from breakeven.inputs.usage import summary as sums
from breakeven.inputs.usage.histograms import QUANTILES
from breakeven.inputs.usage.normal import MICROSECONDS
from breakeven.inputs.usage.periods import PERIODS, asked, since
from breakeven.inputs.usage.quantiles import quantiles_of_counts
from breakeven.inputs.usage.tables import columns_of_rows, rows_of

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from numpy.typing import NDArray

    from breakeven.inputs.usage.log import UsageLog

DAY = 86_400
SAMPLE = 4_096
"""The most requests of a whole log that a workload carries."""
BUSY_SAMPLE = 8_192
"""The most of its busiest hours: enough that a 99th percentile of the simulation is settled."""
SHAPE_DAYS = 2
"""A log of fewer whole days says nothing of the hours of a day."""


def fitted(log: "UsageLog", *, requests_per_day: float | None = None) -> Workload:
    """Return the traffic of a log.

    `requests_per_day` tells what a log without a count of requests or without times cannot.
    Raises InputError where no rate or no length follows.
    """
    total = log.totals()
    rate, count = _rate(log, total, requests_per_day)
    _check(log, total)
    days = arrivals.per_period(log, total, arrivals.DAY_S)
    hours = arrivals.per_period(log, total, arrivals.HOUR_S)
    few = len(days.get("asked", ())) < arrivals.BLOCKS
    blocks, seconds = (hours, arrivals.HOUR_S) if few else (days, arrivals.DAY_S)
    pairs = _sample(log, int(count)) if total.single else None
    peaks = log.peaks
    return Workload(
        requests_per_day=rate,
        input_tokens=_lengths(log, "input_tokens", total, count),
        output_tokens=_lengths(log, "output_tokens", total, count),
        cached_input_share=_share(total.cached_input_tokens, total.input_tokens),
        peak_to_mean=peaks,
        hourly_shape=_hourly_shape(log, total),
        weekly_shape=arrivals.weekly_shape(total, days),
        growth_per_month=arrivals.growth_per_month(days),
        minute_dispersion=_dispersion(log, total),
        token_correlation=arrivals.rank_correlation(pairs),
        ranges=arrivals.ranges(blocks, seconds),
        request_tokens=pairs,
        busy_request_tokens=_busy_sample(log, total, int(count)) if total.single else None,
        requests=total.requests,
        bounds=_bounds(log),
        unknown=_unknown(total, peaks),
        name=Path(log.name).stem if log.name != "<stdin>" else "workload",
        provenance=_provenance(log, total),
    )


def _bounds(log: "UsageLog") -> dict[str, tuple[float, float]]:
    """Return between which lengths percentiles lie, as far as histograms have both edges."""
    found = {
        f"{name}_p{q}": getattr(one, f"p{q}")
        for name, one in log.histograms.items()
        if name in ("input_tokens", "output_tokens")
        for q in QUANTILES
    }
    return {name: (low, high) for name, (low, high) in found.items() if high is not None}


def _dispersion(log: "UsageLog", total: sums.Totals) -> float | None:
    """Return how bunched requests are within their hour; None where the log cannot tell."""
    if total.requests is None or total.covered_seconds > arrivals.LONGEST_BY_MINUTE:
        return None
    return arrivals.minute_dispersion(arrivals.per_period(log, total, arrivals.MINUTE_S))


def _unknown(total: sums.Totals, peaks: PeakToMean) -> tuple[str, ...]:
    """Return what the log cannot tell, as the fields of a workload."""
    names = [f"peak_to_mean.{p}" for p in PERIODS if getattr(peaks, p) is None]
    if not total.single:
        names.append("request_tokens")
    if total.requests is None or total.first is None:
        names.append("requests_per_day")
    if total.cached_input_tokens is None:
        names.append("cached_input_share")
    return tuple(names)


def _rate(log: "UsageLog", total: sums.Totals, said: float | None) -> tuple[float, float]:
    """Return requests a day, and how many requests the log's tokens are of."""
    seconds = total.covered_seconds
    told = "; say --requests-per-day N" if said is None else ""
    if not total.rows:
        why = "is a bill alone, without requests; give the usage that it bills too"
        raise InputError(why if log.bills is not None else "holds no requests", where=log.name)
    if total.requests == 0:
        raise InputError("holds no requests", where=log.name)
    if total.first is None:
        if said is None or total.requests is None:
            raise InputError(f"has no times, so no rate follows{told}", where=log.name)
        return said, total.requests
    if total.requests is None:
        if said is None:
            raise InputError(f"does not say how many requests it sums up{told}", where=log.name)
        return said, said * seconds / DAY
    if total.first == total.last and (total.single or not total.grain):
        message = "all its requests have one time, so no rate follows; give a longer log"
        raise InputError(message, where=log.name)
    return total.requests / seconds * DAY, total.requests


def _check(log: "UsageLog", total: sums.Totals) -> None:
    for name, tokens in (("input", total.input_tokens), ("output", total.output_tokens)):
        if not tokens:
            message = f"has no {name} tokens: is the column right? --map {name}=COLUMN names it"
            raise InputError(message, where=log.name)


def _share(part: int | None, whole: int | None) -> float:
    return part / whole if part and whole else 0.0


def _lengths(log: "UsageLog", name: str, total: sums.Totals, count: float) -> Lengths:
    """Return the lengths of the requests; all alike where the log holds only sums."""
    if not total.single:
        return Lengths.constant(getattr(total, name) / count)
    counted = log.events.group_by(value=log.events[name]).aggregate(n=log.events.count())
    rows = columns_of_rows(log.connection, counted)
    values, n = rows["value"], rows["n"]
    p50, p90, p99 = quantiles_of_counts(values, n, (0.5, 0.9, 0.99))
    mean, mean_square = (float((values**power * n).sum() / n.sum()) for power in (1, 2))
    return Lengths(mean=mean, p50=p50, p90=p90, p99=p99, mean_square=mean_square)


def _sample(
    log: "UsageLog", requests: int, *, most: int = SAMPLE, hours: Sequence[int] | None = None
) -> "NDArray[np.float64]":
    """Return at most `most` requests, evenly spaced among them and in their order.

    They are those of the whole log, or of some hours of it. Only the seconds that hold one of
    them are put in order.
    """
    import ibis

    most = min(most, requests)
    total = log.totals()
    events, start = log.events, _number(0)
    if total.first is not None:
        events = events.mutate(at=since(events, total, 1))
        seconds = log.seconds
        if hours is not None:
            seconds = seconds.filter((seconds.at // 3_600).isin(hours))
        until = seconds.n.sum().over(order_by=seconds.at, rows=(None, 0))
        held = seconds.select("at", start=until - seconds.n, until=until)
        wanted = held.filter(_step(held.start, held.until, most, requests))
        events = events.inner_join(wanted.select("at", "start"), "at")
        start = events.start
    group = {} if total.first is None else {"group_by": events["at"]}
    order = [events[name] for name in ("time", "input_tokens", "output_tokens")]
    ranked = events.mutate(rank=ibis.row_number().over(order_by=order, **group) + start)
    kept = ranked.filter(_step(ranked["rank"], ranked["rank"] + 1, most, requests))
    pairs = kept.order_by("rank").select("input_tokens", "output_tokens")
    rows = [tuple(row.values()) for row in rows_of(log.connection, pairs)]
    return np.array(rows, dtype=np.float64).reshape(-1, 2)


def _number(value: int) -> "ir.Value":
    import ibis

    literal: ir.Value = ibis.literal(value, "int64")
    return literal


def _step(start: "ir.Value", end: "ir.Value", most: int, requests: int) -> "ir.Value":
    """Return whether one of `most` evenly spaced ranks lies from a start to before an end."""
    condition: ir.Value = (end * most // requests) > (start * most // requests)
    return condition


def _busy_sample(
    log: "UsageLog", total: sums.Totals, requests: int
) -> "NDArray[np.float64] | None":
    """Return requests of the busiest hours, as many hours as hold BUSY_SAMPLE of them.

    None where that is no other sample than that of the whole log.
    """
    if requests <= SAMPLE or total.first is None:
        return None
    hour = (log.minutes["at"] * arrivals.MINUTE_S // arrivals.HOUR_S).astype(np.int64)
    counts = np.bincount(hour, log.minutes["requests"])
    hours, held = [], 0
    for which in sorted(range(len(counts)), key=lambda h: (-counts[h], h)):
        if held >= BUSY_SAMPLE:
            break
        hours.append(which)
        held += int(counts[which])
    return _sample(log, held, most=BUSY_SAMPLE, hours=hours)


def _hourly_shape(log: "UsageLog", total: sums.Totals) -> tuple[float, ...]:
    """Return the arrivals of each hour of a day over the mean hour, from whole days only."""
    whole = int(total.covered_seconds // DAY)
    if total.first is None or whole < SHAPE_DAYS or total.grain > 3_600:
        return ()
    end = total.first + whole * DAY * MICROSECONDS
    inside = log.events.filter(log.events.time < end)
    hour = (inside.time // (3_600 * MICROSECONDS)) % 24
    by_hour = inside.group_by(hour=hour).aggregate(requests=asked(inside, total).sum())
    counts = np.zeros(24)
    for row in rows_of(log.connection, by_hour):
        counts[int(row["hour"])] = float(row["requests"])
    return tuple(map(float, counts / counts.mean())) if counts.any() else ()


def _provenance(log: "UsageLog", total: sums.Totals) -> Provenance:
    notes = [_span(total)]
    if not total.single:
        notes.append("the log sums requests up, so their lengths are taken as all alike")
    if total.cached_input_tokens is None:
        notes.append("it does not say what was cached, so nothing is taken to be")
    if log.rejected_rows:
        notes.append(f"{log.rejected_rows:,} of {log.rows:,} rows rejected")
    source = f"usage log {Path(log.name).name}"
    if total.last is None:
        return Provenance(source=source, note="; ".join(notes))
    return Provenance(source=source, date=sums.moment(total.last).date(), note="; ".join(notes))


def _span(total: sums.Totals) -> str:
    many = "requests" if total.requests is None else f"{total.requests:,} requests"
    if total.first is None or total.last is None:
        return f"{many} without times"
    first, last = sums.moment(total.first), sums.moment(total.last)
    return f"{many} from {first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M} UTC"
