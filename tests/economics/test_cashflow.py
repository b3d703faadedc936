"""Dated money against numpy-financial, and by the definitions."""

from itertools import accumulate

import numpy as np
import numpy_financial as npf
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from breakeven.economics.cashflow import irr, npv, overtaking, payback_months, tco

money = st.integers(-1000, 1000).map(float)
flows = st.lists(money, min_size=1, max_size=60).map(np.array)
rates = st.floats(-0.5, 3.0)
outlays = st.lists(st.integers(-1000, -1), min_size=1, max_size=6)
returns = st.lists(st.integers(0, 1000), min_size=1, max_size=48)


def per_month(rate_per_year: float) -> float:
    return float((1.0 + rate_per_year) ** (1 / 12) - 1.0)


@given(flows, rates)
def test_npv_is_that_of_numpy_financial(some: np.ndarray, rate: float) -> None:
    expected = npf.npv(per_month(rate), some)
    found = npv(some, rate_per_year=rate, paid_at=0.0)
    assert float(found) == pytest.approx(expected, rel=1e-9, abs=1e-9 * np.abs(some).sum() * 40)


@given(flows)
def test_npv_without_a_rate_is_the_sum(some: np.ndarray) -> None:
    assert float(npv(some, rate_per_year=0.0, paid_at=0.5)) == float(tco(some)) == some.sum()


@given(flows, rates)
def test_half_a_month_later_is_worth_half_a_months_interest_less(
    some: np.ndarray, rate: float
) -> None:
    early, late = (float(npv(some, rate_per_year=rate, paid_at=p)) for p in (0.0, 0.5))
    assert late == pytest.approx(early * (1 + rate) ** (-1 / 24), abs=1e-9)


def test_npv_takes_samples_on_the_last_axis() -> None:
    some = np.arange(24.0).reshape(12, 2)
    rate = np.array([0.05, 0.2])
    found = npv(some, rate_per_year=rate, paid_at=0.5)
    alone = [float(npv(some[:, s], rate_per_year=rate[s], paid_at=0.5)) for s in (0, 1)]
    assert found.tolist() == pytest.approx(alone)


@given(outlays, returns)
def test_irr_is_that_of_numpy_financial(paid: list[int], back: list[int]) -> None:
    assume(sum(back) > 0)
    some = np.array([*paid, *back], float)
    found = irr(some).per_year
    expected = npf.irr(some)
    assume(found is not None and np.isfinite(expected))
    assert found is not None
    assert found == pytest.approx((1 + expected) ** 12 - 1, rel=1e-6, abs=1e-9)


@given(flows)
def test_at_the_irr_nothing_is_left(some: np.ndarray) -> None:
    found = irr(some)
    assert (found.per_year is None) == bool(found.reason)
    if found.per_year is not None and -0.999 < found.per_year < 1e6:
        at = (1 + found.per_year) ** (-np.arange(some.size) / 12)
        assert abs(float(some @ at)) <= 1e-8 * float(np.abs(some) @ at)


@given(flows, st.integers(-4, 20))
def test_the_unit_of_money_does_not_matter(some: np.ndarray, power: int) -> None:
    assert irr(some * 2.0**power) == irr(some)
    assert payback_months(some * 2.0**power) == payback_months(some)


def test_irr_says_why_there_is_none() -> None:
    assert irr(np.array([1.0, 0.0, 2.0])).reason == "the flows never change sign"
    assert irr(np.zeros(3)).reason == "the flows never change sign"
    twice = irr(np.array([-100.0, 230.0, -132.0]))  # worth nothing at 10 % and at 20 % a month
    assert twice.per_year is None
    assert "more than once" in twice.reason
    assert "beyond" in irr(np.array([-1e-30, 0.0, 1e30])).reason


def test_months_without_money_do_not_matter() -> None:
    some = np.array([-100.0, 20.0, 90.0])
    padded = np.concatenate([np.zeros(60), some, np.zeros(300)])
    assert irr(padded).per_year == pytest.approx(irr(some).per_year)


def test_growth_that_is_paid_for_later_leaves_one_irr() -> None:
    some = np.array([-1000.0, 300.0, 300.0, -200.0, 400.0, 500.0])
    found = irr(some).per_year
    assert found == pytest.approx((1 + npf.irr(some)) ** 12 - 1)


@given(flows)
def test_from_the_payback_on_the_sum_is_never_negative(some: np.ndarray) -> None:
    total = list(accumulate(some))
    found = payback_months(some)
    if found is None:
        assert total[-1] < 0
    elif found == 0.0:
        assert min(total) >= 0
    else:
        before = int(np.ceil(found)) - 1
        assert all(t >= 0 for t in total[before:])
        assert total[before - 1] < 0
        at = total[before - 1] + (found - before) * some[before]
        assert at == pytest.approx(0.0, abs=1e-9)


@given(st.lists(st.tuples(money, money), min_size=1, max_size=40))
def test_overtaking_is_where_the_sums_cross(pairs: list[tuple[float, float]]) -> None:
    cost, against = np.array(pairs).T
    below = [a < b for a, b in zip(accumulate(cost), accumulate(against), strict=True)]
    found = overtaking(cost, against)
    assert found.month == (below.index(True) if any(below) else None)
    if found.month is not None:
        rest = below[found.month :]
        assert found.back == (found.month + rest.index(False) if False in rest else None)
        assert found.reverts == (False in rest)
    if found.stays is None:
        assert not below[-1]
    else:
        assert all(below[found.stays :])
        assert found.stays == 0 or not below[found.stays - 1]
