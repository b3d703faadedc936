"""The split of a load between own machines and tokens, against brute force."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breakeven.economics.breakeven import cross, sign_changes
from breakeven.economics.curve import CostCurve
from breakeven.economics.hybrid_curve import HybridCurve
from breakeven.economics.load_duration import LoadDuration


def hours(seed: int) -> LoadDuration:
    rng = np.random.default_rng(seed)
    relative = rng.uniform(0.05, 1.0, 12)
    return LoadDuration(relative=relative / relative.max(), weight=np.full(12, 1 / 12))


def curve(seed: int) -> HybridCurve:
    rng = np.random.default_rng(seed)
    fleet = CostCurve(
        fixed=rng.uniform(0, 300),
        per_request=rng.uniform(0, 1e-4),
        step_usd=rng.uniform(100, 2_000),
        step_requests=rng.uniform(1e4, 1e5),
        minimum_steps=1.0,
    )
    tokens = CostCurve(fixed=rng.uniform(0, 50), per_request=rng.uniform(2e-3, 6e-2))
    return HybridCurve.of(fleet, tokens, hours(seed))


def brute_force(of: HybridCurve, volume: float) -> float:
    """Return the cheapest of every number of machines, hour by hour."""
    parts = np.diff(of.hours.share, prepend=0.0)
    load = volume / of.step_requests * of.hours.busiest
    best = np.inf
    for n in range(int(np.ceil(load[0])) + 2):
        kept = float(parts @ np.minimum(load, n)) / float(parts @ load)
        usd = (
            of.fixed
            + n * of.step_usd
            + volume * (kept * of.own_per_request + (1 - kept) * of.tokens_per_request)
        )
        best = min(best, usd)
    return best


@settings(max_examples=15)
@given(seed=st.integers(0, 5_000), volume=st.floats(1.0, 3e6))
def test_the_split_is_the_cheapest(seed: int, volume: float) -> None:
    of = curve(seed)
    assert float(of.cost(volume)) == pytest.approx(brute_force(of, volume), rel=1e-9)


@settings(max_examples=15)
@given(seed=st.integers(0, 5_000))
def test_it_is_straight_between_its_breakpoints(seed: int) -> None:
    of = curve(seed)
    edges = np.concatenate([[1_000.0], of.jumps(1_000.0, 6e5), [6e5]])
    start, end = edges[:-1], edges[1:]
    for part in (0.25, 0.5, 0.75):
        between = start + part * (end - start)
        line = np.asarray(of.cost(start)) * (1 - part) + np.asarray(of.cost(end)) * part
        assert np.asarray(of.cost(between)) == pytest.approx(line, rel=1e-9)


@settings(max_examples=15)
@given(seed=st.integers(0, 5_000))
def test_never_dearer_than_tokens_or_the_fleet_but_for_what_is_fixed(seed: int) -> None:
    of = curve(seed)
    volume = np.geomspace(10.0, 1e7, 60)
    tokens = of.fixed + of.tokens_per_request * volume
    fleet = CostCurve(
        fixed=of.fixed,
        per_request=of.own_per_request,
        step_usd=of.step_usd,
        step_requests=of.step_requests,
    )
    assert (np.asarray(of.cost(volume)) <= tokens * (1 + 1e-9)).all()
    assert (np.asarray(of.cost(volume)) <= np.asarray(fleet.cost(volume)) * (1 + 1e-9)).all()


@settings(max_examples=15)
@given(seed=st.integers(0, 2_000))
def test_its_crossings_are_where_the_cheaper_one_changes(seed: int) -> None:
    of = curve(seed)
    line = CostCurve(fixed=500.0, per_request=of.tokens_per_request * 0.7)
    found, _ = sign_changes(of, line, low=0.0, high=2e6)
    for volume in found:
        gap = float(of.cost(volume)) - float(line.cost(volume))
        assert abs(gap) <= 1e-6 * float(line.cost(volume))
    grid = np.linspace(100.0, 2e6, 4_000)
    signs = np.sign(np.asarray(of.cost(grid)) - line.cost(grid))
    assert np.count_nonzero(np.diff(signs)) <= len(found)


@settings(max_examples=15)
@given(seed=st.integers(0, 2_000))
def test_the_long_run_bounds_it(seed: int) -> None:
    of = curve(seed)
    volume = np.geomspace(1e3, 1e8, 50)
    above = np.asarray(of.cost(volume)) - of.fixed - of.slope * volume
    assert (above >= -1e-6 * of.slope * volume).all()
    assert (above <= of.band * (1 + 1e-6)).all()


def test_it_crosses_like_any_other() -> None:
    of = curve(3)
    found = cross(of, CostCurve(per_request=of.tokens_per_request), names=("mix", "tokens"))
    assert found.regions[0].cheapest == "tokens"
    assert found.regions[-1].cheapest == "mix"
