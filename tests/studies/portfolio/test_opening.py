"""Machines that pay with several workloads only, opened at once."""

import numpy as np
import pytest

from breakeven.studies.portfolio.opening import opened
from breakeven.studies.portfolio.placing import Plan
from breakeven.studies.portfolio.problem import Problem, bill, whole_shares


def problem(usd: list[float], *, size: float) -> Problem:
    """Workloads on tokens at so much, or together on machines at $100."""
    n = len(usd)
    return Problem(
        usd=np.column_stack([usd, np.zeros(n)]),
        size=np.column_stack([np.zeros(n), np.full(n, size)]),
        shape=np.ones((n, 1)),
        weight=np.ones(1),
        pool=np.array([-1, 0]),
        fixed_usd=np.zeros(2),
        minimum=np.array([0.0, 1.0]),
        committed_usd=np.array([100.0]),
        hourly_usd=np.array([np.inf]),
        divisible=np.zeros(n, bool),
        together=np.array([False, True]),
    )


@pytest.mark.parametrize(
    ("usd", "size", "chosen"),
    [
        ([60.0, 60.0, 10.0], 0.3, [1, 1, 1]),  # the third comes along for nothing
        ([60.0, 60.0, 10.0], 0.5, [1, 1, 0]),  # for the third there is no room
        ([40.0, 40.0, 10.0], 0.3, [0, 0, 0]),  # all together pay less than a machine
    ],
)
def test_as_many_move_as_pay(usd: list[float], size: float, chosen: list[int]) -> None:
    asked = problem(usd, size=size)
    plan = Plan.of(asked, np.zeros(3, int))
    opened(plan)
    assert plan.chosen.tolist() == chosen
    assert plan.usd == pytest.approx(bill(asked, whole_shares(asked, plan.chosen)))
