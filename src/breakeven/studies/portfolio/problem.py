"""A portfolio as arrays: what each workload costs by itself on each option, and what machines cost.

An option is bought tokens, or replicas of one model on machines of one kind. Workloads on the same
option share its replicas; options of the same pool share its machines, hour by hour. A pool's
machines are committed for the whole month, or started by the hour, whichever costs less.
"""

from dataclasses import dataclass, replace

import numpy as np

from breakeven.domain.numbers import Array, Flags, Index

TOKENS = -1
"""The pool of an option without machines."""
ROUNDED = 1e-6
"""Machines by which a load may be off: what a solver of integer programs takes for whole."""
EXCEEDED = 1e-9
"""Share of a budget that is lost in sums."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Budget:
    """What a plan may emit in a month, and what its parts emit, in kg of CO2e.

    A machine that comes by the hour emits in the hours that need it, one that cannot all month.
    """

    most_kg: float
    kg: Array
    """Of each workload on each option beside machines, shape (workloads, options)."""
    fixed_kg: Array
    """Of an option that anybody uses, shape (options,)."""
    machine_kg: Array
    """Of a machine that runs all month, shape (pools,)."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Problem:
    """Workloads, options, typical hours and pools of machines."""

    usd: Array
    """A month of each workload on each option beside machines, shape (workloads, options).

    Infinite where a rule or a target forbids it.
    """
    size: Array
    """Machines that a workload keeps busy at a relative load of 1, shape (workloads, options)."""
    shape: Array
    """Relative load of each workload in each hour, shape (workloads, hours)."""
    weight: Array
    """Share of each hour in the month, shape (hours,); sums to 1."""
    pool: Index
    """Where each option's machines come from, shape (options,); TOKENS for none."""
    fixed_usd: Array
    """Paid for a month by an option that anybody uses, shape (options,)."""
    minimum: Array
    """Machines of an option that run at any load once it is used, shape (options,)."""
    committed_usd: Array
    """A machine for the whole month, shape (pools,); infinite where none may be committed."""
    hourly_usd: Array
    """A machine by the hour, if it ran all month, shape (pools,); infinite where there is none."""
    divisible: Flags
    """Whether a workload's requests may be spread over options, shape (workloads,)."""
    together: Flags
    """Whether an option's machines carry several models, shape (options,)."""
    budget: Budget | None = None
    """None where a plan may emit what it will."""

    @property
    def workloads(self) -> int:
        """How many workloads there are."""
        return int(self.usd.shape[0])

    @property
    def options(self) -> int:
        """How many options there are."""
        return int(self.usd.shape[1])

    @property
    def pools(self) -> int:
        """How many pools there are."""
        return int(self.committed_usd.size)

    @property
    def allowed(self) -> Flags:
        """Which workload may run on which option, shape (workloads, options)."""
        return np.isfinite(self.usd)

    @property
    def steady_usd(self) -> Array:
        """The cheapest machine that runs all month, shape (pools,)."""
        return np.minimum(self.committed_usd, self.hourly_usd)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Machines:
    """The machines that shares of workloads need."""

    used: Flags
    """Which options somebody uses, shape (options,)."""
    needed: Array
    """Machines of each option in each hour, shape (options, hours)."""
    pooled: Array
    """Machines of each pool in each hour, shape (pools, hours)."""


def machines(problem: Problem, share: Array) -> Machines:
    """Return the whole machines that shares of shape (workloads, options) need."""
    used = np.asarray((share > 0).any(axis=0))
    load = (share * problem.size).T @ problem.shape
    needed = whole(load, np.where(used, problem.minimum, 0.0))
    needed[problem.pool == TOKENS] = 0.0
    return Machines(used=used, needed=needed, pooled=pooled(problem, needed))


def fullness(problem: Problem, share: Array, needs: Machines, option: int) -> float:
    """Return the load of an option's machines in their fullest hour, over what they could carry."""
    load = (share[:, option] * problem.size[:, option]) @ problem.shape
    return float((load / np.maximum(needs.needed[option], 1.0)).max())


def whole(load: Array, minimum: Array) -> Array:
    """Return whole machines for loads of shape (..., hours)."""
    return np.asarray(np.maximum(np.ceil(load - ROUNDED), minimum[..., None]))


def pooled(problem: Problem, needed: Array) -> Array:
    """Return the machines of each pool, from those of each option."""
    total = np.zeros((problem.pools, needed.shape[1]))
    own = problem.pool != TOKENS
    np.add.at(total, problem.pool[own], needed[own])
    return total


def paid(needed: Array, weight: Array, committed_usd: Array, hourly_usd: Array) -> Array:
    """Return what machines needed in each hour cost in a month, shape (...,).

    The k-th machine is committed where it runs so long that the hours would cost more: the
    load-duration curve of whole machines. `needed` has shape (..., hours), prices shape (...,).

    >>> hours = np.array([[3.0, 1.0]])
    >>> paid(hours, np.array([0.5, 0.5]), np.array([60.0]), np.array([100.0])).tolist()
    [160.0]
    """
    if (weight == weight[0]).all():  # which hour is which does not matter: twice as fast
        return _paid_falling(-np.sort(-needed), np.cumsum(weight), committed_usd, hourly_usd)
    order = np.argsort(-needed, axis=-1, kind="stable")
    falling = np.take_along_axis(needed, order, axis=-1)
    return _paid_falling(falling, np.cumsum(weight[order], axis=-1), committed_usd, hourly_usd)


def _paid_falling(needed: Array, share: Array, committed_usd: Array, hourly_usd: Array) -> Array:
    """Return the same where hours are in falling order, `share` being that of the hours so far."""
    upto = np.minimum(committed_usd[..., None], hourly_usd[..., None] * share)
    upto[..., 1:] -= upto[..., :-1].copy()
    return np.asarray(np.einsum("...h,...h->...", upto, needed))


def committed(needed: Array, weight: Array, committed_usd: float, hourly_usd: float) -> float:
    """Return how many machines of one pool are best committed; of equals, the fewest."""
    if not np.isfinite(hourly_usd):
        return float(needed.max(initial=0.0))
    order = np.argsort(-needed, kind="stable")
    place = int(np.searchsorted(np.cumsum(weight[order]), committed_usd / hourly_usd, "right"))
    return float(needed[order][place]) if place < needed.size else 0.0


def bill(problem: Problem, share: Array) -> float:
    """Return what shares of shape (workloads, options) cost in a month, in US dollars."""
    found = machines(problem, share)
    own = float((np.where(share > 0, problem.usd, 0.0) * share).sum())
    pools = paid(found.pooled, problem.weight, problem.committed_usd, problem.hourly_usd)
    return own + float(problem.fixed_usd[found.used].sum()) + float(pools.sum())


def kilograms(problem: Problem, budget: Budget, share: Array) -> float:
    """Return what shares of shape (workloads, options) emit in a month, in kg of CO2e."""
    found = machines(problem, share)
    running = np.where(
        np.isfinite(problem.hourly_usd),
        found.pooled @ problem.weight,
        found.pooled.max(axis=1, initial=0.0),
    )
    own = float((np.where(share > 0, budget.kg, 0.0) * share).sum())
    return own + float(budget.fixed_kg[found.used].sum()) + float(running @ budget.machine_kg)


def obeys(problem: Problem, share: Array) -> bool:
    """Whether shares of shape (workloads, options) stay within the budget, if there is one."""
    budget = problem.budget
    if budget is None:
        return True
    return kilograms(problem, budget, share) <= budget.most_kg * (1.0 + EXCEEDED)


def whole_shares(problem: Problem, chosen: Index) -> Array:
    """Return shares of shape (workloads, options) where each workload is on one option."""
    share = np.zeros((problem.workloads, problem.options))
    share[np.arange(problem.workloads), chosen] = 1.0
    return share


def alone_usd(problem: Problem) -> Array:
    """Return what each workload pays on each option with nobody else, (workloads, options)."""
    found = problem.usd + problem.fixed_usd
    for w in range(problem.workloads):
        own = np.flatnonzero((problem.pool != TOKENS) & problem.allowed[w])
        pools = problem.pool[own]
        order = np.argsort(-problem.shape[w], kind="stable")
        load = problem.size[w, own][:, None] * problem.shape[w, order]
        found[w, own] += _paid_falling(
            whole(load, problem.minimum[own]),
            np.cumsum(problem.weight[order]),
            problem.committed_usd[pools],
            problem.hourly_usd[pools],
        )
    return np.asarray(found)


def of_options(problem: Problem, options: Index) -> Problem:
    """Return the problem with some of its options; the pools stay."""
    return replace(
        problem,
        usd=problem.usd[:, options],
        size=problem.size[:, options],
        pool=problem.pool[options],
        fixed_usd=problem.fixed_usd[options],
        minimum=problem.minimum[options],
        together=problem.together[options],
        budget=problem.budget
        and replace(
            problem.budget,
            kg=problem.budget.kg[:, options],
            fixed_kg=problem.budget.fixed_kg[options],
        ),
    )


def of_pools(problem: Problem, pools: Index) -> Problem:
    """Return the problem with some of its pools, and their options alone."""
    place = np.full(problem.pools + 1, -1)
    place[pools] = np.arange(pools.size)
    return _renumbered(of_options(problem, np.flatnonzero(place[problem.pool] >= 0)), pools)


def without_idle_pools(problem: Problem) -> Problem:
    """Return the problem with the pools that some option has; the options stay."""
    return _renumbered(problem, np.unique(problem.pool[problem.pool != TOKENS]))


def _renumbered(problem: Problem, pools: Index) -> Problem:
    place = np.full(problem.pools + 1, TOKENS)
    place[pools] = np.arange(pools.size)
    return replace(
        problem,
        pool=place[problem.pool],
        committed_usd=problem.committed_usd[pools],
        hourly_usd=problem.hourly_usd[pools],
        budget=problem.budget
        and replace(problem.budget, machine_kg=problem.budget.machine_kg[pools]),
    )
