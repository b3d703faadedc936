"""A plan bettered by taking some workloads out and putting them back elsewhere (ruin and recreate).

Who leaves shares something: an option, a pool, or is of those that pay the most, so that machines
are closed, opened and exchanged, which moving one workload after the other does not do. A plan that
is a little dearer is kept for a while, the less so the longer it goes on (simulated annealing;
Schrimpf and others, 2000). Draws come from a seed and steps are counted, so the same question has
the same answer on every machine.
"""

from dataclasses import dataclass

import numpy as np

from breakeven.domain.numbers import Array, Index
from breakeven.studies.portfolio.placing import Plan
from breakeven.studies.portfolio.problem import Problem, bill, whole_shares

STEPS = 3_000
LEAVING = 8
"""Workloads that leave at most at once."""
NEAR = 12
"""Options that each tries when it comes back, beside those in use: cheapest at the bound's."""
BLINK = 0.08
"""Share of the options that are overlooked, so that not always the same is built."""
WARM, COLD = 3e-4, 3e-6
"""By how much of a plan's cost a worse one is likely kept, at first and at last."""


@dataclass(slots=True, eq=False)
class _Site:
    """A plan that is being rebuilt, and what its steps draw from."""

    plan: Plan
    near: Index
    pays: Array
    """What each workload pays about, shape (workloads,)."""
    rng: np.random.Generator


def rebuilt(problem: Problem, start: Index, cost: Array, *, seed: int) -> Index:
    """Return the best choice that is found from a start, shape (workloads,): never a worse one.

    `cost` is what workloads pay on options at the bound's prices.
    """
    site = _Site(
        plan=Plan.of(problem, start),
        near=np.argsort(cost, axis=1, kind="stable")[:, :NEAR],
        pays=cost.min(axis=1),
        rng=np.random.default_rng(seed),
    )
    best, least = start, site.plan.usd
    now = least
    for heat in np.geomspace(WARM, COLD, STEPS):
        was = site.plan.chosen.copy()
        gone = _leaving(site)
        _return(site, gone)
        usd = site.plan.usd
        if usd > now - heat * least * np.log(site.rng.random()):
            _undo(site.plan, gone, was)
            continue
        now = usd
        if now < least * (1.0 - 1e-9):
            best, least = site.plan.chosen.copy(), now
    # Sums that were kept while workloads came and went are counted anew.
    counted = [bill(problem, whole_shares(problem, chosen)) for chosen in (best, start)]
    return best if counted[0] <= counted[1] else start


def _leaving(site: _Site) -> Index:
    """Take some workloads out, and return them."""
    plan, rng = site.plan, site.rng
    size = int(rng.integers(1, LEAVING + 1))
    way = rng.random()
    if way < 0.35:
        some = _of_options(site, [plan.chosen[rng.integers(plan.chosen.size)]])
    elif way < 0.7:
        some = _of_options(site, rng.choice(np.flatnonzero(plan.users > 0), 2).tolist())
    else:
        some = np.arange(plan.chosen.size)
    # Those that pay much decide how the others fit around them.
    weight = np.sqrt(site.pays[some] + 1e-9 * site.pays.sum())
    gone = rng.choice(some, min(size, some.size), replace=False, p=weight / weight.sum())
    for w in gone:
        plan.leave(int(w))
    return np.asarray(gone)


def _of_options(site: _Site, options: list[int]) -> Index:
    """Return the workloads on some options."""
    return np.flatnonzero(np.isin(site.plan.chosen, options))


def _return(site: _Site, gone: Index) -> None:
    """Put workloads back where each adds least, those that pay the most first, or in any order."""
    rng = site.rng
    order = gone[np.argsort(-site.pays[gone])] if rng.random() < 0.5 else rng.permutation(gone)
    for w in order:
        options = _able(site, int(w))
        usd = site.plan.joining_usd(int(w), options)
        seen = np.where(rng.random(usd.size) < BLINK, np.inf, usd)
        seen = seen if np.isfinite(seen).any() else usd
        site.plan.join(int(w), int(options[np.argmin(seen)]))


def _able(site: _Site, w: int) -> Index:
    plan = site.plan
    tried = np.unique(np.concatenate([site.near[w], np.flatnonzero(plan.users > 0)]))
    return np.asarray(tried[np.isfinite(plan.problem.usd[w, tried])])


def _undo(plan: Plan, gone: Index, was: Index) -> None:
    """Put workloads back where they were."""
    for w in gone:
        if plan.chosen[w] != was[w]:
            plan.leave(int(w))
            plan.join(int(w), int(was[w]))
