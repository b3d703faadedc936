"""Machines that pay only with several workloads at once: opened with all that gain by it.

A search that moves one workload after the other never opens a machine that several models share:
the first to come pays for a machine, as it did before.
"""

import numpy as np

from breakeven.domain.numbers import Index
from breakeven.studies.portfolio.placing import Plan

MOST = 12
"""Workloads that are moved at once."""


def opened(plan: Plan) -> None:
    """Open each option of several models that is not in use where that saves."""
    for option in np.flatnonzero(plan.problem.together & (plan.users == 0)):
        _opened(plan, int(option))


def _opened(plan: Plan, option: int) -> None:
    """Move workloads to an option, those first that save the most, as far as that is cheaper."""
    least, kept = plan.usd, 0
    was: list[tuple[int, int]] = []
    for w in _wishing(plan, option):
        was.append((int(w), int(plan.chosen[w])))
        plan.leave(int(w))
        plan.join(int(w), option)
        if (now := plan.usd) < least - 1e-9 * abs(least):
            least, kept = now, len(was)
    for w, home in reversed(was[kept:]):
        plan.leave(w)
        plan.join(w, home)


def _wishing(plan: Plan, option: int) -> Index:
    """Return the workloads that a part of a machine would serve, those first that save the most."""
    problem = plan.problem
    peak = problem.size[:, option] * problem.shape.max(axis=1)
    some = np.flatnonzero(problem.allowed[:, option] & (peak <= 1.0))
    saved = np.array([_saved(plan, int(w)) - problem.usd[w, option] for w in some])
    order = np.argsort(-saved, kind="stable")[:MOST]
    return np.asarray(some[order[saved[order] > 0]])


def _saved(plan: Plan, w: int) -> float:
    """Return what a workload saves that leaves; it stays."""
    home = int(plan.chosen[w])
    saved = plan.leave(w)
    plan.join(w, home)
    return saved
