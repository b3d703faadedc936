"""A workload that can be shown to others: no number in it is of fewer than K requests.

Names, dates, tags and single requests are left out. Pairs of lengths are means of cells that each
hold at least K requests (k-anonymity, Sweeney 2002), cut along quantiles of the input and, within
each, of the output; all other numbers are rounded to three digits.
"""

from dataclasses import fields, replace
from math import isqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from breakeven.domain.errors import InputError
from breakeven.domain.provenance import Provenance
from breakeven.domain.workload import Lengths, PeakToMean, Workload
from breakeven.inputs.usage.tables import rows_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from breakeven.inputs.usage.log import UsageLog

K = 20
CELLS = 64
"""Most cells along each direction."""
DIGITS = 3
HOURS = 24


def redacted(log: "UsageLog", workload: Workload, *, k: int = K) -> Workload:
    """Return a workload of which nothing tells of fewer than `k` requests.

    Raises InputError where the log holds fewer.
    """
    requests = workload.requests
    if requests is not None and requests < k:
        message = f"holds {requests} requests; a redacted summary is of at least {k}"
        raise InputError(message, where=log.name)
    pairs = None if workload.request_tokens is None else _cells(log, requests or 0, k)
    crowded = requests is None or requests >= k * HOURS * 4
    note = f"redacted: no number tells of fewer than {k} requests"
    return replace(
        workload,
        requests_per_day=rounded(workload.requests_per_day),
        input_tokens=_lengths(workload.input_tokens, pairs, 0),
        output_tokens=_lengths(workload.output_tokens, pairs, 1),
        cached_input_share=min(1.0, rounded(workload.cached_input_share)),
        peak_to_mean=_peaks(workload.peak_to_mean),
        hourly_shape=tuple(map(rounded, workload.hourly_shape)) if crowded else (),
        weekly_shape=tuple(map(rounded, workload.weekly_shape)) if crowded else (),
        growth_per_month=_maybe(workload.growth_per_month),
        minute_dispersion=_maybe(workload.minute_dispersion),
        token_correlation=_maybe(workload.token_correlation),
        ranges={
            name: (rounded(low), rounded(high)) for name, (low, high) in workload.ranges.items()
        },
        request_tokens=pairs,
        busy_request_tokens=None,
        requests=None if requests is None else int(rounded(requests)),
        name="workload",
        provenance=Provenance(source="a usage log", note=note),
    )


def rounded(value: float, digits: int = DIGITS) -> float:
    """Return a number with some digits that count.

    >>> rounded(123456.0), rounded(0.0012345), rounded(0.0)
    (123000.0, 0.00123, 0.0)
    """
    return float(f"{value:.{digits}g}")


def _maybe(value: float | None) -> float | None:
    return None if value is None else rounded(value)


def _peaks(peaks: PeakToMean) -> PeakToMean:
    return PeakToMean(**{f.name: _maybe(getattr(peaks, f.name)) for f in fields(peaks)})


def _lengths(lengths: Lengths, pairs: "NDArray[np.float64] | None", column: int) -> Lengths:
    """Return lengths whose quantiles are those of the cells: a quantile is one request's own."""
    if pairs is None:
        return Lengths(**{f.name: rounded(getattr(lengths, f.name)) for f in fields(lengths)})
    own = pairs[:, column]
    p50, p90, p99 = (rounded(float(np.quantile(own, q))) for q in (0.5, 0.9, 0.99))
    return Lengths(
        mean=rounded(lengths.mean),
        p50=p50,
        p90=p90,
        p99=p99,
        mean_square=rounded(lengths.mean_square),
    )


def _cells(log: "UsageLog", requests: int, k: int) -> "NDArray[np.float64]":
    """Return the mean lengths of cells of at least `k` requests, in an order that tells nothing."""
    import ibis

    side = max(1, min(CELLS, isqrt(requests // k)))
    events = log.events.select("input_tokens", "output_tokens")
    outer = ibis.ntile(side).over(order_by=[events.input_tokens, events.output_tokens])
    first = events.mutate(outer=outer)
    inner = ibis.ntile(side).over(
        group_by=first.outer, order_by=[first.output_tokens, first.input_tokens]
    )
    both = first.mutate(inner=inner)
    cells = both.group_by("outer", "inner").aggregate(
        n=both.count(), input=both.input_tokens.mean(), output=both.output_tokens.mean()
    )
    rows = [row for row in rows_of(log.connection, cells) if _crowded(row, k)]
    pairs = [(round(float(r["input"])), round(float(r["output"]))) for r in rows]
    order = np.random.default_rng(K).permutation(len(pairs))
    return np.array(sorted(pairs), dtype=np.float64).reshape(-1, 2)[order]


def _crowded(row: dict[str, Any], k: int) -> bool:
    return int(row["n"]) >= k
