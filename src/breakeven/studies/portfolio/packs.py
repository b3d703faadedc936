"""Machines that several small models share, as options of the portfolio beside the others.

Options of one kind of machine, whose replicas span all of its GPUs, may share a machine where on
each GPU

    sum (weights + runtime) + cache <= what engines may use, with room for each longest request

holds. The cache that is left is split in proportion to sqrt(load x own cache), which wastes least,
or to sqrt(own cache): a model with a share s of its own cache is taken to serve a share s of its
rate, at most so. Time is sliced: the loads, so corrected, may sum in no hour to more than a limit
of each machine. So a pack is an option on which a workload keeps

    size of its own option / (s x limit)

machines busy. Each machine carries all its members, a spare one
too: of what the members pay whatever their load, a pack pays one's spare machines, and all else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt

import numpy as np

from breakeven.domain.numbers import Array, Index
from breakeven.studies.portfolio.problem import Budget, Problem, bill, obeys

NOWHERE = -1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sharable:
    """What options hold on each GPU, and which may share machines."""

    kind: Index
    """Kind of machine, shape (options,); NOWHERE for an option that shares none."""
    model: Index
    """Shape (options,): models that differ share, a model with itself does not."""
    held_gib: Array
    """Weights and runtime, shape (options,)."""
    cache_gib: Array
    """Cache that an option has alone, shape (options,)."""
    least_gib: Array
    """Cache of each workload's longest request, (workloads, options); infinite where a workload
    shares no machine with other models."""
    spare_usd: Array
    """What of an option's fixed costs is for machines that stand by, shape (options,)."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pack:
    """Options that share machines."""

    members: tuple[int, ...]
    cache: tuple[float, ...]
    """Share of its own cache that each keeps."""
    held_gib: float
    """Weights and runtime of all, on each GPU."""
    usable_gib: float
    """Of each GPU."""
    limit: float
    """How busy a machine may be in any hour."""
    seat: Index
    """The member that a workload would be on, shape (workloads,); NOWHERE for none."""
    size: Array
    """Machines that a workload keeps busy at a relative load of 1, shape (workloads,)."""
    fixed_usd: float
    """Paid for a month once anybody is on it."""

    def cache_of(self, member: int) -> float:
        """Return the share of its own cache that a member keeps."""
        return self.cache[self.members.index(member)]


def split(cache_gib: Array, load: Array, room: float) -> Array:
    """Return the share of its own cache that each model keeps of some room, in GiB.

    It is the split that makes sum load x own cache / cache the least.
    """
    weight = [sqrt(one * own) for one, own in zip(load, cache_gib, strict=True)]
    return np.minimum(room * np.array(weight) / sum(weight) / cache_gib, 1.0)


def with_packs(problem: Problem, found: Sequence[Pack]) -> Problem:
    """Return the problem with packs as options behind its own.

    Members of one pool keep it; others, whose machines are their own, get a pool of the pack's.
    """
    committed, hourly = problem.committed_usd.tolist(), problem.hourly_usd.tolist()
    pool, usd = [], []
    for pack in found:
        pools = np.unique(problem.pool[list(pack.members)])
        seated = pack.seat != NOWHERE
        each = problem.usd[np.arange(seated.size), np.where(seated, pack.seat, 0)]
        usd.append(np.where(seated, each, np.inf))
        if pools.size == 1:
            pool.append(int(pools[0]))
            continue
        pool.append(len(committed))
        committed.append(float(problem.committed_usd[pools].max()))
        hourly.append(float(problem.hourly_usd[pools].max()))
    members = [list(pack.members) for pack in found]
    return replace(
        problem,
        usd=np.column_stack([problem.usd, *usd]),
        size=np.column_stack([problem.size, *(pack.size for pack in found)]),
        pool=np.append(problem.pool, np.array(pool, int)),
        fixed_usd=np.append(problem.fixed_usd, [pack.fixed_usd for pack in found]),
        minimum=np.append(problem.minimum, [problem.minimum[m].max() for m in members]),
        together=np.append(problem.together, np.ones(len(found), bool)),
        committed_usd=np.array(committed),
        hourly_usd=np.array(hourly),
        budget=problem.budget and _with_packs(problem, problem.budget, members, pool),
    )


def _with_packs(
    problem: Problem, budget: Budget, members: Sequence[list[int]], pool: Sequence[int]
) -> Budget:
    """Return what packs emit too: the machine of the member that emits most, one's spare ones."""
    new = [m for m, place in zip(members, pool, strict=True) if place >= problem.pools]
    machine_kg = [float(budget.machine_kg[problem.pool[m]].max()) for m in new]
    return replace(
        budget,
        kg=np.hstack([budget.kg, np.zeros((problem.workloads, len(members)))]),
        fixed_kg=np.append(budget.fixed_kg, [budget.fixed_kg[m].max() for m in members]),
        machine_kg=np.append(budget.machine_kg, machine_kg),
    )


def simplified(problem: Problem, found: Mapping[int, Pack], share: Array) -> Array:
    """Return shares where no pack is used for one model alone, if that costs no more."""
    for option, pack in found.items():
        users = np.flatnonzero(share[:, option] > 0)
        seats = np.unique(pack.seat[users])
        if seats.size != 1 or not problem.allowed[users, seats[0]].all():
            continue
        plain = share.copy()
        plain[users, seats[0]] += plain[users, option]
        plain[:, option] = 0.0
        if not obeys(problem, plain):
            continue
        if bill(problem, plain) <= bill(problem, share) * (1 + 1e-12):
            share = plain
    return share
