import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakeven.economics.retries import all_fail, mean_attempts, usd_per_success

SHARES = st.floats(0.01, 0.99)
CORRELATIONS = st.floats(0.0, 1.0)
ATTEMPTS = st.integers(1, 6)


@pytest.mark.parametrize("correlation", [0.0, 0.3, 0.8])
def test_against_tasks_tried_one_by_one(correlation: float) -> None:
    """Tasks have probabilities of their own, beta distributed with this correlation."""
    success, attempts, tasks = 0.7, 3, 400_000
    rng = np.random.default_rng(1)
    total = 1 / correlation - 1 if correlation else 1e9
    own = rng.beta(success * total, (1 - success) * total, tasks)
    won = rng.random((attempts, tasks)) < own
    ever = won.any(axis=0)
    tried = np.where(ever, won.argmax(axis=0) + 1, attempts)
    assert all_fail(success, attempts, correlation=correlation) == pytest.approx(
        1 - ever.mean(), abs=0.003
    )
    assert mean_attempts(success, attempts, correlation=correlation) == pytest.approx(
        tried.mean(), abs=0.005
    )
    spent = (tried * 0.02 + ~ever * 1.5).sum() / ever.sum()
    assert usd_per_success(
        0.02, success, attempts=attempts, correlation=correlation, failure_usd=1.5
    ) == pytest.approx(spent, rel=0.02)


@given(SHARES, ATTEMPTS, CORRELATIONS)
def test_further_attempts_help_less_the_more_failures_have_in_common(
    success: float, attempts: int, correlation: float
) -> None:
    now = all_fail(success, attempts, correlation=correlation)
    assert all_fail(success, attempts + 1, correlation=correlation) <= now + 1e-12
    assert all_fail(success, attempts, correlation=0.0) - 1e-12 <= now <= 1 - success + 1e-12
    assert 1 <= mean_attempts(success, attempts, correlation=correlation) <= attempts


@given(SHARES, ATTEMPTS)
def test_independent_retries_do_not_change_the_price_of_a_success(
    success: float, attempts: int
) -> None:
    """Each attempt is one more draw at the same odds: retries change how many end well."""
    once = usd_per_success(0.1, success)
    assert usd_per_success(0.1, success, attempts=attempts) == pytest.approx(once)


@given(SHARES, ATTEMPTS, CORRELATIONS, st.floats(0.1, 10))
def test_money_scales(success: float, attempts: int, correlation: float, scale: float) -> None:
    def price(usd: float, failure: float) -> float:
        return float(
            usd_per_success(
                usd, success, attempts=attempts, correlation=correlation, failure_usd=failure
            )
        )

    assert price(0.1 * scale, 2 * scale) == pytest.approx(scale * price(0.1, 2))


def test_nothing_ends_well() -> None:
    assert usd_per_success(0.1, 0.0, attempts=3) == float("inf")
    assert usd_per_success(0.1, 0.0, attempts=2, failure_usd=3, handed_over=True) == 3.2
    many = usd_per_success(np.array([0.1, 0.1]), np.array([0.0, 0.5]))
    assert np.asarray(many).tolist() == [float("inf"), 0.2]


def test_floats_and_arrays_agree() -> None:
    shares, correlations = np.array([0.2, 0.5, 0.9]), np.array([0.0, 0.5, 1.0])
    together = np.asarray(
        usd_per_success(0.3, shares, attempts=4, correlation=correlations, failure_usd=2)
    )
    apart = [
        usd_per_success(0.3, float(s), attempts=4, correlation=float(c), failure_usd=2)
        for s, c in zip(shares, correlations, strict=True)
    ]
    assert together.tolist() == pytest.approx(apart)
