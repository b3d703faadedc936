"""Histograms in a log: how many requests were up to each edge, and what follows for certain.

A percentile (of the nearest rank) lies between two edges, and nothing tells where: none is guessed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Any

from breakeven.inputs.usage.tables import rows_of

if TYPE_CHECKING:
    import ibis.expr.types as ir

QUANTILES = (50, 90, 99)
Interval = tuple[float, float | None]
"""Above the first and up to the second; None where the histogram has no edge above."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Histogram:
    """What a histogram says of requests: their mean, and where their percentiles lie."""

    requests: int
    mean: float | None
    """From the histogram's sum, which is exact; None where that was not asked for."""
    p50: Interval
    p90: Interval
    p99: Interval


def histograms_of(connection: Any, tables: Iterable["ir.Table | None"]) -> dict[str, Histogram]:
    """Return what was measured, by name, from rows of `measure`, `part`, `edge` and `grown`.

    `part` is bucket, sum or count; `edge` the bucket's upper one, infinite for the last.
    """
    found: dict[str, list[Mapping[str, Any]]] = {}
    for rows in tables:
        if rows is None:
            continue
        asked = rows.group_by("measure", "part", "edge").aggregate(grown=rows.grown.sum())
        for row in rows_of(connection, asked):
            found.setdefault(row["measure"], []).append(row)
    read = {name: histogram(own) for name, own in sorted(found.items())}
    return {name: one for name, one in read.items() if one is not None}


def histogram(rows: Iterable[Mapping[str, Any]]) -> Histogram | None:
    """Return one histogram from its parts; None where it has no request or no buckets."""
    buckets: dict[float, float] = {}
    plain = {"sum": 0.0, "count": 0.0}
    for row in rows:
        if row["part"] == "bucket":
            edge = float(row["edge"])
            buckets[edge] = buckets.get(edge, 0.0) + float(row["grown"] or 0.0)
        else:
            plain[row["part"]] += float(row["grown"] or 0.0)
    total = buckets.get(inf, 0.0)
    if not total:
        return None
    places = {f"p{q}": interval(buckets, q / 100) for q in QUANTILES}
    mean = plain["sum"] / plain["count"] if plain["sum"] and plain["count"] else None
    return Histogram(requests=round(total), mean=mean, **places)


def interval(buckets: Mapping[float, float], share: float) -> Interval:
    """Return between which edges the request lies that a share of all are up to.

    `buckets` are counts of requests up to each edge, the last edge infinite.

    >>> interval({10.0: 5, 20.0: 9, float("inf"): 10}, 0.9), interval({10.0: 5, inf: 10}, 0.9)
    ((10.0, 20.0), (10.0, None))
    """
    below, rank = 0.0, share * buckets[inf]
    for edge, count in sorted(buckets.items()):
        if edge == inf:
            break
        if count >= rank - 1e-9:  # 0.9 x 10 is a bit more than 9
            return below, edge
        below = edge
    return below, None
