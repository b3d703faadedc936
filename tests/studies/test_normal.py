"""Normal quantiles against SciPy's and the standard library's."""

from statistics import NormalDist

import numpy as np
import pytest
from scipy.special import ndtri

from breakeven.studies.normal import normal_quantile


def test_it_agrees_with_scipy_over_the_whole_range() -> None:
    middle = np.linspace(1e-6, 1 - 1e-6, 20_001)
    small = 10.0 ** -np.arange(1.0, 300.0)
    for u in (middle, small, 1 - small[:15]):
        np.testing.assert_allclose(normal_quantile(u), ndtri(u), rtol=3e-15, atol=1e-16)


def test_it_is_odd_around_one_half() -> None:
    u = np.arange(1, 512) / 1024
    np.testing.assert_array_equal(normal_quantile(u), -normal_quantile(1 - u))
    assert normal_quantile(0.5) == 0


@pytest.mark.parametrize("share", [0.01, 0.05, 0.3, 0.92, 0.999999])
def test_a_float_goes_through_the_same_line(share: float) -> None:
    assert float(normal_quantile(share)) == pytest.approx(NormalDist().inv_cdf(share), rel=1e-14)
