"""A better bound: workloads that the linear programme splits are whole, the dearest first.

Where a workload is split over options, either it is wholly on one of them or not on it at all. Each
case is a portfolio of its own with a bound by hour prices, and no plan costs less than the least of
the cases' bounds (branch and bound; Land and Doig, 1960). The case with the least is split next.
"""

from dataclasses import dataclass, replace

import numpy as np

from breakeven.domain.numbers import Array
from breakeven.studies.portfolio.bound import Bound, at_prices, climbed
from breakeven.studies.portfolio.master import Master
from breakeven.studies.portfolio.problem import Problem

WHOLE = 1e-6
"""A share that is so near to 0 or 1 is whole."""
CASES = 32
"""Cases that are looked at, at most."""
NEAR = 0.02
"""Pairs that come along into a case: those dearer than a workload pays by at most so much of it."""


@dataclass(frozen=True, slots=True, eq=False)
class _Case:
    """A part of all plans, with its bound."""

    problem: Problem
    master: Master
    bound: Bound


def branched(
    problem: Problem, root: Bound, master: Master, *, best_usd: float, enough: float
) -> float:
    """Return a bound, at least that of the root and at most `best_usd`: no plan costs less.

    `best_usd` is the cost of some plan. It ends where the bound is `enough`, or after CASES.
    """
    left = [_Case(problem, master, root)]
    for _ in range(CASES // 2):
        case = min(left, key=lambda c: c.bound.usd, default=None)
        split = _split(case) if case and case.bound.usd < enough else None
        if case is None or split is None:
            break
        left.remove(case)
        for usd in _halves(case.problem, *split):
            half = _bounded(case, replace(case.problem, usd=usd), best_usd)
            left += [half] if half.bound.usd < best_usd else []
    return min([best_usd, *(c.bound.usd for c in left)])


def _split(case: _Case) -> tuple[int, int] | None:
    """Return the workload whose parts pay the most, and where most of it is.

    None where all are whole that must be.
    """
    share = case.bound.share
    parts = np.where(share < 1 - WHOLE, share, 0.0).clip(0.0)
    loose = (1.0 - parts.max(axis=1)) * case.bound.pays * (parts.max(axis=1) > WHOLE)
    loose[case.problem.divisible] = 0.0
    if not loose.any():
        return None
    w = int(np.argmax(loose))
    return w, int(np.argmax(share[w]))


def _halves(problem: Problem, w: int, option: int) -> tuple[Array, Array]:
    """Return the costs of a problem where a workload is on an option, and where it is not."""
    there, elsewhere = problem.usd.copy(), problem.usd.copy()
    there[w] = np.inf
    there[w, option] = problem.usd[w, option]
    elsewhere[w, option] = np.inf
    return there, elsewhere


def _bounded(parent: _Case, problem: Problem, best_usd: float) -> _Case:
    """Return a half of a case with its bound, which begins at the prices of the whole."""
    known = parent.bound
    if not problem.allowed.any(axis=1).all():
        return _Case(problem, parent.master, replace(known, usd=np.inf))
    cost = np.where(problem.allowed, known.cost, np.inf)
    close = cost <= np.maximum(known.pays * (1.0 + NEAR), cost.min(axis=1))[:, None]
    pairs = (parent.master.pairs & close | (known.share > WHOLE)) & problem.allowed
    np.put_along_axis(pairs, np.argmin(cost, axis=1)[:, None], values=True, axis=1)
    programme = replace(parent.master, pairs=pairs)
    start = at_prices(problem, known)
    found, programme = climbed(problem, programme, known.hour_usd, best=start, enough=best_usd)
    return _Case(problem, programme, found)
