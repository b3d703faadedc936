"""Machines that are bought."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakeven.economics.ownership import cash_of_one, worth_of_one


@given(seed=st.integers(0, 10**6), months=st.integers(1, 40))
def test_the_worth_is_that_of_the_cash(seed: int, months: int) -> None:
    rng = np.random.default_rng(seed)
    price, worth = rng.uniform(0.5, 1.0, (2, months, 4))
    more = {"lifetime_months": rng.uniform(0.5, 50.0, 4), "resale": rng.uniform(0.0, 0.6, 4)}
    cash = cash_of_one(price, **more)
    assert worth_of_one(price, worth, **more) == pytest.approx((cash * worth).sum(axis=1))
    before = np.tril(np.ones((months, months)), -1).astype(bool)
    assert not cash[before].any()


def test_at_the_end_what_is_left_is_sold() -> None:
    worth = np.ones((12, 1))
    cost = worth_of_one(worth, worth, lifetime_months=48.0, resale=0.2)[:, 0]
    assert cost[0] == pytest.approx(0.8 * 12 / 48)
    assert cost[6] == pytest.approx(0.8 * 6 / 48)


def test_an_old_machine_is_replaced_at_the_price_of_that_month() -> None:
    price = np.array([1.0, 1.0, 0.5, 0.5])[:, None]
    cash = cash_of_one(price, lifetime_months=2.0, resale=0.1)[0, :, 0]
    assert cash.tolist() == pytest.approx([1.0, 0.0, 0.5 - 0.1, -0.05])


def test_without_lasting_worth_life_is_all_that_counts() -> None:
    price = np.ones((24, 1))
    long, short = (
        worth_of_one(price, price, lifetime_months=life, resale=0.0)[0, 0] for life in (24.0, 12.0)
    )
    assert long == pytest.approx(1.0)
    assert short == pytest.approx(2.0)
