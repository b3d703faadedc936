"""Which packs are tried: those with room for one workload of each model, worth a machine."""

from dataclasses import replace

import numpy as np
import pytest

from breakeven.studies.portfolio.pairing import MOST, MOST_ALIKE, packs
from tests.studies.portfolio.test_packs import world


def test_a_large_workload_does_not_hide_a_small_one_that_fits() -> None:
    """Two on the first model: one fills a machine, the other leaves room for the second model."""
    problem, given = world(np.array([0.1, 0.1, 0.6]), held=np.full(3, 10.0))
    problem.usd[2] = [0.0, np.inf, np.inf, 5_000.0]
    problem.size[2] = [0.6, 0.0, 0.0, 0.0]
    assert packs(problem, given, limit=0.7)


@pytest.mark.parametrize("tokens_usd", [20.0, 90.0])
def test_packs_that_cannot_pay_for_a_machine_are_not_tried(tokens_usd: float) -> None:
    problem, given = world(np.full(3, 0.05), held=np.full(3, 10.0))
    problem.usd[:, -1] = tokens_usd
    assert bool(packs(problem, given, limit=0.7)) == (tokens_usd > 40.0)


def test_they_are_few_and_of_many_workloads() -> None:
    n = 12
    problem, given = world(np.full(n, 0.02), held=np.full(n, 4.0))
    found = packs(problem, given, limit=0.7)
    assert len(found) <= MOST
    members = [pack.members for pack in found]
    assert max(members.count(m) for m in members) <= MOST_ALIKE
    assert len(set(members)) > n
    assert not packs(problem, replace(given, model=np.zeros(n + 1, int)), limit=0.7)
