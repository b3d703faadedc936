"""Bounds of cases: between the linear programme's and the best plan of all."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from breakeven.studies.portfolio.bound import bound
from breakeven.studies.portfolio.branching import branched
from breakeven.studies.portfolio.problem import alone_usd
from tests.studies.portfolio.test_solving import brute_force, random_problem, spread


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000), workloads=st.integers(1, 4))
def test_no_plan_costs_less_than_the_cases(seed: int, workloads: int) -> None:
    problem = random_problem(seed, workloads=workloads, hours=3)
    below, programme = bound(problem, alone_usd(problem))
    best = brute_force(problem)
    for some_plan in (best, 2.0 * best):
        found = branched(problem, below, programme, best_usd=some_plan, enough=some_plan)
        assert below.usd * (1 - 1e-9) <= found <= best * (1 + 1e-9)


def test_cases_close_a_part_of_the_gap() -> None:
    """Where machines are many, what is open is that workloads are whole: cases close most of it."""
    open_before = open_after = 0.0
    for seed in range(12):
        drawn = random_problem(seed, workloads=4, hours=3)
        problem = replace(
            drawn, size=drawn.size * 50.0, usd=drawn.usd * 50.0, fixed_usd=drawn.fixed_usd * 50.0
        )
        below, programme = bound(problem, alone_usd(problem))
        best = brute_force(problem)
        found = branched(problem, below, programme, best_usd=best, enough=best)
        open_before += best - below.usd
        open_after += best - found
    assert open_after < 0.7 * open_before


def test_workloads_that_may_be_spread_are_not_made_whole() -> None:
    for seed in range(5):
        problem = spread(random_problem(seed, workloads=3, hours=3))
        below, programme = bound(problem, alone_usd(problem))
        found = branched(problem, below, programme, best_usd=1e9, enough=1e9)
        assert found == below.usd
