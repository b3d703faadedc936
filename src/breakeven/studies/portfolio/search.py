"""A good plan where every workload is on one option: start somewhere, move while it helps."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from breakeven.domain.numbers import Array, Index
from breakeven.studies.portfolio.problem import (
    TOKENS,
    Problem,
    bill,
    paid,
    pooled,
    whole,
    whole_shares,
)

NEAR = 16
"""Options that each workload tries: the cheapest at the bound's prices, beside those in use."""
SWEEPS = 20
KICKS = 24
KICKED = 0.02
"""Share of the workloads that a kick moves, to one of the CLOSE options that are cheapest."""
CLOSE = 4


@dataclass(slots=True, eq=False)
class Plan:
    """Who is where, and the machines that this takes, as it is changed."""

    problem: Problem
    chosen: Index
    load: Array
    users: Index
    needed: Array
    pooled: Array
    pool_usd: Array

    @classmethod
    def of(cls, problem: Problem, chosen: Index) -> "Plan":
        """Return the plan of some choice."""
        share = whole_shares(problem, chosen)
        load = (share * problem.size).T @ problem.shape
        users = np.bincount(chosen, minlength=problem.options)
        needed = whole(load, np.where(users > 0, problem.minimum, 0.0))
        needed[problem.pool == TOKENS] = 0.0
        total = pooled(problem, needed)
        usd = paid(total, problem.weight, problem.committed_usd, problem.hourly_usd)
        return cls(problem, chosen.copy(), load, users, needed, total, usd)

    @property
    def usd(self) -> float:
        """The plan's cost of a month."""
        own = self.problem.usd[np.arange(self.chosen.size), self.chosen].sum()
        return float(own + self.problem.fixed_usd[self.users > 0].sum() + self.pool_usd.sum())

    def leave(self, w: int) -> float:
        """Take a workload from where it is; return what that saves."""
        option, problem = int(self.chosen[w]), self.problem
        saved = float(problem.usd[w, option])
        self.users[option] -= 1
        if not self.users[option]:
            saved += float(problem.fixed_usd[option])
        return saved + self._reload(option, -problem.size[w, option] * problem.shape[w])

    def join(self, w: int, option: int) -> None:
        """Put a workload on an option."""
        self.chosen[w] = option
        self.users[option] += 1
        self._reload(option, self.problem.size[w, option] * self.problem.shape[w])

    def _reload(self, option: int, load: Array) -> float:
        """Change an option's load; return what its pool saves."""
        problem, pool = self.problem, int(self.problem.pool[option])
        if pool == TOKENS:
            return 0.0
        self.load[option] = self.load[option] + load if self.users[option] else 0.0
        minimum = problem.minimum[option] * (self.users[option] > 0)
        needed = whole(self.load[option], np.asarray(minimum))
        self.pooled[pool] += needed - self.needed[option]
        self.needed[option] = needed
        before = self.pool_usd[pool]
        self.pool_usd[pool] = paid(
            self.pooled[pool],
            problem.weight,
            problem.committed_usd[pool],
            problem.hourly_usd[pool],
        )
        return float(before - self.pool_usd[pool])

    def joining_usd(self, w: int, options: Index) -> Array:
        """Return what each of some options would cost a workload that is nowhere."""
        problem = self.problem
        usd = problem.usd[w, options] + np.where(
            self.users[options] > 0, 0.0, problem.fixed_usd[options]
        )
        own = problem.pool[options] != TOKENS
        some, pools = options[own], problem.pool[options[own]]
        load = self.load[some] + problem.size[w, some][:, None] * problem.shape[w]
        needed = whole(load, problem.minimum[some])
        after = paid(
            self.pooled[pools] - self.needed[some] + needed,
            problem.weight,
            problem.committed_usd[pools],
            problem.hourly_usd[pools],
        )
        usd[own] += after - self.pool_usd[pools]
        return np.asarray(usd)


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


def kicked(problem: Problem, start: Index, cost: Array, *, seed: int) -> Index:
    """Return the best choice after some kicks that are drawn from a seed."""
    rng = np.random.default_rng(seed)
    near, order = _near(cost), _order(cost)
    best = Plan.of(problem, start)
    for _ in range(KICKS):
        moved = best.chosen.copy()
        some = rng.random(problem.workloads) < KICKED
        some[rng.integers(problem.workloads)] = True
        for w in np.flatnonzero(some):
            moved[w] = rng.choice(near[w, :CLOSE][np.isfinite(cost[w, near[w, :CLOSE]])])
        plan = Plan.of(problem, moved)
        settle(plan, near, order)
        if plan.usd < best.usd:
            best = plan
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
        settle(plan, near, order)
    return plan
