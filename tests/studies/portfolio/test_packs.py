"""Several models on one machine: memory and time by hand, plans against an oracle of its own."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breakeven.domain.numbers import Array
from breakeven.studies.portfolio.allocation import allocated
from breakeven.studies.portfolio.bound import bound
from breakeven.studies.portfolio.packs import (
    NOWHERE,
    Sharable,
    simplified,
    split,
    with_packs,
)
from breakeven.studies.portfolio.pairing import packs
from breakeven.studies.portfolio.problem import Problem, alone_usd, bill, whole_shares
from breakeven.studies.portfolio.solving import plan

USABLE = 72.0


def world(
    size: Array, *, held: Array, shape: Array | None = None, hourly: float = np.inf
) -> tuple[Problem, Sharable]:
    """Workload i on model i on machines of one pool, at $100 a month, or on tokens at $90."""
    n = len(size)
    usd = np.where(np.eye(n, dtype=bool), 0.0, np.inf)
    return Problem(
        usd=np.column_stack([usd, np.full(n, 90.0)]),
        size=np.column_stack([np.diag(size), np.zeros(n)]),
        shape=np.ones((n, 1)) if shape is None else shape,
        weight=np.full(1, 1.0) if shape is None else np.full(shape.shape[1], 1 / shape.shape[1]),
        pool=np.append(np.zeros(n, int), -1),
        fixed_usd=np.append(np.full(n, 5.0), 0.0),
        minimum=np.append(np.ones(n), 0.0),
        committed_usd=np.array([100.0]),
        hourly_usd=np.array([hourly]),
        divisible=np.zeros(n, bool),
        together=np.zeros(n + 1, bool),
    ), Sharable(
        kind=np.append(np.zeros(n, int), NOWHERE),
        model=np.arange(n + 1),
        held_gib=np.append(held, 0.0),
        cache_gib=np.append(USABLE - held, np.inf),
        least_gib=np.ones((n, n + 1)),
        spare_usd=np.append(np.full(n, 2.0), 0.0),
    )


def test_two_alike_halve_the_cache_that_is_left() -> None:
    """Of 72 GiB two times 20 are held; 16 GiB of cache each, of 52; 0.7 of the time: 0.929 busy."""
    problem, memory = world(np.array([0.1, 0.1]), held=np.array([20.0, 20.0]))
    (pack,) = packs(problem, memory, limit=0.7)
    assert pack.cache == pytest.approx([16 / 52, 16 / 52])
    assert pack.size == pytest.approx([0.1 * 52 / 16 / 0.7] * 2)
    assert (pack.held_gib, pack.usable_gib) == (40.0, USABLE)
    found = plan(with_packs(problem, (pack,)))
    assert found.usd == pytest.approx(100.0 + 5.0 + 5.0 - 2.0)
    assert plan(problem).usd == pytest.approx(180.0)


@pytest.mark.parametrize(
    "change",
    [
        {"held_gib": np.array([40.0, 40.0, 0.0])},
        {"least_gib": np.full((2, 3), 17.0)},
        {"model": np.zeros(3, int)},
        {"kind": np.array([0, 1, NOWHERE])},
    ],
)
def test_what_does_not_fit_is_not_packed(change: dict[str, Array]) -> None:
    problem, memory = world(np.array([0.1, 0.1]), held=np.array([20.0, 20.0]))
    assert packs(problem, memory, limit=0.7)
    assert not packs(problem, replace(memory, **change), limit=0.7)


def test_a_workload_that_may_not_share_or_may_not_be_there_is_not_seated() -> None:
    problem, memory = world(np.full(3, 0.05), held=np.full(3, 10.0))
    problem.usd[2, 2] = np.inf  # a rule forbids it
    memory.least_gib[1, :] = np.inf  # an adapter
    assert not packs(problem, memory, limit=0.7)
    memory.least_gib[1, :] = 1.0
    for pack in packs(problem, memory, limit=0.7):
        assert pack.seat[2] == NOWHERE
        assert np.isinf(with_packs(problem, (pack,)).usd[2, -1])


def test_peaks_that_do_not_coincide_fit_where_others_do_not() -> None:
    """Each keeps a machine of two 0.46 busy at its peak."""
    held = np.array([20.0, 20.0])
    for shape, usd in (([[1, 0.1], [0.1, 1]], 108.0), ([[1, 0.1], [1, 0.1]], 180.0)):
        problem, memory = world(np.full(2, 0.14), held=held, shape=np.array(shape, float))
        found = plan(with_packs(problem, packs(problem, memory, limit=0.9)))
        assert found.usd == pytest.approx(usd)


def test_the_split_wastes_least() -> None:
    cache, load = np.array([50.0, 30.0]), np.array([0.3, 0.1])
    kept = split(cache, load, 20.0) * cache
    assert kept.sum() == pytest.approx(20.0)
    wasted = [load @ (cache / np.array([x, 20.0 - x])) for x in np.linspace(1, 19, 400)]
    assert load @ (cache / kept) <= min(wasted) * (1 + 1e-4)


def partitions(some: list[int]) -> Iterator[list[list[int]]]:
    """Yield the ways to put some into groups of at most three."""
    if not some:
        yield []
        return
    first, rest = some[0], some[1:]
    for mask in product([False, True], repeat=len(rest)):
        mine = [first, *(r for r, m in zip(rest, mask, strict=True) if m)]
        if len(mine) <= 3:
            for others in partitions([r for r, m in zip(rest, mask, strict=True) if not m]):
                yield [mine, *others]


def machines_of(group: list[int], problem: Problem, memory: Sharable, limit: float) -> float:
    """Return the machines at the peak of models that share them, said anew from the rule."""
    sizes, cache = problem.size[group, group], memory.cache_gib[group]
    if len(group) == 1:
        return float(np.ceil((sizes @ problem.shape[group]).max()))
    room = USABLE - memory.held_gib[group].sum()
    best = np.inf
    for load in (sizes * problem.shape[group].max(axis=1), np.ones(len(group))):
        mine = room * np.sqrt(load * cache) / np.sqrt(load * cache).sum()
        if room > 0 and (mine >= 1.0).all():
            busy = ((sizes * cache / mine)[:, None] * problem.shape[group]).sum(axis=0) / limit
            best = min(best, max(float(np.ceil(busy.max())), 1.0))
    return best


def oracle(problem: Problem, memory: Sharable, limit: float) -> float:
    """Return the cheapest of every grouping of every choice of who is on machines."""
    n, best = problem.workloads, np.inf
    for home in product([False, True], repeat=n):
        own = [i for i in range(n) if home[i]]
        outside = 90.0 * (n - len(own)) + 5.0 * len(own)
        for groups in partitions(own):
            count = sum(machines_of(g, problem, memory, limit) for g in groups)
            spared = 2.0 * sum(len(g) - 1 for g in groups)
            best = min(best, outside + 100.0 * count - spared)
    return best


DRAWN = {
    "seed": st.integers(0, 10_000),
    "workloads": st.integers(2, 4),
    "hours": st.integers(1, 3),
}


def drawn(seed: int, workloads: int, hours: int) -> tuple[Problem, Sharable]:
    rng = np.random.default_rng(seed)
    return world(
        rng.uniform(0.01, 0.3, workloads),
        held=rng.uniform(2.0, 25.0, workloads),
        shape=rng.uniform(0.2, 1.0, (workloads, hours)),
    )


@settings(max_examples=40)
@given(**DRAWN)
def test_small_portfolios_equal_the_oracle(seed: int, workloads: int, hours: int) -> None:
    problem, memory = drawn(seed, workloads, hours)
    found = plan(with_packs(problem, packs(problem, memory, limit=0.7)))
    best = oracle(problem, memory, 0.7)
    assert found.usd == pytest.approx(best, rel=1e-6)
    assert found.bound_usd <= best * (1 + 1e-6)
    assert found.gap < 1e-5


def several(seed: int) -> tuple[Problem, Sharable]:
    """Return four workloads on any of three models in a pool by the hour, or on tokens."""
    rng = np.random.default_rng(seed)
    problem, memory = drawn(seed, 4, 3)
    allowed = rng.random((4, 3)) < 0.7
    usd = np.column_stack([np.where(allowed, 0.0, np.inf), rng.uniform(40.0, 120.0, 4)])
    return replace(
        problem,
        usd=usd,
        size=np.column_stack([rng.uniform(0.01, 0.4, (4, 3)), np.zeros(4)]),
        pool=np.array([0, 0, 1, -1]),
        fixed_usd=np.array([5.0, 0.0, 5.0, 0.0]),
        minimum=np.array([1.0, 1.0, 1.0, 0.0]),
        together=np.zeros(4, bool),
        committed_usd=np.array([70.0, 100.0]),
        hourly_usd=np.array([100.0, np.inf]),
    ), Sharable(
        kind=np.array([0, 0, 0, NOWHERE]),
        model=np.arange(4),
        held_gib=np.append(memory.held_gib[:3], 0.0),
        cache_gib=np.append(memory.cache_gib[:3], np.inf),
        least_gib=np.ones((4, 4)),
        spare_usd=np.zeros(4),
    )


@settings(max_examples=20)
@given(seed=st.integers(0, 10_000))
def test_the_plan_is_the_cheapest_choice_and_the_bound_below_it(seed: int) -> None:
    """Machines of two pools, some by the hour; workloads that may be on any of the models."""
    problem, memory = several(seed)
    made = packs(problem, memory, limit=0.7)[:6]
    joined = with_packs(problem, made)
    able = [np.flatnonzero(row) for row in joined.allowed]
    best = min(bill(joined, whole_shares(joined, np.array(c))) for c in product(*able))
    found = plan(joined)
    assert found.usd == pytest.approx(best, rel=1e-6)
    assert found.bound_usd <= best * (1 + 1e-6)
    assert bound(joined, alone_usd(joined))[0].usd <= best * (1 + 1e-9)
    assert found.usd <= plan(problem).usd * (1 + 1e-9)
    for how in ("shapley", "proportional"):
        pays = allocated(joined, found.share, alone_usd(joined).min(axis=1), how=how)
        assert pays.sum() == pytest.approx(found.usd)


def test_a_pack_of_one_model_is_no_pack() -> None:
    problem, memory = world(np.array([0.1, 0.1]), held=np.array([20.0, 20.0]))
    found = packs(problem, memory, limit=0.7)
    joined = with_packs(problem, found)
    share = whole_shares(joined, np.array([3, 2]))
    assert joined.together[3]
    plain = simplified(joined, {3: found[0]}, share)
    assert plain[0].tolist() == [1.0, 0.0, 0.0, 0.0]
    both = whole_shares(joined, np.array([3, 3]))
    assert simplified(joined, {3: found[0]}, both) is both
