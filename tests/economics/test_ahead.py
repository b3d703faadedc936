"""Costs over the months ahead, against loops over months, hours and machines in plain Python."""

import sys
from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breakeven.economics import ahead
from breakeven.economics.ahead import COMMITTED, FOLLOWS, NONE, OWNED, Plans, World, monthly, totals
from breakeven.economics.load_duration import LoadDuration
from breakeven.economics.load_table import load_table
from breakeven.economics.monthly import machines_held
from tests.economics.horizon_world import MODES, case, plain

seeds = st.integers(0, 10**6)
slow = settings(max_examples=40, deadline=None)
PRICES = ("once", "fixed", "per_request", "tokens_usd", "rent_usd", "per_machine", "capex_usd")


def picked(plans: Plans, rows: slice) -> Plans:
    names = [n for n in Plans.__dataclass_fields__ if np.shape(getattr(plans, n))[:1] == (10,)]
    return replace(plans, **{name: getattr(plans, name)[rows] for name in names})


@slow
@given(seed=seeds, hours=st.sampled_from([1, 7, 24]))
def test_totals_and_months_are_those_of_plain_loops(seed: int, hours: int) -> None:
    plans, world = case(seed, hours=hours)
    total, cash = totals(plans, world, compiled=False), monthly(plans, world)
    for o in range(len(total)):
        for s in range(3):
            by_month, usd = plain(plans, world, o, s)
            assert total[o, s] == pytest.approx(usd, rel=1e-12)
            assert cash[o, :, s] == pytest.approx(by_month, rel=1e-11, abs=1e-6)


@slow
@given(seed=seeds)
def test_compiled_it_is_the_same_to_the_last_bit(seed: int) -> None:
    pytest.importorskip("numba")
    plans, world = case(seed, options=20, samples=5)
    assert np.array_equal(totals(plans, world, compiled=True), totals(plans, world, compiled=False))


def test_it_is_compiled_once_for_all_shapes() -> None:
    pytest.importorskip("numba")
    from breakeven.economics.compiled import months

    for seed, samples in ((1, 1), (2, 5), (3, ahead.SAMPLES), (4, 2 * ahead.SAMPLES + 3)):
        plans, world = case(seed, options=20, samples=samples)
        plain_ = totals(plans, world, compiled=False)
        assert np.array_equal(totals(plans, world, compiled=True), plain_)
    for function in (months.always, months.owned, months.follows):
        assert len(function.overloads) == 1


def test_without_numba_it_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    plans, world = case(3)
    expected = totals(plans, world, compiled=False)
    package = import_module("breakeven.economics.compiled")
    monkeypatch.delattr(package, "months", raising=False)
    monkeypatch.delitem(sys.modules, "breakeven.economics.compiled.months", raising=False)
    monkeypatch.delitem(sys.modules, "breakeven.serving.loop.compiled", raising=False)
    monkeypatch.setitem(sys.modules, "numba", None)
    assert not ahead._can_compile()
    assert np.array_equal(totals(plans, world, compiled=True), expected)


@slow
@given(seed=seeds)
def test_samples_and_options_are_each_for_themselves(seed: int) -> None:
    plans, world = case(seed)
    total = totals(plans, world)
    assert totals(picked(plans, slice(4, 7)), world) == pytest.approx(total[4:7], rel=1e-12)
    one = replace(
        picked(plans, slice(None)),
        **{n: v[:, -1:] for n in ("served",) if (v := getattr(plans, n)) is not None},
        **{
            n: v[:, -1:] if v.shape[1] > 1 else v
            for n in ("once", "fixed", "per_request", "per_machine", "spares")
            if (v := getattr(plans, n)) is not None
        },
        resale=plans.resale[-1:],  # type: ignore[index]
        lifetime_months=plans.lifetime_months[-1:],  # type: ignore[index]
    )
    last = World(
        volume=world.volume[:, -1:],
        discount=world.discount[:, -1:],
        gain=world.gain[:, -1:],
        prices=world.prices[..., -1:],
    )
    assert totals(one, last)[:, 0] == pytest.approx(total[:, -1], rel=1e-12)


def test_one_world_stands_for_all_samples() -> None:
    plans, world = case(5, samples=1)
    wide = replace(plans, served=np.repeat(plans.served, 4, axis=1))
    assert totals(wide, world) == pytest.approx(np.repeat(totals(plans, world), 4, axis=1))
    assert monthly(wide, world).shape == (10, 9, 4)


@slow
@given(seed=seeds)
def test_doubled_prices_double_the_totals(seed: int) -> None:
    plans, world = case(seed)
    doubled = replace(plans, **{name: 2.0 * getattr(plans, name) for name in PRICES})
    assert np.array_equal(totals(doubled, world), 2.0 * totals(plans, world))


@slow
@given(seed=seeds, more=st.floats(1.0, 3.0), mode=st.sampled_from(MODES))
def test_more_load_never_costs_less(seed: int, more: float, mode: int) -> None:
    """Where machines to buy become cheaper, or an earlier purchase could be the better one."""
    plans, world = case(seed, modes=(mode,))
    falling = np.sort(world.prices, axis=1)[:, ::-1]
    world = replace(world, prices=falling)
    busier = replace(world, volume=world.volume * more)
    assert np.all(totals(plans, busier) >= totals(plans, world) * (1 - 1e-12))


@slow
@given(seed=seeds)
def test_a_base_chosen_anew_never_costs_more_than_one_that_stays(seed: int) -> None:
    plans, world = case(seed, modes=(COMMITTED,))
    free = replace(plans, mode=np.full(10, FOLLOWS))
    assert np.all(totals(free, world) <= totals(plans, world) * (1 + 1e-12))


@slow
@given(seed=seeds)
def test_months_sum_to_the_total(seed: int) -> None:
    plans, world = case(seed)
    once = monthly(plans, world)
    rest = monthly(replace(plans, once=np.zeros((10, 1))), world)
    worth = (rest * world.discount).sum(axis=1) + plans.once
    assert totals(plans, world) == pytest.approx(worth, rel=1e-12)
    assert (once - rest).sum(axis=1) == pytest.approx(np.broadcast_to(plans.once, (10, 3)))


@pytest.mark.parametrize("compiled", [False, True])
def test_loads_beyond_the_table_are_summed_over_the_hours(
    monkeypatch: pytest.MonkeyPatch, compiled: bool
) -> None:
    plans, world = case(7, samples=40, machines=500.0)
    whole = totals(plans, world, compiled=compiled)
    monkeypatch.setattr(
        ahead, "load_table", lambda hours, **more: load_table(hours, **{**more, "highest": 20.0})
    )
    assert totals(plans, world, compiled=compiled) == pytest.approx(whole, rel=1e-12)


@given(k=st.integers(1, 300), width=st.floats(0.3, 1e7), served=st.floats(0.5, 2.0))
def test_exactly_k_machines_are_k(k: int, width: float, served: float) -> None:
    """Each serves exactly a k-th of the traffic, whatever is rounded on the way."""
    plans, world = case(1, options=2, samples=1, months=1, modes=(FOLLOWS, OWNED))
    plans = replace(
        plans,
        step_requests=np.full(2, width),
        served=np.full((2, 1), served),
        minimum=np.zeros(2),
        ratio=np.full(2, np.inf),
        hours=LoadDuration(relative=np.ones(24), weight=np.full(24, 1 / 24)),
    )
    exact = replace(world, volume=np.array([[k * (width * served)]]), gain=np.ones((1, 1)))
    above = replace(exact, volume=exact.volume * (1 + 1e-13))
    spares = plans.spares[:, 0]
    assert machines_held(plans, exact)[:, 0, 0].tolist() == (k + spares).tolist()
    assert machines_held(plans, above)[:, 0, 0].tolist() == (k + 1 + spares).tolist()
    each = totals(plans, above) - totals(plans, exact)
    one_more = monthly(plans, above)[:, 0] - monthly(plans, exact)[:, 0]
    assert each == pytest.approx(one_more * world.discount, rel=1e-6)


def test_a_shrinking_load_leaves_own_machines_standing() -> None:
    plans, world = case(1, options=1, samples=1, modes=(OWNED,))
    falling = replace(world, volume=np.linspace(4e5, 1e3, 9)[:, None])
    held = machines_held(plans, falling)[0, :, 0]
    assert np.all(held == held[0])


def test_no_options_cost_nothing() -> None:
    plans, world = case(1, modes=(NONE,))
    none = picked(plans, slice(0, 0))
    assert totals(none, world).shape == (0, 3)
    assert monthly(none, world).shape == (0, 9, 3)
