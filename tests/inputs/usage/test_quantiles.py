"""Quantiles in two passes, against NumPy."""

import ibis
import numpy as np
import pytest

from breakeven.inputs.usage import quantiles as q
from breakeven.inputs.usage.engines.opening import connect

SHARES = (0.0, 0.5, 0.9, 0.99, 1.0)


@pytest.mark.parametrize("rows", [1, 2, 3, 2_001])
def test_buckets_change_no_quantile(rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(rows)
    values = np.concatenate([rng.lognormal(6, 2, rows), [0.0] * (rows // 3)])
    connection = connect("duckdb", "UTC")
    listed = ", ".join(f"({float(v)!r})" for v in values)
    connection.raw_sql(f"CREATE TABLE log AS FROM (VALUES {listed}, (NULL)) t(ms)")
    table = ibis.table({"ms": "float64"}, name="log")
    monkeypatch.setattr(q, "AT_ONCE", 0)
    found = q.quantiles(connection, table, "ms", SHARES, rows=len(values))
    assert found == pytest.approx(np.quantile(values, SHARES))


def test_counts_stand_for_rows() -> None:
    values, counts = np.array([7.0, 1.0, 3.0]), np.array([2.0, 5.0, 1.0])
    found = q.quantiles_of_counts(values, counts, SHARES)
    assert found == pytest.approx(np.quantile(np.repeat(values, counts.astype(int)), SHARES))
