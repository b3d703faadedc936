"""Machines beside tokens over the months, against every number of machines in plain Python."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breakeven.domain.numbers import Array, Index
from breakeven.economics.ahead import ALWAYS, NONE, OWNED, World, monthly, totals
from breakeven.economics.split import Split
from tests.economics.horizon_world import case, plain

seeds = st.integers(0, 10**6)
few = settings(max_examples=20, deadline=None)
FLEET, TOKENS = np.array([0]), np.array([1])


def made(seed: int, *, mode: int = ALWAYS, **changes: float) -> tuple[Split, World]:
    """Return a fleet beside tokens at about the price of its machines; no least number of them."""
    plans, world = case(seed, options=2, modes=(mode, NONE))
    plans = replace(plans, minimum=np.zeros(2), tokens_usd=plans.tokens_usd + np.array([0.0, 0.05]))
    known = {"depreciation_usd": 0.0, "gain": 1.0, "home_share": 0.0} | changes
    return Split(fleet=plans.take(FLEET), tokens=plans.take(TOKENS), **known), world


def cheapest(split: Split, world: World, m: int, s: int) -> float:
    """Return a month of a rented fleet at the best of all numbers of machines."""

    def of(values: Array) -> float:
        return float(values[0][s] if values.shape[-1] > 1 else values[0][0])

    def moved(usd: Array, path: Index) -> float:
        return float(usd[0] * world.prices[path[0], m, s])

    fleet, tokens = split.fleet, split.tokens
    parts = np.diff(fleet.hours.share, prepend=0.0)
    serves = float(fleet.step_requests[0]) * of(fleet.served) * world.gain[m, s]
    load = world.volume[m, s] / serves * fleet.hours.busiest
    unit = moved(fleet.rent_usd, fleet.rent_path) + of(fleet.per_machine)
    own = of(fleet.per_request) + moved(fleet.tokens_usd, fleet.tokens_path)
    else_ = of(tokens.per_request) + moved(tokens.tokens_usd, tokens.tokens_path)
    fixed = of(fleet.fixed) + of(tokens.fixed) + unit * of(fleet.spares)
    best = np.inf
    for n in range(int(np.ceil(load[0])) + 2):
        kept = float(parts @ np.minimum(load, n)) / float(parts @ load)
        each = kept * own + (1.0 - kept) * else_
        best = min(best, fixed + n * unit + world.volume[m, s] * each)
    return best


@few
@given(seed=seeds)
def test_each_month_is_the_cheapest_of_all_splits(seed: int) -> None:
    split, world = made(seed)
    free = replace(
        split,
        fleet=replace(split.fleet, once=np.zeros((1, 1))),
        tokens=replace(split.tokens, once=np.zeros((1, 1))),
    )
    found = free.by_month(world)
    for m in range(9):
        for s in range(3):
            assert found[m, s] == pytest.approx(cheapest(split, world, m, s), rel=1e-9)


@few
@given(seed=seeds, mode=st.sampled_from([ALWAYS, OWNED]))
def test_where_tokens_are_dear_it_is_the_fleet_alone(seed: int, mode: int) -> None:
    split, world = made(seed, mode=mode)
    dear = replace(split, tokens=replace(split.tokens, tokens_usd=np.array([1e6])))
    nothing = replace(world, volume=np.zeros(world.volume.shape))
    beside = totals(dear.tokens, nothing)[0]
    assert dear.total(world) == pytest.approx(totals(dear.fleet, world)[0] + beside, rel=1e-9)


@few
@given(seed=seeds, mode=st.sampled_from([ALWAYS, OWNED]))
def test_where_machines_are_dear_it_is_the_tokens_and_a_fleet_that_stands(
    seed: int, mode: int
) -> None:
    split, world = made(seed, mode=mode)
    fleet = replace(split.fleet, per_machine=np.full((1, 1), 1e9), spares=np.zeros((1, 1)))
    dear = replace(split, fleet=fleet)
    nothing = replace(world, volume=np.full(world.volume.shape, 1e-12))
    still = replace(fleet, mode=np.array([NONE]))
    beside = totals(still, nothing)[0]
    assert dear.total(world) == pytest.approx(totals(split.tokens, world)[0] + beside, rel=1e-6)


@few
@given(seed=seeds, mode=st.sampled_from([ALWAYS, OWNED]))
def test_at_no_discount_the_total_is_the_sum_of_the_months(seed: int, mode: int) -> None:
    split, world = made(seed, mode=mode)
    world = replace(world, discount=np.ones(world.discount.shape))
    assert split.total(world) == pytest.approx(split.by_month(world).sum(axis=0), rel=1e-9)


@few
@given(seed=seeds)
def test_own_machines_stay_and_their_cash_is_that_of_machines_bought(seed: int) -> None:
    split, world = made(seed, mode=OWNED, depreciation_usd=500.0)
    kept = split._kept(world)
    assert np.all(np.diff(kept, axis=0) >= 0)
    held = kept + split.fleet.spares
    nothing = replace(world, volume=np.zeros(world.volume.shape))
    machines = monthly(split.fleet, nothing, held=held[None])[0]
    usd = split.by_month(world)
    assert np.all(usd >= machines + monthly(split.tokens, nothing)[0] - 1e-6)


@few
@given(seed=seeds, share=st.floats(0.1, 1.0))
def test_who_must_stay_finds_a_machine_at_the_peak(seed: int, share: float) -> None:
    split, world = made(seed, home_share=share)
    serves = split.fleet.step_requests[0] * split.fleet.served[0] * world.gain
    peak = world.volume * float(split.fleet.hours.busiest[0])
    assert np.all(split._kept(world) * serves >= share * peak * (1.0 - 1e-9))


def test_a_fleet_that_needs_no_tokens_is_as_in_plain_loops() -> None:
    split, world = made(11)
    dear = replace(split, tokens=replace(split.tokens, tokens_usd=np.array([1e6])))
    fixed = dear.tokens.fixed[0] + 0.0 * world.volume
    for s in range(3):
        by_month, _ = plain(dear.fleet, world, 0, s)
        once = float(np.broadcast_to(dear.tokens.once[0], (3,))[s])
        mine = dear.by_month(world)[:, s] - fixed[:, s if fixed.shape[1] > 1 else 0]
        mine[0] -= once
        assert mine == pytest.approx(by_month, rel=1e-9)
