"""Shapes of unknowns against SciPy's distributions, and what their fields promise."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from breakeven.domain.errors import InputError
from breakeven.studies.unknown import Shape, Unknown

SHAPES: tuple[Shape, ...] = ("triangular", "uniform", "normal", "lognormal", "jump")
U = np.arange(1, 2000) / 2000


def unknown(shape: Shape, low: float = 1.0, central: float = 2.0, high: float = 5.0) -> Unknown:
    return Unknown(id="x", low=low, central=central, high=high, shape=shape)


def test_a_triangle_is_scipys() -> None:
    expected = stats.triang.ppf(U, c=0.25, loc=1.0, scale=4.0)
    np.testing.assert_allclose(unknown("triangular").quantile(U), expected, rtol=1e-12)


def test_a_symmetric_normal_is_scipys() -> None:
    width = 3.0 / stats.norm.ppf(0.95)
    found = unknown("normal", low=-1.0, central=2.0, high=5.0).quantile(U)
    np.testing.assert_allclose(found, stats.norm.ppf(U, loc=2.0, scale=width), rtol=1e-11)


def test_a_symmetric_lognormal_is_scipys() -> None:
    width = np.log(2.0) / stats.norm.ppf(0.95)
    found = unknown("lognormal", low=1.0, central=2.0, high=4.0).quantile(U)
    np.testing.assert_allclose(found, stats.lognorm.ppf(U, s=width, scale=2.0), rtol=1e-12)


@pytest.mark.parametrize("shape", ["normal", "lognormal"])
def test_a_skewed_range_is_met_at_both_ends(shape: Shape) -> None:
    found = unknown(shape).quantile(np.array([0.05, 0.5, 0.95]))
    np.testing.assert_allclose(found, [1.0, 2.0, 5.0], rtol=1e-14)


def test_a_price_that_may_fall_stays_with_the_rest_of_the_chance() -> None:
    price = Unknown(id="cut", low=0.4, central=1.0, high=1.0, shape="jump", chance=0.3)
    found = price.quantile(U)
    assert np.mean(found == 1.0) == pytest.approx(0.7, abs=1e-3)
    np.testing.assert_allclose(found[U < 0.3], 0.4 + 0.6 * U[U < 0.3] / 0.3)


def test_a_jump_both_ways_keeps_its_chance_in_proportion() -> None:
    found = Unknown(id="x", low=0.0, central=1.0, high=4.0, shape="jump", chance=0.4).quantile(U)
    assert np.mean(found < 1) == pytest.approx(0.1, abs=1e-3)
    assert np.mean(found > 1) == pytest.approx(0.3, abs=1e-3)


@given(
    st.sampled_from(SHAPES),
    st.lists(st.floats(0.01, 100), min_size=3, max_size=3),
    st.floats(0, 1),
)
def test_quantiles_rise_and_stay_within_the_ends(
    shape: Shape, ends: list[float], chance: float
) -> None:
    low, central, high = sorted(ends)
    found = Unknown(
        id="x", low=low, central=central, high=high, shape=shape, chance=chance
    ).quantile(U)
    assert np.isfinite(found).all()
    assert (np.diff(found) >= -1e-9 * high).all()
    if shape in ("triangular", "uniform", "jump"):
        assert (found >= low * (1 - 1e-9)).all()
        assert (found <= high * (1 + 1e-9)).all()


def test_a_known_value_is_that_value() -> None:
    for shape in SHAPES:
        assert (unknown(shape, 3.0, 3.0, 3.0).quantile(U) == 3.0).all()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"low": 3.0}, "order them"),
        ({"low": 0.0, "shape": "lognormal"}, "above 0"),
        ({"shape": "jump", "chance": 1.2}, "within 0 and 1"),
    ],
)
def test_what_cannot_be_drawn_is_refused(wrong: dict[str, object], said: str) -> None:
    fields = {"id": "people", "low": 1.0, "central": 2.0, "high": 5.0, "shape": "normal"}
    with pytest.raises(InputError, match=said) as caught:
        Unknown(**{**fields, **wrong})  # type: ignore[arg-type]
    assert caught.value.where == "people"
