"""Sobol indices against SALib on the same design, and against analytic values."""

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from SALib.analyze import sobol as salib

from breakeven.domain.numbers import Array
from breakeven.studies.probability import lead
from breakeven.studies.sampling import PLACES, sample, unit_cube
from breakeven.studies.sensitivity import Indices, design, sobol
from breakeven.studies.unknown import Unknown

SAMPLES = 4096
Output = Callable[[Array], Array]


def ishigami(x: Array) -> Array:
    """Return Ishigami and Homma's (1990) function of angles, with a = 7 and b = 0.1."""
    return np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])


def ishigami_indices() -> tuple[list[float], list[float]]:
    a, b, pi = 7.0, 0.1, np.pi
    one, two = 0.5 * (1 + b * pi**4 / 5) ** 2, a**2 / 8
    both = b**2 * pi**8 * (1 / 18 - 1 / 50)
    whole = one + two + both
    return [one / whole, two / whole, 0.0], [(one + both) / whole, two / whole, both / whole]


def break_even(x: Array) -> Array:
    """Return how much dearer a staircase of machines is than an API, over a horizon."""
    volume, price, capacity, people = x
    return lead(np.stack([volume * price, 2.0 * np.ceil(volume / capacity) + people]), option=0)


ANGLES = tuple(
    Unknown(id=f"x{i}", low=-np.pi, central=0.0, high=np.pi, shape="uniform", place=i)
    for i in range(3)
)
COSTS = (
    Unknown(id="volume", low=50.0, central=100.0, high=300.0, shape="lognormal", place=0),
    Unknown(id="price", low=0.1, central=0.2, high=0.2, shape="jump", chance=0.5, place=1),
    Unknown(id="capacity", low=8.0, central=10.0, high=12.0, shape="normal", place=2),
    Unknown(id="people", low=1.0, central=3.0, high=9.0, shape="triangular"),
)
CASES = {"ishigami": (ANGLES, ishigami), "break-even": (COSTS, break_even)}


@cache
def outputs(case: str) -> Array:
    unknowns, output = CASES[case]
    cube = unit_cube(SAMPLES, seed=5)
    a = sample(unknowns, cube=cube, seed=5)
    b = sample(unknowns, cube=cube, seed=5, second=True)
    return output(design(a, b=b))


def found(case: str) -> Indices:
    return sobol(outputs(case), unknowns=len(CASES[case][0]), seed=1)


@pytest.mark.parametrize("case", CASES)
def test_they_are_salibs_on_the_same_design(case: str) -> None:
    count = len(CASES[case][0])
    a, b, *ab = outputs(case).reshape(count + 2, -1)
    problem = {
        "num_vars": count,
        "names": [str(i) for i in range(count)],
        "bounds": [[0, 1]] * count,
    }
    interleaved = np.stack([a, *ab, b], axis=1).ravel()
    theirs = salib.analyze(problem, interleaved, calc_second_order=False, num_resamples=400, seed=3)
    ours = found(case)
    np.testing.assert_allclose(ours.first, theirs["S1"], atol=1e-9)
    np.testing.assert_allclose(ours.total, theirs["ST"], atol=1e-9)
    z = 1.959963984540054
    np.testing.assert_allclose(ours.first_error, theirs["S1_conf"] / z, rtol=0.4)
    np.testing.assert_allclose(ours.total_error, theirs["ST_conf"] / z, rtol=0.4)


def test_ishigami_has_its_analytic_indices() -> None:
    first, total = ishigami_indices()
    np.testing.assert_allclose(found("ishigami").first, first, atol=0.01)
    np.testing.assert_allclose(found("ishigami").total, total, atol=0.01)


def test_a_sum_has_the_shares_of_its_variances() -> None:
    cube = unit_cube(1024, seed=2)
    weights = np.array([1.0, 2.0, 4.0])
    cases = design(cube[:3], b=cube[PLACES : PLACES + 3])
    ours = sobol(weights @ cases, unknowns=3, seed=1)
    shares = weights**2 / (weights**2).sum()
    np.testing.assert_allclose(ours.first, shares, atol=0.01)
    np.testing.assert_allclose(ours.total, shares, atol=0.01)
    assert ours.variance == pytest.approx((weights**2).sum() / 12, rel=0.01)


def test_the_stated_error_is_no_smaller_than_the_true_one() -> None:
    first = []
    for seed in range(12):
        cube = unit_cube(512, seed=seed)
        a, b = (sample(ANGLES, cube=cube, seed=seed, second=second) for second in (False, True))
        ours = sobol(ishigami(design(a, b=b)), unknowns=3, seed=seed)
        first.append(ours.first - ishigami_indices()[0])
    assert (np.sqrt(np.mean(np.square(first), axis=0)) < 1.5 * ours.first_error).all()


def test_they_scale_with_nothing_and_repeat_by_seed() -> None:
    output = outputs("break-even")
    ours = sobol(output, unknowns=4, seed=1)
    moved = sobol(1e3 * output + 1e6, unknowns=4, seed=1)
    for name in ("first", "total", "first_error", "total_error"):
        np.testing.assert_allclose(getattr(moved, name), getattr(ours, name), atol=1e-8)
        np.testing.assert_array_equal(getattr(found("break-even"), name), getattr(ours, name))


def test_a_certain_output_has_no_indices() -> None:
    ours = sobol(np.full(5 * 64, 1e9), unknowns=3, seed=1)
    np.testing.assert_array_equal([ours.first, ours.total, ours.first_error], 0.0)


def test_an_output_that_hardly_ever_differs_has_finite_errors() -> None:
    output = np.zeros(5 * 64)
    output[3] = 1.0
    ours = sobol(output, unknowns=3, seed=1)
    assert np.isfinite([ours.first, ours.first_error, ours.total, ours.total_error]).all()
