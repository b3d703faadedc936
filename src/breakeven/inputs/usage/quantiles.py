"""Quantiles of a column, with interpolation between neighbours, of any number of rows."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from breakeven.inputs.usage.tables import columns_of_rows, rows_of

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from numpy.typing import NDArray

AT_ONCE = 2_000_000
"""Rows whose values an engine may hold to sort them."""
FINENESS = 4_096
"""Buckets are 1/4096 apart in the logarithm: a few thousandths of a percent of the rows each."""


def quantiles(
    connection: Any, table: "ir.Table", column: str, shares: Sequence[float], *, rows: int
) -> list[float]:
    """Return quantiles of a column from 0 on, of which `rows` values are known.

    Of many rows only those are held whose bucket holds a wanted rank: two passes, exact.
    """
    if rows <= AT_ONCE:
        value = table[column]
        named = {f"q{n}": value.quantile(share) for n, share in enumerate(shares)}
        [row] = rows_of(connection, table.aggregate(**named))
        return [float(row[name]) for name in named]
    known = table.filter(table[column].notnull()).select(value=table[column])
    bucket = ((known.value + 1).ln() * FINENESS).floor().cast("int64")
    cut = known.mutate(bucket=bucket)
    counts = columns_of_rows(connection, cut.group_by("bucket").aggregate(n=cut.count()))
    wanted = _wanted(counts, shares)
    near = cut.filter(cut.bucket.isin(wanted))
    grouped = near.group_by("bucket", "value").aggregate(n=near.count())
    values = columns_of_rows(connection, grouped)
    return _interpolated(counts, values, shares)


def quantiles_of_counts(
    values: "NDArray[np.float64]", counts: "NDArray[np.float64]", shares: Sequence[float]
) -> list[float]:
    """Return quantiles of values that each stand for some rows.

    >>> quantiles_of_counts(np.array([20.0, 10.0]), np.array([1.0, 3.0]), [0.5, 1.0])
    [10.0, 20.0]
    """
    order = np.argsort(values)
    last = np.cumsum(counts[order])
    low, high, weight = _ranks(last[-1], shares)
    below, above = (values[order][np.searchsorted(last, rank, "right")] for rank in (low, high))
    found: list[float] = (below + (above - below) * weight).tolist()
    return found


def _ranks(rows: float, shares: Sequence[float]) -> tuple[Any, Any, Any]:
    """Return the ranks from 0 between which each share lies, and how far it is from the lower."""
    at = (rows - 1) * np.asarray(shares, dtype=np.float64)
    low = np.floor(at)
    return low, np.ceil(at), at - low


def _wanted(counts: "Mapping[str, NDArray[np.float64]]", shares: Sequence[float]) -> list[int]:
    """Return the buckets that hold the ranks of some shares."""
    order = np.argsort(counts["bucket"])
    last = np.cumsum(counts["n"][order])
    low, high, _ = _ranks(last[-1], shares)
    inside = np.searchsorted(last, np.concatenate([low, high]), "right")
    return sorted({int(b) for b in counts["bucket"][order][inside]})


def _interpolated(
    counts: "Mapping[str, NDArray[np.float64]]",
    values: "Mapping[str, NDArray[np.float64]]",
    shares: Sequence[float],
) -> list[float]:
    """Return the quantiles where all buckets but the wanted ones stand for their counts."""
    others = ~np.isin(counts["bucket"], values["bucket"])
    middles = np.expm1((counts["bucket"][others] + 0.5) / FINENESS)
    return quantiles_of_counts(
        np.concatenate([values["value"], middles]),
        np.concatenate([values["n"], counts["n"][others]]),
        shares,
    )
