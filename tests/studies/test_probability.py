"""Probabilities, bands and regret against the plain formulas."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakeven.domain.numbers import Array
from breakeven.studies.probability import BAND, bands, beats, certainty, cheapest, lead

SIZES = st.tuples(st.integers(0, 10**6), st.integers(1, 200), st.integers(1, 300))


def totals(seed: int, options: int, samples: int) -> Array:
    """Return costs with ties among them."""
    return np.random.default_rng(seed).integers(1, 50, (options, samples)) * 1e3


def test_two_options_by_hand() -> None:
    found = certainty(np.array([[10.0, 10.0, 10.0, 10.0], [9.0, 10.0, 14.0, 15.0]]))
    np.testing.assert_array_equal(found.p_best, [0.75, 0.25])
    np.testing.assert_array_equal(found.usd_mean, [10.0, 12.0])
    np.testing.assert_array_equal(found.regret_usd, [0.25, 2.25])
    assert found.least_regret == 0
    assert found.p_best_error[0] == pytest.approx(np.sqrt(0.75 * 0.25 / 4))


@given(SIZES)
def test_they_agree_with_numpy(sizes: tuple[int, int, int]) -> None:
    usd = totals(*sizes)
    found = certainty(usd)
    winner, least = cheapest(usd)
    np.testing.assert_array_equal(winner, usd.argmin(axis=0))
    np.testing.assert_array_equal(least, usd.min(axis=0))
    low, high = np.quantile(usd, BAND, axis=1)
    np.testing.assert_allclose(found.usd_p05, low, rtol=1e-12)
    np.testing.assert_allclose(found.usd_p95, high, rtol=1e-12)
    np.testing.assert_allclose(
        found.regret_usd, (usd - usd.min(axis=0)).mean(axis=1), rtol=1e-9, atol=1e-6
    )


@given(SIZES, st.floats(0.01, 100))
def test_probabilities_sum_to_one_and_money_scales(
    sizes: tuple[int, int, int], factor: float
) -> None:
    usd = totals(*sizes)
    found, scaled = certainty(usd), certainty(usd * factor)
    assert found.p_best.sum() == pytest.approx(1.0)
    assert (found.regret_usd >= -1e-9).all()
    assert (found.usd_p05 <= found.usd_p95).all()
    np.testing.assert_allclose(
        scaled.regret_usd, found.regret_usd * factor, rtol=1e-9, atol=1e-6 * factor
    )


@given(SIZES)
def test_one_more_option_never_raises_the_best_expected_cost(sizes: tuple[int, int, int]) -> None:
    usd = totals(*sizes)
    more = np.concatenate([usd, totals(sizes[0] + 1, 1, sizes[2])])
    assert certainty(more).usd_mean.min() <= certainty(usd).usd_mean.min()
    assert (certainty(more).p_best[:-1] <= certainty(usd).p_best).all()


def test_an_option_that_cannot_be_had_in_a_sample_costs_infinity() -> None:
    usd = np.array([[5.0, 5.0, 5.0], [4.0, np.inf, 4.0], [np.inf, np.inf, np.inf]])
    found = certainty(usd)
    np.testing.assert_allclose(found.p_best, [1 / 3, 2 / 3, 0])
    np.testing.assert_array_equal(found.regret_usd[1:], np.inf)
    assert found.usd_p95[1] == np.inf
    assert found.least_regret == 0


@pytest.mark.parametrize("shares", [(0.0, 1.0), (0.25, 0.5), (0.05, 0.95)])
def test_any_band_is_numpys_quantile(shares: tuple[float, float]) -> None:
    usd = totals(1, 70, 101)
    np.testing.assert_allclose(bands(usd, shares=shares), np.quantile(usd, shares, axis=1))


def test_who_beats_whom() -> None:
    usd = totals(3, 5, 400)
    rows = np.array([4, 0, 2])
    found = beats(usd, rows=rows)
    assert found[0, 1] == np.mean(usd[4] < usd[0])
    ties = np.mean(usd[4] == usd[0])
    assert found[0, 1] + found[1, 0] + ties == pytest.approx(1.0)
    np.testing.assert_array_equal(np.diag(found), 0.0)


@given(SIZES)
def test_the_lead_is_over_the_cheapest_other(sizes: tuple[int, int, int]) -> None:
    usd = totals(*sizes)
    option = sizes[0] % len(usd)
    others = np.delete(usd, option, axis=0).min(axis=0, initial=np.inf)
    np.testing.assert_array_equal(lead(usd, option=option), others - usd[option])
