"""Offers that serve fixed shares, against the sum of what each costs at its share."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breakeven.economics.blend_curve import BlendCurve
from breakeven.economics.breakeven import cross, sign_changes
from breakeven.economics.curve import CostCurve

API = CostCurve(fixed=20.0, per_request=0.02)
FLEET = CostCurve(
    fixed=300.0, per_request=0.001, step_usd=700.0, step_requests=4e4, minimum_steps=1.0
)


@given(shares=st.tuples(st.floats(0.01, 1.0), st.floats(0.01, 1.0)), volume=st.floats(1.0, 1e7))
@settings(max_examples=60)
def test_it_is_the_sum_of_its_parts(shares: tuple[float, float], volume: float) -> None:
    both = BlendCurve.of([FLEET, API], shares)
    # A step may be off by one where the share of the volume is a whole number of machines.
    near = [sum(float(c.cost(v * s)) for c, s in zip((FLEET, API), shares, strict=True))
            for v in (volume * (1 - 1e-12), volume * (1 + 1e-12))]  # fmt: skip
    assert min(near) * (1 - 1e-9) <= float(both.cost(volume)) <= max(near) * (1 + 1e-9)


def test_it_is_straight_between_its_jumps() -> None:
    both = BlendCurve.of([FLEET, API, FLEET], [0.8, 0.2, 0.3])
    edges = np.concatenate([[1.0], both.jumps(1.0, 9.7e5), [9.7e5]])
    start, end = edges[:-1], edges[1:]
    middle = (start + end) / 2
    low, high = both.cost(start * (1 + 1e-12)), both.cost(end)
    assert both.cost(middle) == pytest.approx((np.asarray(low) + np.asarray(high)) / 2, rel=1e-9)


def test_its_crossings_are_where_the_cheaper_one_changes() -> None:
    both = BlendCurve.of([FLEET, API], [0.9, 0.1])
    found, _ = sign_changes(both, API, low=0.0, high=2e6)
    grid = np.linspace(10.0, 2e6, 20_000)
    signs = np.sign(np.asarray(both.cost(grid)) - np.asarray(API.cost(grid)))
    assert 0 < np.count_nonzero(np.diff(signs)) <= len(found)
    assert cross(both, API, names=("mix", "api")).regions[0].cheapest == "api"


def test_beyond_its_bands_it_crosses_nothing() -> None:
    both = BlendCurve.of([FLEET, API], [0.9, 0.1])
    found = cross(both, CostCurve(per_request=0.03), names=("mix", "other"))
    assert found.searched_to_requests_per_day is None
    assert found.crossings
    assert not cross(both, CostCurve(per_request=1.0), names=("mix", "dear")).never
    tokens = BlendCurve.of([API, API], [0.5, 0.5])
    assert cross(tokens, CostCurve(fixed=90.0, per_request=0.03), names=("a", "b")).never
