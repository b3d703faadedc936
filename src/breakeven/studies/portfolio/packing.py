"""Small models that could share machines: what a plan with a machine for each leaves to be saved.

Fleets of one pool that need a machine each, whose replicas span all of its GPUs, are put on one
machine where memory and time allow it. On each GPU

    sum (weights + runtime) + cache <= what engines may use, with room for each longest request

and the cache that is left is split in proportion to sqrt(load x own cache), which wastes least: a
model with a share s of its own cache is taken to serve a share s of its rate, at most so. Time is
sliced: the loads, so corrected, may sum to `shared_gpu_load` in no hour more. How much models on
one GPU disturb each other beyond that is not simulated, so a packing is proposed and not billed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from breakeven.domain.numbers import Array
from breakeven.economics.fleet import at, timed
from breakeven.economics.fleet_rows import FleetRow
from breakeven.serving.traffic import traffic_of
from breakeven.studies.portfolio.answer import Packing
from breakeven.studies.portfolio.choices import Choices, Demanded
from breakeven.studies.portfolio.problem import TOKENS, Machines, paid

LIMIT = "shared_gpu_load"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Small:
    """A fleet of one machine."""

    option: int
    pool: int
    workloads: tuple[str, ...]
    load: Array
    """Machines that it keeps busy, shape (hours,)."""
    needed: Array
    held_gib: float
    """Weights and runtime, on each GPU."""
    cache_gib: float
    """That it has alone, on each GPU."""
    least_gib: float
    """Cache of its longest request, on each GPU."""
    usable_gib: float
    """Of each GPU, for everything."""


def packings(
    asked: Sequence[Demanded], found: Choices, share: Array, needs: Machines
) -> tuple[Packing, ...]:
    """Return the machines that small models could share, the greatest saving first."""
    limit = asked[0].question.assumed(LIMIT)
    groups: list[list[Small]] = []
    for one in sorted(_small(asked, found, share, needs), key=lambda s: -float(s.load.max())):
        home = next((g for g in groups if busy([*g, one], limit) is not None), None)
        if home is None:
            groups.append([one])
        else:
            home.append(one)
    made = [_packing(g, found, needs, limit) for g in groups if len(g) > 1]
    return tuple(sorted(made, key=lambda p: -p.saved_usd_per_month))


def _small(asked: Sequence[Demanded], found: Choices, share: Array, needs: Machines) -> list[Small]:
    problem, fleets = found.problem, []
    for option in np.flatnonzero(needs.used & (problem.pool != TOKENS)):
        users = np.flatnonzero(share[:, option] > 0)
        rows: Mapping[int, int] = found.rows[option]
        row = asked[int(users[0])].found.rows[rows[int(users[0])]]
        if not isinstance(row, FleetRow) or needs.needed[option].max() != 1:
            continue
        if row.replica.combo.count != row.machine.accelerator_count:
            continue
        longest = max(
            (traffic_of(asked[int(w)].question.workload) for w in users), key=lambda t: t.longest
        )
        _, memory = timed(row.candidate.model, row.replica.combo, longest)
        held = at(memory.weights_gib, 0) + at(memory.overhead_gib, 0)
        cache = at(memory.kv_cache_gib, 0)
        load = (share[users, option] * problem.size[users, option]) @ problem.shape[users]
        fleets.append(
            Small(
                option=int(option),
                pool=int(problem.pool[option]),
                workloads=tuple(asked[int(w)].name for w in users),
                load=np.asarray(load, float),
                needed=needs.needed[option],
                held_gib=held,
                cache_gib=cache,
                least_gib=cache * longest.longest / at(memory.kv_tokens, 0),
                usable_gib=held + cache,
            )
        )
    return fleets


def busy(group: Sequence[Small], limit: float) -> float | None:
    """Return how busy a machine is at its peak that some models share; None where it cannot be."""
    if len({one.pool for one in group}) > 1:
        return None
    room = min(one.usable_gib for one in group) - sum(one.held_gib for one in group)
    weights = [sqrt(float(one.load.max()) * one.cache_gib) for one in group]
    if room <= 0 or not all(weights):
        return None
    caches = [room * w / sum(weights) for w in weights]
    if any(c < one.least_gib for c, one in zip(caches, group, strict=True)):
        return None
    loads = [
        one.load * max(one.cache_gib / cache, 1.0) for one, cache in zip(group, caches, strict=True)
    ]
    peak = float(np.sum(loads, axis=0).max())
    return peak if peak <= limit else None


def _packing(group: Sequence[Small], found: Choices, needs: Machines, limit: float) -> Packing:
    problem, pool = found.problem, group[0].pool
    before = needs.pooled[pool]
    together = np.max([one.needed for one in group], axis=0)
    after = before - np.sum([one.needed for one in group], axis=0) + together
    prices = (np.asarray(problem.committed_usd[pool]), np.asarray(problem.hourly_usd[pool]))
    saved = [float(paid(n, problem.weight, *prices)) for n in (before, after)]
    return Packing(
        pool=found.pools[pool],
        options=tuple(found.ids[one.option] for one in group),
        workloads=tuple(dict.fromkeys(name for one in group for name in one.workloads)),
        busy_at_peak=busy(group, limit) or 0.0,
        held_gib=sum(one.held_gib for one in group),
        usable_gib=min(one.usable_gib for one in group),
        saved_usd_per_month=saved[0] - saved[1],
    )
