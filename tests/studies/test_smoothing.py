"""Ranks, cells and the conditional means that rest on them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import rankdata

from breakeven.studies.smoothing import basis, cells_of, noisy, ranks

RNG = np.random.default_rng(8)


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=60))
def test_ranks_are_scipys_average_ranks(values: list[int]) -> None:
    x = np.array(values, float)
    np.testing.assert_allclose(ranks(x), (rankdata(x) - 0.5) / len(x))


@given(st.integers(1, 700), st.integers(0, 10**6))
def test_cells_hold_each_sample_once_in_its_fold_and_order(samples: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, fold = rng.random(samples), rng.permutation(samples) * 8 // samples
    cells = cells_of(x, fold=fold)
    np.testing.assert_array_equal(np.sort(cells.order), np.arange(samples))
    assert cells.sizes.sum() == samples
    assert (cells.sizes > 0).all()
    assert cells.folds[-1].stop == len(cells.sizes)
    for number, cell in enumerate(cells.folds):
        if cell.start < cell.stop:
            start = cells.starts[cell.start]
            inside = cells.order[start : start + cells.sizes[cell].sum()]
            assert set(fold[inside]) == {number}
            assert (np.diff(x[inside]) >= 0).all()
    np.testing.assert_allclose(cells.sums(x[:, None]).sum(), x.sum())


@pytest.mark.parametrize("shape", ["normal", "two values", "mostly one value"])
def test_a_line_is_fitted_exactly_whatever_the_values(shape: str) -> None:
    x = RNG.standard_normal(1000)
    if shape == "two values":
        x = np.sign(x)
    if shape == "mostly one value":
        x = np.where(RNG.random(1000) < 0.7, 0.0, x)
    functions, penalty = basis(x)
    square = functions.T @ functions + penalty
    fitted = functions @ np.linalg.solve(square, functions.T @ (3 + 2 * x))
    np.testing.assert_allclose(fitted, 3 + 2 * x, atol=0.01)


@pytest.mark.parametrize("left", [0.3, 0.5, 0.9])
def test_a_signal_leaves_the_error_that_it_says(left: float) -> None:
    x = RNG.standard_normal(40_000)
    signal = noisy(x, error_left=left, rng=np.random.default_rng(1))
    rest = x - signal * (x @ signal) / (signal @ signal)
    assert rest.std() == pytest.approx(left, abs=0.01)
