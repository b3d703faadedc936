"""Plans within a carbon budget against brute force: the cheapest of those that obey."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breakeven.domain.errors import NothingFeasible
from breakeven.domain.numbers import Array
from breakeven.studies.portfolio import rebuilding, solving
from breakeven.studies.portfolio.budgeting import as_money, priced
from breakeven.studies.portfolio.packs import with_packs
from breakeven.studies.portfolio.pairing import packs
from breakeven.studies.portfolio.problem import (
    Budget,
    Problem,
    bill,
    kilograms,
    obeys,
    whole_shares,
)
from breakeven.studies.portfolio.solving import plan
from tests.studies.portfolio.test_packs import several
from tests.studies.portfolio.test_solving import random_problem, spread


def with_budget(problem: Problem, most_kg: float, seed: int) -> Problem:
    """Emissions that have nothing to do with costs."""
    rng = np.random.default_rng(seed + 1)
    return replace(
        problem,
        budget=Budget(
            most_kg=most_kg,
            kg=rng.uniform(0.0, 9.0, problem.usd.shape) * (problem.pool < 0),
            fixed_kg=rng.choice([0.0, 1.0], problem.options),
            machine_kg=rng.uniform(0.5, 8.0, problem.pools),
        ),
    )


def choices(problem: Problem) -> list[tuple[float, float, Array]]:
    """Return the emissions and the cost of every choice, with its shares."""
    assert problem.budget
    able = [np.flatnonzero(row) for row in problem.allowed]
    shares = [whole_shares(problem, np.array(c)) for c in product(*able)]
    return [(kilograms(problem, problem.budget, s), bill(problem, s), s) for s in shares]


@settings(max_examples=25)
@given(
    seed=st.integers(0, 10_000),
    workloads=st.integers(1, 4),
    hours=st.integers(1, 4),
    tight=st.floats(-0.05, 1.1),
)
def test_the_cheapest_within_the_budget(
    seed: int, workloads: int, hours: int, tight: float
) -> None:
    """A budget between what the greenest choice emits and what the cheapest does, or beyond."""
    drawn = with_budget(random_problem(seed, workloads=workloads, hours=hours), 1.0, seed)
    every = choices(drawn)
    greenest = min(kg for kg, _, _ in every)
    cheapest = min((usd, kg) for kg, usd, _ in every)[1]
    most = greenest + tight * (cheapest - greenest) + (0.01 * greenest if tight >= 0 else -1e-3)
    problem = with_budget(drawn, max(most, 1e-3), seed)
    within = [usd for kg, usd, _ in every if kg <= problem.budget.most_kg]  # type: ignore[union-attr]
    if not within:
        with pytest.raises(NothingFeasible, match=f"at least {greenest:,.1f} kg"):
            plan(problem)
        return
    found = plan(problem)
    assert obeys(problem, found.share)
    assert found.usd == pytest.approx(min(within), rel=1e-6)
    assert found.linear_usd <= found.bound_usd + 1e-9
    assert found.bound_usd <= min(within) * (1 + 1e-6)


@settings(max_examples=15)
@given(seed=st.integers(0, 10_000), usd_per_kg=st.floats(0.0, 3.0))
def test_a_price_never_counts_more_than_what_is_emitted(seed: int, usd_per_kg: float) -> None:
    problem = with_budget(random_problem(seed, workloads=3, hours=3), 1.0, seed)
    assert problem.budget
    dear, money = priced(problem, problem.budget, usd_per_kg), as_money(problem, problem.budget)
    for kg, usd, share in choices(problem):
        assert bill(dear, share) <= (usd + usd_per_kg * kg) * (1 + 1e-9)
        assert bill(money, share) == pytest.approx(kg)


@settings(max_examples=10)
@given(seed=st.integers(0, 10_000))
def test_spread_workloads_obey_too_and_cost_no_more(seed: int) -> None:
    drawn = with_budget(random_problem(seed, workloads=3, hours=3), 1.0, seed)
    every = choices(drawn)
    most = sorted(kg for kg, _, _ in every)[len(every) // 3]
    problem = with_budget(drawn, most, seed)
    found, split = plan(problem), plan(spread(problem))
    assert obeys(problem, split.share)
    assert split.usd <= found.usd * (1 + 1e-6)


@settings(max_examples=8)
@given(seed=st.integers(0, 10_000), tight=st.floats(0.02, 1.0))
def test_large_ways_obey_and_their_bound_holds(seed: int, tight: float) -> None:
    """Without the integer program: what a large portfolio goes through."""
    drawn = with_budget(random_problem(seed, workloads=4, hours=3), 1.0, seed)
    every = choices(drawn)
    greenest = min(kg for kg, _, _ in every)
    cheapest = min((usd, kg) for kg, usd, _ in every)[1]
    problem = with_budget(drawn, greenest + tight * max(cheapest - greenest, 1e-3), seed)
    best = min(usd for kg, usd, _ in every if kg <= problem.budget.most_kg)  # type: ignore[union-attr]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(solving, "PAIRS", 0)
        patch.setattr(rebuilding, "STEPS", 40)
        found = plan(problem)
    assert obeys(problem, found.share)
    assert found.bound_usd <= best * (1 + 1e-9)
    assert found.usd >= best * (1 - 1e-9)


@settings(max_examples=5)
@given(seed=st.integers(0, 10_000), tight=st.floats(0.05, 0.9))
def test_models_on_the_same_machines_emit_once(seed: int, tight: float) -> None:
    alone, memory = several(seed)
    drawn = with_budget(alone, 1.0, seed)
    joined = with_packs(drawn, packs(alone, memory, limit=0.7)[:4])
    every = choices(joined)
    low, high = min(kg for kg, _, _ in every), max(kg for kg, _, _ in every)
    assert joined.budget
    most = low + tight * (high - low)
    problem = replace(joined, budget=replace(joined.budget, most_kg=most))
    found = plan(problem)
    assert obeys(problem, found.share)
    assert found.usd == pytest.approx(min(usd for kg, usd, _ in every if kg <= most), rel=1e-6)
