"""Plans rebuilt in part: never worse, the same for the same seed, often better."""

import numpy as np
import pytest

from breakeven.studies.portfolio import rebuilding
from breakeven.studies.portfolio.problem import alone_usd, bill, whole_shares
from breakeven.studies.portfolio.rebuilding import rebuilt
from tests.studies.portfolio.test_solving import random_problem


def test_never_worse_and_the_same_for_the_same_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuilding, "STEPS", 150)
    better = 0
    for seed in range(6):
        problem = random_problem(seed, workloads=9, hours=4)
        cost = alone_usd(problem)
        start = np.argmin(cost, axis=1)
        found = rebuilt(problem, start, cost, seed=seed)
        before = bill(problem, whole_shares(problem, start))
        after = bill(problem, whole_shares(problem, found))
        assert problem.allowed[np.arange(9), found].all()
        assert after <= before
        assert rebuilt(problem, start, cost, seed=seed).tolist() == found.tolist()
        better += after < before * (1 - 1e-9)
    assert better >= 3
