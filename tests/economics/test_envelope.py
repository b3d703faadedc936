"""The lower envelope against a scan over all offers."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from breakeven.economics.breakeven import cross
from breakeven.economics.curve import CostCurve
from breakeven.economics.envelope import regions

FIELDS = ("fixed", "per_request", "step_usd", "step_requests", "minimum_steps")


def world(seed: int, lines: int, stairs: int) -> CostCurve:
    rng = np.random.default_rng(seed)
    count = lines + stairs
    stair = np.arange(count) >= lines
    return CostCurve(
        fixed=rng.uniform(0, 5_000, count) * rng.integers(0, 2, count),
        per_request=np.where(stair, 0.0, 10 ** rng.uniform(-3.5, -0.5, count)),
        step_usd=np.where(stair, rng.uniform(100, 9_000, count), 0.0),
        step_requests=np.where(stair, 10 ** rng.uniform(3.3, 5.0, count), np.inf),
        minimum_steps=np.where(stair, 1.0, 0.0),
    )


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 4), st.integers(1, 5))
def test_the_region_names_the_cheapest_of_all(seed: int, lines: int, stairs: int) -> None:
    curves = world(seed, lines, stairs)
    names = [f"o{i}" for i in range(lines + stairs)]
    found = regions(curves, names, low=10.0, high=1e6)
    assert found[0].from_requests_per_day == 10.0
    assert found[-1].to_requests_per_day == 1e6
    rng = np.random.default_rng(seed)
    for volume in 10 ** rng.uniform(1.0, 6.0, 400):
        costs = np.array([float(curves.pick(i).cost(volume)) for i in range(len(names))])
        region = next(
            r
            for r in found
            if r.from_requests_per_day < volume <= (r.to_requests_per_day or np.inf)
        )
        mine = costs[names.index(region.cheapest)]
        assert mine <= costs.min() * (1 + 1e-9)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_two_offers_have_the_regions_of_their_crossings(seed: int) -> None:
    curves = world(seed, 1, 1)
    pair = cross(curves.pick(0), curves.pick(1), names=("o0", "o1"))
    inside = [c.requests_per_day for c in pair.crossings if 100.0 < c.requests_per_day < 1e6]
    found = regions(curves, ["o0", "o1"], low=100.0, high=1e6)
    edges = [r.from_requests_per_day for r in found[1:]]
    assert len(edges) == len(inside)
    assert np.allclose(edges, inside, rtol=1e-9)
