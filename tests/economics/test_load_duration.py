"""Machines that follow the load, against sums over all hours and all numbers of base machines."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakeven.economics.curve import CostCurve
from breakeven.economics.load_duration import CHUNK, FEW, LoadDuration

loads = st.lists(st.integers(0, 60), min_size=1, max_size=24)
ratios = st.floats(0.02, 1.3)
peaks = st.just(0.0) | st.floats(1e-9, 90.0)


def day(hours: list[int]) -> LoadDuration:
    relative = np.array(hours, float) + 1.0
    return LoadDuration(
        relative=relative / relative.max(), weight=np.full(len(hours), 1.0 / len(hours))
    )


def year(seed: int = 0) -> LoadDuration:
    rng = np.random.default_rng(seed)
    relative = rng.uniform(0.05, 1.0, 288)
    weight = rng.uniform(0.5, 1.0, 288)
    return LoadDuration(relative=relative / relative.max(), weight=weight / weight.sum())


def needs(curve: LoadDuration, x: float, minimum: float) -> list[int]:
    """Return each hour's machines in exact arithmetic, a load 1e-15 above k machines being k."""
    tolerant = Fraction(x) * (1 - Fraction(1, 10**15))
    return [max(math.ceil(tolerant * Fraction(float(r))), int(minimum)) for r in curve.relative]


@given(hours=loads, x=peaks, minimum=st.integers(0, 3))
def test_machines_are_the_mean_over_the_hours(hours: list[int], x: float, minimum: int) -> None:
    curve = day(hours)
    expected = math.fsum(w * n for w, n in zip(curve.weight, needs(curve, x, minimum), strict=True))
    assert float(curve.machines(x, minimum)) == pytest.approx(expected, rel=1e-13)


@given(hours=loads, x=peaks, minimum=st.integers(0, 3), ratio=ratios)
def test_no_other_base_is_cheaper(hours: list[int], x: float, minimum: int, ratio: float) -> None:
    curve = day(hours)
    need = needs(curve, x, minimum)
    costs = [
        ratio * base
        + math.fsum(w * max(n - base, 0) for w, n in zip(curve.weight, need, strict=True))
        for base in range(max(need) + 2)
    ]
    assert float(curve.paid(x, minimum, ratio)) == pytest.approx(min(costs), rel=1e-12)
    base = int(curve.base(x, ratio, minimum))
    assert costs[base] == pytest.approx(min(costs), rel=1e-12)
    assert all(cost > min(costs) * (1 - 1e-12) for cost in costs[:base])


@pytest.mark.parametrize("ratio", [0.3, 0.8, np.inf])
def test_a_value_never_depends_on_what_else_is_asked(ratio: float) -> None:
    curve = year()
    x = np.random.default_rng(1).uniform(0.0, 300.0, CHUNK + 3 * FEW)
    together = curve.paid(x, 1.0, ratio)
    assert np.array_equal(together[:FEW], curve.paid(x[:FEW], 1.0, ratio))
    assert np.array_equal(together, curve.paid(x[::-1], 1.0, ratio)[::-1])
    for i in (0, 5, CHUNK - 1, CHUNK, x.size - 1):
        assert float(curve.paid(float(x[i]), 1.0, ratio)) == together[i]
    mixed = np.where(np.arange(x.size) % 2, 0.55, ratio)
    apart = np.where(np.arange(x.size) % 2, curve.paid(x, 1.0, 0.55), together)
    assert np.array_equal(curve.paid(x, 1.0, mixed), apart)
    assert curve.paid(x[:6].reshape(2, 3), 1.0, ratio).shape == (2, 3)
    if np.isinf(ratio):
        assert np.array_equal(curve.machines(x, 1.0), together)


@given(k=st.integers(1, 400), width=st.floats(0.3, 1e7), hour=st.integers(0, 287))
def test_exactly_k_machines_are_k(k: int, width: float, hour: int) -> None:
    curve = year()
    one = LoadDuration(relative=np.ones(24), weight=np.full(24, 1 / 24))
    steps = CostCurve(step_requests=width).steps(k * width)
    assert float(one.machines(k * width / width, 0.0)) == float(steps) == k
    relative = float(curve.relative[hour])
    at = k / relative * width / width
    alone = LoadDuration(relative=np.array([relative]), weight=np.ones(1))
    assert float(alone.machines(at, 0.0)) == k
    assert float(alone.machines(at * (1 + 1e-14), 0.0)) == k + 1


@given(hours=loads, ratio=ratios, x=peaks, more=st.floats(0.0, 10.0))
def test_more_load_is_never_cheaper(hours: list[int], ratio: float, x: float, more: float) -> None:
    curve = day(hours)
    assert curve.paid(x + more, 1.0, ratio) >= curve.paid(x, 1.0, ratio)


@given(hours=loads, ratio=ratios)
def test_the_long_run_is_the_limit(hours: list[int], ratio: float) -> None:
    curve = day(hours)
    many = 1e9
    assert float(curve.paid(many, 0.0, ratio)) / many == pytest.approx(
        float(curve.long_run(ratio)), rel=1e-8
    )
    mean = float(curve.relative @ curve.weight)
    assert float(curve.long_run(np.inf)) == pytest.approx(mean)


@given(hours=loads, low=st.floats(0.0, 20.0), span=st.floats(0.1, 20.0))
def test_machines_change_at_the_breakpoints_alone(
    hours: list[int], low: float, span: float
) -> None:
    curve = day(hours)
    high = low + span
    points = curve.breakpoints(low, high)
    high *= 1 - 1e-12
    assert np.all(np.diff(points) > 0)
    assert np.all((points >= low) & (points < low + span))
    after = curve.machines(points * (1 + 1e-12) + 1e-12, 0.0)
    assert np.all(after > curve.machines(points, 0.0))
    edges = np.concatenate([[low], points, [high]])
    wide = np.diff(edges) > 1e-9
    first, last = edges[:-1][wide] + 5e-10, edges[1:][wide]
    assert np.array_equal(curve.machines(first, 0.0), curve.machines(last, 0.0))


def test_equal_hours_are_exactly_whole_machines() -> None:
    flat = LoadDuration(relative=np.ones(24), weight=np.full(24, 1 / 24))
    assert list(flat.machines(np.array([0.0, 0.5, 3.0, 3.1]), 1.0)) == [1.0, 1.0, 3.0, 4.0]


def test_hours_without_load_need_the_minimum() -> None:
    half = LoadDuration(relative=np.array([1.0, 0.0]), weight=np.array([0.5, 0.5]))
    assert float(half.machines(6.0, 0.0)) == 3.0
    assert float(half.machines(6.0, 2.0)) == 4.0
    assert half.breakpoints(0.5, 3.5).tolist() == [1.0, 2.0, 3.0]
