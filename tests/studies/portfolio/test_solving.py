"""Plans against brute force, and against a published example."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breakeven.domain.errors import NothingFeasible
from breakeven.studies.portfolio.bound import bound
from breakeven.studies.portfolio.exact import solve
from breakeven.studies.portfolio.problem import Problem, alone_usd, bill, whole_shares
from breakeven.studies.portfolio.solving import plan


def melange(*, divisible: bool) -> Problem:
    """30 requests a second over four sizes, two GPUs: https://github.com/tyler-griggs/melange-release

    Griggs and others, Melange (arXiv 2404.14527), its example.json, restated.
    """
    load = 30.0 * np.array([0.2, 0.1, 0.5, 0.2])
    a10g, a100 = np.array([2.0, 1.0, 5.0, 2.0]), np.array([20.0, 20.0, 40.0, 20.0])
    return Problem(
        usd=np.zeros((4, 2)),
        size=np.column_stack([load / a10g, load / a100]),
        shape=np.ones((4, 1)),
        weight=np.ones(1),
        pool=np.array([0, 1]),
        fixed_usd=np.zeros(2),
        minimum=np.zeros(2),
        committed_usd=np.array([1.01, 3.67]),
        hourly_usd=np.array([np.inf, np.inf]),
        divisible=np.full(4, divisible),
        together=np.zeros(2, bool),
    )


@pytest.mark.parametrize(("divisible", "usd"), [(False, 6.70), (True, 4.68)])
def test_the_published_mix(divisible: bool, usd: float) -> None:
    found = plan(melange(divisible=divisible))
    assert found.usd == pytest.approx(usd, abs=1e-9)
    assert found.gap < 1e-6


def random_problem(seed: int, *, workloads: int, hours: int) -> Problem:
    """Tokens for each, and machines of five kinds, two of them in one pool, one with a base."""
    rng = np.random.default_rng(seed)
    options = 2 + 5
    usd = rng.uniform(0.5, 6.0, (workloads, options)) * (np.arange(options) < 2)
    usd[rng.random(usd.shape) < 0.15] = np.inf
    usd[:, 0] = rng.uniform(1.0, 8.0, workloads)
    size = rng.uniform(0.1, 2.5, (workloads, options)) * (np.arange(options) >= 2)
    price = rng.uniform(0.5, 3.0, 4)
    inf = np.inf
    return Problem(
        usd=usd,
        size=size,
        shape=rng.uniform(0.0, 1.0, (workloads, hours)),
        weight=np.full(hours, 1.0 / hours),
        pool=np.array([-1, -1, 0, 1, 2, 2, 3]),
        fixed_usd=np.where(np.arange(options) >= 2, rng.choice([0.0, 0.7], options), 0.0),
        minimum=np.where(np.arange(options) >= 2, rng.choice([0.0, 1.0], options), 0.0),
        committed_usd=np.array([price[0], inf, 0.6 * price[2], 0.7 * price[3]]),
        hourly_usd=np.array([inf, price[1], price[2], inf]),
        divisible=np.zeros(workloads, bool),
        together=np.zeros(options, bool),
    )


def brute_force(problem: Problem) -> float:
    """Return the cheapest of every choice."""
    able = [np.flatnonzero(row) for row in problem.allowed]
    return min(bill(problem, whole_shares(problem, np.array(c))) for c in product(*able))


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000), workloads=st.integers(1, 4), hours=st.integers(1, 4))
def test_small_portfolios_equal_brute_force(seed: int, workloads: int, hours: int) -> None:
    problem = random_problem(seed, workloads=workloads, hours=hours)
    best = brute_force(problem)
    found = plan(problem)
    assert found.usd == pytest.approx(best, rel=1e-6)
    assert found.bound_usd <= best * (1 + 1e-6)
    assert found.gap < 1e-5


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000))
def test_the_linear_bound_holds_and_excludes_no_better_plan(seed: int) -> None:
    problem = random_problem(seed, workloads=4, hours=3)
    (below, _), best = bound(problem, alone_usd(problem)), brute_force(problem)
    assert below.usd <= best * (1 + 1e-9)
    asked = ~below.excluded(best * (1 + 1e-6))
    found = solve(problem, asked=asked, seconds=60.0, gap=1e-9)
    assert found.share is not None
    assert bill(problem, found.share) == pytest.approx(best, rel=1e-6)


@settings(max_examples=15)
@given(seed=st.integers(0, 10_000))
def test_never_dearer_than_each_on_its_own_and_no_dearer_when_divisible(seed: int) -> None:
    problem = random_problem(seed, workloads=5, hours=4)
    found = plan(problem)
    assert found.usd <= alone_usd(problem).min(axis=1).sum() * (1 + 1e-9)
    assert found.share[~problem.allowed].sum() == 0
    split = plan(spread(problem))
    assert split.usd <= found.usd * (1 + 1e-6)
    assert split.bound_usd <= split.usd * (1 + 1e-9)


def spread(problem: Problem) -> Problem:
    return replace(problem, divisible=np.ones(problem.workloads, bool))


def test_a_workload_that_may_run_nowhere_is_said() -> None:
    problem = melange(divisible=False)
    usd = problem.usd.copy()
    usd[2] = np.inf
    with pytest.raises(NothingFeasible, match="2"):
        plan(replace(problem, usd=usd))
