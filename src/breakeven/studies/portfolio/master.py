"""The portfolio's linear programme over some pairs and groups of hours, with its duals.

Hours of a group share a row, their mean load at most their mean machines, which only makes the
programme's value lower; each pool has groups of its own, and splits them where it matters.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from breakeven.domain.numbers import Array, Flags, Index
from breakeven.studies.portfolio.problem import TOKENS, Problem

NEAREST = 3
"""Options that each workload begins with."""
GROUPS = 16
"""Groups of hours that a pool of several options begins with."""
FEW_GROUPS = 4
"""Those of a pool that is one option's: most are never used, and every group is a row."""
SPLIT = 24
"""Hours of a pool whose groups are split at once."""
LACKING = 1e-6
"""Machines that may lack."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Master:
    """Which columns and rows the programme has."""

    pairs: Flags
    """Shape (workloads, options)."""
    group: Index
    """The group of each hour, shape (pools, hours), counted from 0 in each pool."""

    @classmethod
    def start(cls, problem: Problem, alone: Array) -> "Master":
        """Return the options that are cheapest alone or on full machines, and the peaks."""
        usual = (problem.shape @ problem.weight)[:, None] * problem.size
        steady = np.where(problem.pool == TOKENS, 0.0, _of_pools(problem.steady_usd, problem))
        pairs = np.zeros(problem.usd.shape, bool)
        for guess in (alone, problem.usd + usual * steady):
            near = np.argsort(guess, axis=1, kind="stable")[:, :NEAREST]
            np.put_along_axis(pairs, near, values=True, axis=1)
        several = np.bincount(problem.pool[problem.pool != TOKENS], minlength=problem.pools) > 1
        many, few = (alike(problem.shape, most=most) for most in (GROUPS, FEW_GROUPS))
        group = np.where(several[:, None], many, few)
        return cls(pairs=pairs & problem.allowed, group=group)

    def with_pairs(self, more: Flags) -> "Master":
        """Return the programme with more columns."""
        return replace(self, pairs=self.pairs | more)

    def split(self, load: Array, short: Array) -> "Master":
        """Return the programme with groups split; itself where none falls short.

        `load` and what it lacks of machines have shape (pools, hours). Of the groups of a pool
        those split that hold the hours that lack the most, between their mean and highest load.
        """
        group = self.group.copy()
        for pool in np.flatnonzero((short > LACKING).any(axis=1)):
            worst = np.argsort(-short[pool], kind="stable")[:SPLIT]
            worst = worst[short[pool, worst] > LACKING]
            for one in np.unique(group[pool, worst]):
                members = np.flatnonzero(group[pool] == one)
                high = load[pool, members]
                if np.ptp(high) <= LACKING:
                    continue
                upper = members[high > (high.mean() + high.max()) / 2]
                group[pool, upper] = group[pool].max() + 1
        return self if np.array_equal(group, self.group) else replace(self, group=group)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Solved:
    """The programme's values and duals."""

    usd: float
    share: Array
    """Shape (workloads, options)."""
    pays: Array
    """What one more of each workload would cost, shape (workloads,)."""
    hour_usd: Array
    """What one more machine in each hour would cost, shape (pools, hours)."""
    first_usd: Array
    """What of a pool's machines is paid because one runs at least, shape (pools,)."""
    running: Array
    """Machines committed, shape (pools,)."""
    bought: Array
    """Machines committed or by the hour in each hour, shape (pools, hours)."""


def alike(shape: Array, *, most: int) -> Index:
    """Return groups of hours with much the same loads: each joins the nearest of some far apart.

    `shape` has shape (workloads, hours).
    """
    hours = shape.shape[1]
    centres = [int(shape.sum(axis=0).argmax())]
    distance = ((shape - shape[:, centres]) ** 2).sum(axis=0)
    nearest = np.zeros(hours, int)
    while len(centres) < min(most, hours) and distance.max() > 0:
        centres.append(int(distance.argmax()))
        new = ((shape - shape[:, centres[-1:]]) ** 2).sum(axis=0)
        nearest[new < distance] = len(centres) - 1
        distance = np.minimum(distance, new)
    return np.unique(nearest, return_inverse=True)[1]


def _of_pools(values: Array, problem: Problem) -> Array:
    return values[problem.pool] if values.size else np.zeros(problem.options)


def solved(problem: Problem, master: Master) -> Solved:
    """Return the programme solved by HiGHS."""
    from scipy.optimize import linprog  # late: it takes a while
    from scipy.sparse import coo_array

    w, o = np.nonzero(master.pairs)
    pool = problem.pool[o]
    by_hour = (pool != TOKENS) & ~np.isfinite(_take(problem.committed_usd, pool))
    committing = np.unique(pool[(pool != TOKENS) & ~by_hour])
    options = np.unique(o)
    size, pairs = problem.size[w, o], w.size
    own = problem.usd[w, o] + np.where(
        by_hour, _take(problem.hourly_usd, pool) * size * (problem.shape @ problem.weight)[w], 0.0
    )
    row_pool, row_group = _rows(master.group, committing)
    mean, part = _means(problem, master.group, committing)
    hourly = np.isfinite(problem.hourly_usd[row_pool])
    # Columns: shares, options used, machines committed, machines by the hour.
    first = np.cumsum([0, pairs, options.size, committing.size, int(hourly.sum())])
    usd = np.concatenate(
        [
            own,
            problem.fixed_usd[options],
            problem.committed_usd[committing],
            (problem.hourly_usd[row_pool] * part)[hourly],
        ]
    )
    option_at, pool_at = _places(options, problem.options), _places(committing, problem.pools)
    rows, columns, values = [], [], []

    def put(row: Index, column: Index, value: Array | float) -> None:
        rows.append(row)
        columns.append(column)
        values.append(np.broadcast_to(np.asarray(value, float), row.shape))

    # Hours: load less committed less by the hour, at most 0.
    lines = np.arange(row_pool.size)
    for place in committing:
        mine, here = np.flatnonzero(pool == place), np.flatnonzero(row_pool == place)
        value = size[mine] * mean[np.ix_(here, w[mine])]
        put(np.repeat(here, mine.size), np.tile(mine, here.size), value.ravel())
    put(lines, first[2] + pool_at[row_pool], -1.0)
    put(lines[hourly], first[3] + np.arange(int(hourly.sum())), -1.0)
    # Used: a share at most the option's.
    costly = np.flatnonzero((problem.fixed_usd + problem.minimum)[o] > 0)
    uses = row_pool.size + np.arange(costly.size)
    put(uses, costly, 1.0)
    put(uses, first[1] + option_at[o[costly]], -1.0)
    # First machine: those used, at most committed, where a pool is one option's and always on.
    alone = options[steady_alone(problem)[options]]
    firsts = row_pool.size + costly.size + np.arange(alone.size)
    put(firsts, first[1] + option_at[alone], problem.minimum[alone])
    put(firsts, first[2] + pool_at[problem.pool[alone]], -1.0)
    height = row_pool.size + costly.size + alone.size
    upper = coo_array(
        (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))),
        shape=(height, int(first[-1])),
    ).tocsr()
    whole = coo_array(
        (np.ones(pairs), (w, np.arange(pairs))), shape=(problem.workloads, int(first[-1]))
    ).tocsr()
    found = linprog(
        usd,
        A_ub=upper if height else None,
        b_ub=np.zeros(height) if height else None,
        A_eq=whole,
        b_eq=np.ones(problem.workloads),
        bounds=(0, None),
        method="highs",
    )
    if found.x is None:
        raise RuntimeError(f"HiGHS did not solve the portfolio's programme: {found.message}")
    duals = -found.ineqlin.marginals if height else np.zeros(0)
    return _read(
        problem,
        found,
        duals,
        first,
        (w, o),
        (row_pool, row_group, hourly),
        master,
        committing,
        alone,
    )


def steady_alone(problem: Problem) -> Flags:
    """Return the options with machines that only run all month, and are no other option's."""
    own = problem.pool != TOKENS
    count = np.bincount(problem.pool[own], minlength=problem.pools)
    steady = ~np.isfinite(problem.hourly_usd) & (count == 1)
    return np.asarray(own & (problem.minimum > 0) & _of_pools(steady, problem).astype(bool))


def _take(values: Array, pool: Index) -> Array:
    """Return the values of pools, 0 for tokens."""
    return np.where(pool == TOKENS, 0.0, values[pool]) if values.size else np.zeros(pool.size)


def _places(some: Index, size: int) -> Index:
    places = np.zeros(size, int)
    places[some] = np.arange(some.size)
    return places


def _rows(group: Index, pools: Index) -> tuple[Index, Index]:
    """Return the pool and group of each row."""
    counts = group[pools].max(axis=1, initial=-1) + 1
    rows = [np.arange(n) for n in counts]
    return np.repeat(pools, counts), np.concatenate([*rows, np.empty(0, int)])


def _means(problem: Problem, group: Index, pools: Index) -> tuple[Array, Array]:
    """Return the mean shape of each row, (rows, workloads), and its share of the month."""
    from scipy.sparse import csr_array

    counts = group[pools].max(axis=1, initial=-1) + 1
    row = (group[pools] + (np.cumsum(counts) - counts)[:, None]).ravel()
    hour = np.tile(np.arange(problem.weight.size), pools.size)
    members = csr_array(
        (problem.weight[hour], (row, hour)), shape=(int(counts.sum()), problem.weight.size)
    )
    part = np.asarray(members.sum(axis=1))
    return np.asarray(members @ problem.shape.T) / part[:, None], part


def _read(
    problem: Problem,
    found: Any,
    duals: Array,
    first: Index,
    pairs: tuple[Index, Index],
    rows: tuple[Index, Index, Flags],
    master: Master,
    committing: Index,
    alone: Index,
) -> Solved:
    """Return what HiGHS found, by workload, option, pool and hour."""
    row_pool, row_group, hourly = rows
    share = np.zeros((problem.workloads, problem.options))
    share[pairs] = found.x[: first[1]]
    most = int(master.group.max(initial=0)) + 1
    by_group, extra = np.zeros((2, problem.pools, most))
    by_group[row_pool, row_group] = np.maximum(duals[: row_pool.size], 0.0)
    extra[row_pool[hourly], row_group[hourly]] = found.x[first[3] :]
    first_usd = np.zeros(problem.pools)
    if alone.size:
        first_usd[problem.pool[alone]] = np.maximum(duals[-alone.size :], 0.0)
    running = np.zeros(problem.pools)
    running[committing] = found.x[first[2] : first[3]]
    # A group's price is spread over its hours by their weight.
    part = np.zeros((problem.pools, most))
    np.add.at(part, (np.arange(problem.pools)[:, None], master.group), problem.weight)
    spread = problem.weight / np.take_along_axis(part, master.group, axis=1)
    return Solved(
        usd=float(found.fun),
        share=share,
        pays=np.asarray(found.eqlin.marginals, float),
        hour_usd=np.take_along_axis(by_group, master.group, axis=1) * spread,
        first_usd=first_usd,
        running=running,
        bought=running[:, None] + np.take_along_axis(extra, master.group, axis=1),
    )
