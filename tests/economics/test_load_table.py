"""Looked-up machines against the sum over the hours and against a linear programme."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from breakeven.economics.load_duration import SLACK, LoadDuration
from breakeven.economics.load_table import LoadTable, load_table
from tests.economics.horizon_world import hours_of

RATIO = np.array([np.inf, 0.3, 0.55, 0.8, 1.2])
LEAST = np.array([1.0, 0.0, 2.0, 1.0, 3.0])
KINDS = np.arange(RATIO.size)[:, None]


def table_of(hours: LoadDuration, highest: float, lookups: int = 10**7) -> LoadTable:
    return load_table(hours, ratio=RATIO, least=LEAST, highest=highest, lookups=lookups)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), hours=st.integers(1, 40), highest=st.floats(0.1, 200.0))
def test_a_looked_up_value_is_the_sum(seed: int, hours: int, highest: float) -> None:
    rng = np.random.default_rng(seed)
    curve = hours_of(rng, hours)
    table = table_of(curve, highest)
    x = np.concatenate([[0.0], rng.uniform(0.0, 1.2 * highest, 500)])
    expected = curve.paid(np.broadcast_to(x, (5, x.size)), LEAST[:, None], RATIO[:, None])
    assert table.paid(np.broadcast_to(x * SLACK, (5, x.size)), KINDS) == pytest.approx(
        expected, rel=1e-13
    )


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6), hours=st.integers(1, 30))
def test_at_each_breakpoint_the_rounded_products_decide(seed: int, hours: int) -> None:
    curve = hours_of(np.random.default_rng(seed), hours)
    table = table_of(curve, 30.0)
    at = table.breaks[:-1]
    for load in (at, np.nextafter(at, np.inf), np.nextafter(at, 0.0)):
        load = load[load <= table.limit]
        need = np.maximum(np.ceil(load[:, None] * curve.relative), 1.0)
        found = table.paid(load, np.zeros(load.size, np.intp))
        assert found == pytest.approx(need @ curve.weight, rel=1e-13)


def test_few_lookups_make_a_short_table() -> None:
    curve = hours_of(np.random.default_rng(0), 24)
    short, long = table_of(curve, 1e3, lookups=500), table_of(curve, 1e3)
    assert short.limit < long.limit == 1e3
    load = np.linspace(0.0, 1e3, 99)
    kind = np.ones(99, np.intp)
    assert short.paid(load, kind) == pytest.approx(long.paid(load, kind), rel=1e-13)


def test_paid_never_falls() -> None:
    table = table_of(hours_of(np.random.default_rng(2), 288), 300.0)
    assert np.all(np.diff(table.values, axis=1) >= 0)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), x=st.floats(0.1, 25.0), kind=st.integers(0, 4))
def test_no_mix_of_a_linear_programme_is_cheaper(seed: int, x: float, kind: int) -> None:
    """Fractions of base machines allowed: a base b, and in each hour need - b by the hour."""
    curve = hours_of(np.random.default_rng(seed), 12)
    need = np.maximum(np.ceil(x * SLACK * curve.relative), LEAST[kind])
    ratio = min(float(RATIO[kind]), 1e3)
    covers = np.hstack([-np.ones((12, 1)), -np.eye(12)])
    best = linprog(np.append(ratio, curve.weight), A_ub=covers, b_ub=-need, method="highs")
    found = table_of(curve, 30.0).paid(np.array([x * SLACK]), np.array([kind]))
    assert float(found[0]) == pytest.approx(best.fun, rel=1e-9)
