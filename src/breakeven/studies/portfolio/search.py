"""A good plan where every workload is on one option: start somewhere, move while it helps."""

from collections.abc import Iterator

import numpy as np

from breakeven.domain.numbers import Array, Index
from breakeven.studies.portfolio.opening import opened
from breakeven.studies.portfolio.placing import Plan
from breakeven.studies.portfolio.problem import TOKENS, Problem, bill, whole_shares

NEAR = 16
"""Options that each workload tries: the cheapest at the bound's prices, beside those in use."""
SWEEPS = 20


def settle(plan: Plan, near: Index, order: Index) -> None:
    """Move one workload after the other to where it adds least, until none wants to move."""
    for _ in range(SWEEPS):
        moved = False
        for w in order:
            was = int(plan.chosen[w])
            saved = plan.leave(w)
            options = np.union1d(_able(plan, w, near), [was])
            usd = plan.joining_usd(w, options)
            best = int(np.argmin(usd))
            better = usd[best] < saved - 1e-9 * max(abs(saved), 1.0)
            plan.join(w, int(options[best]) if better else was)
            moved |= bool(better)
        if not moved:
            return


def closed(plan: Plan, near: Index) -> Plan:
    """Return the plan after closing each shared option that the others can take over cheaper."""
    problem = plan.problem
    for option in np.argsort(plan.users, kind="stable"):
        if not plan.users[option] or problem.pool[option] == TOKENS:
            continue
        trial = Plan.of(problem, plan.chosen)
        members = np.flatnonzero(plan.chosen == option)
        for w in members[np.argsort(-problem.size[members, option], kind="stable")]:
            trial.leave(int(w))
            options = _able(trial, int(w), near)
            options = options[options != option]
            usd = trial.joining_usd(int(w), options)
            trial.join(int(w), int(options[np.argmin(usd)] if options.size else option))
        if trial.usd < plan.usd * (1 - 1e-12):
            plan = trial
    return plan


def _able(plan: Plan, w: int, near: Index) -> Index:
    """Return the options that a workload may try: near ones, and those that are in use."""
    tried = np.unique(np.concatenate([near[w], np.flatnonzero(plan.users > 0)]))
    return np.asarray(tried[np.isfinite(plan.problem.usd[w, tried])])


def searched(problem: Problem, starts: Iterator[Index], cost: Array) -> Index:
    """Return the best choice that a search finds, shape (workloads,): never worse than the starts.

    `cost` is what workloads pay on options at the bound's prices.
    """
    near, order = _near(cost), _order(cost)
    best: Plan | None = None
    for start in starts:
        plan = _polished(Plan.of(problem, start), near, order)
        if best is None or plan.usd < best.usd:
            best = plan
    assert best is not None  # noqa: S101 - there is at least one start
    return _checked(best)


def _near(cost: Array) -> Index:
    return np.argsort(cost, axis=1, kind="stable")[:, :NEAR]


def _order(cost: Array) -> Index:
    """Return the workloads, those first that pay the most where they pay the least."""
    return np.argsort(-cost.min(axis=1), kind="stable")


def _checked(plan: Plan) -> Index:
    """Return a plan's choice once its cost, kept while it was changed, is counted anew."""
    if not np.isclose(plan.usd, bill(plan.problem, whole_shares(plan.problem, plan.chosen))):
        raise AssertionError("a plan's cost went astray while it was changed")
    return plan.chosen


def _polished(plan: Plan, near: Index, order: Index) -> Plan:
    settle(plan, near, order)
    before = np.inf
    while plan.usd < before * (1 - 1e-9):
        before = plan.usd
        plan = closed(plan, near)
        opened(plan)
        settle(plan, near, order)
    return plan
