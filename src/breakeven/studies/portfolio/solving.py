"""A portfolio's plan: the cheapest shares that are found, with a bound on what any could save."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from breakeven.domain.errors import NothingFeasible
from breakeven.domain.numbers import Array, Flags, Index
from breakeven.studies.portfolio.bound import Bound, bound
from breakeven.studies.portfolio.branching import branched
from breakeven.studies.portfolio.budgeting import Proposed, budgeted
from breakeven.studies.portfolio.dominance import lean
from breakeven.studies.portfolio.exact import solve
from breakeven.studies.portfolio.problem import (
    TOKENS,
    Problem,
    alone_usd,
    bill,
    of_options,
    whole_shares,
    without_idle_pools,
)
from breakeven.studies.portfolio.rebuilding import rebuilt
from breakeven.studies.portfolio.search import searched

WHOLE_MACHINES = 40_000
"""Whole-number variables up to which the integer program is worth trying."""
PAIRS = 6_000
CLOSE = 0.009
"""A gap at which the bound of a large portfolio is good enough."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Solution:
    """Shares of workloads on options, and how good they are."""

    problem: Problem
    """What was solved."""
    share: Array
    """Shape (workloads, options); rows sum to 1."""
    usd: float
    """A month of it all."""
    bound_usd: float
    """No plan costs less."""
    linear_usd: float
    """The bound of the linear programme alone: fractions of machines and of workloads."""
    alone_usd: float
    """What it costs where each workload buys its own best option."""

    @property
    def gap(self) -> float:
        """How much the plan could cost too much at most, as a share of it."""
        return max(0.0, 1.0 - self.bound_usd / self.usd) if self.usd else 0.0


def plan(problem: Problem, *, seconds: float = 30.0, gap: float = 1e-6) -> Solution:
    """Return the cheapest plan that is found, within the problem's budget if it has one.

    The linear programme bounds it, a search finds one, and the integer program over the pairs
    that the two leave (within `seconds`) closes the gap between them where it can. Where those are
    too many, cases of whole workloads raise the bound.
    Raises NothingFeasible where some workload may run nowhere, or nothing is within the budget.
    """
    stuck = np.flatnonzero(~problem.allowed.any(axis=1))
    if stuck.size:
        raise NothingFeasible(f"workloads {stuck.tolist()} have no option that obeys their rules")

    def free(some: Problem) -> Proposed:
        return _proposed(some, seconds=seconds, gap=gap)

    found = (
        budgeted(problem, problem.budget, free, small=_small, seconds=seconds, gap=gap)
        if problem.budget
        else free(problem)
    )
    return Solution(
        problem=problem,
        share=found.share,
        usd=found.usd,
        bound_usd=found.bound_usd,
        linear_usd=found.linear_usd,
        alone_usd=float(alone_usd(problem).min(axis=1).sum()),
    )


def _proposed(problem: Problem, *, seconds: float, gap: float) -> Proposed:
    """Return the cheapest plan that is found of a portfolio without a budget."""
    lighter = lean(problem)
    options = np.flatnonzero(lighter.allowed.any(axis=0))
    fit = without_idle_pools(of_options(lighter, options))
    alone = alone_usd(fit)
    below, programme = bound(fit, alone)
    best, asked = _searched(fit, below, alone, whole_shares(fit, np.argmin(alone, axis=1)))
    usd, least = bill(fit, best), below.usd
    if usd - least > gap * usd and _small(fit, asked):
        found = solve(fit, asked=asked, seconds=seconds, gap=gap)
        least = max(least, min(usd, found.bound_usd))
        if found.share is not None and (now := bill(fit, found.share)) < usd:
            best, usd = found.share, now
    elif usd - least > gap * usd:
        enough = (1.0 - max(CLOSE, gap)) * usd
        least = branched(fit, below, programme, best_usd=usd, enough=enough)
    share = np.zeros_like(problem.usd)
    share[:, options] = best
    linear = min(below.usd, usd)
    return Proposed(share=share, usd=usd, bound_usd=min(least, usd), linear_usd=linear)


def _searched(fit: Problem, below: Bound, alone: Array, best: Array) -> tuple[Array, Flags]:
    """Return the shares of the best plan that a search finds, and the pairs that may better it.

    Searched are the options that a plan cheaper than `best` may use.
    """
    asked = ~below.excluded(bill(fit, best)) | (best > 0)
    options = np.flatnonzero(asked.any(axis=0))
    part = of_options(fit, options)
    part = replace(part, usd=np.where(asked[:, options], part.usd, np.inf))
    cost = np.where(part.allowed, below.cost[:, options], np.inf)
    starts = _starts(part, below.share[:, options], alone[:, options], cost)
    chosen = searched(part, starts, cost)
    usd = bill(part, whole_shares(part, chosen))
    left = ~below.excluded(usd)
    if not _small(fit, left):
        chosen = rebuilt(part, chosen, cost, seed=0)
    share = whole_shares(fit, options[chosen])
    return share, np.asarray(~below.excluded(bill(fit, share)) | (share > 0))


def _small(problem: Problem, asked: Flags) -> bool:
    """Whether an integer program over some pairs is worth trying."""
    options = np.flatnonzero(asked.any(axis=0) & (problem.pool != TOKENS))
    steady = ~np.isfinite(problem.hourly_usd[problem.pool[options]])
    hours = np.unique(problem.shape, axis=1).shape[1]
    machines = int(np.where(steady, 1, hours).sum())
    return machines <= WHOLE_MACHINES and int(asked.sum()) <= PAIRS


def _starts(problem: Problem, share: Array, alone: Array, cost: Array) -> Iterator[Index]:
    """Yield choices to start from: each on its own, at the bound's prices, and its shares."""
    yield np.argmin(np.where(problem.allowed, alone, np.inf), axis=1)
    yield np.argmin(cost, axis=1)
    yield np.argmax(np.where(problem.allowed, share, -1.0), axis=1)
