"""The portfolio as a mixed-integer program, solved to a proven gap by HiGHS."""

from dataclasses import dataclass, field, replace

import numpy as np

from breakeven.domain.numbers import Array, Flags, Index, Num
from breakeven.studies.portfolio.problem import TOKENS, Problem


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Exact:
    """The best shares that were found, and what no shares can beat."""

    share: Array | None
    """Shape (workloads, options); None where the time was too short for any."""
    bound_usd: float
    """No shares on the pairs that were asked about cost less."""


@dataclass(slots=True)
class _Rows:
    """The rows of a sparse matrix, at most their limits, as they are written."""

    row: list[Index] = field(default_factory=list)
    column: list[Index] = field(default_factory=list)
    value: list[Array] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)

    def add(self, columns: Index, values: Num, *, low: float = -np.inf, high: float) -> None:
        """Write one row."""
        self.row.append(np.full(len(columns), len(self.high)))
        self.column.append(np.asarray(columns))
        self.value.append(np.broadcast_to(np.asarray(values, float), np.shape(columns)))
        self.low.append(low)
        self.high.append(high)


@dataclass(slots=True)
class _Columns:
    """The variables, as they are counted."""

    usd: list[Array] = field(default_factory=list)
    high: list[Array] = field(default_factory=list)
    whole: list[Array] = field(default_factory=list)
    size: int = 0

    def add(self, usd: Array, *, high: float = np.inf, whole: Num = 0.0) -> Index:
        """Count variables of at least 0 and return their places."""
        found = np.arange(self.size, self.size + len(usd))
        self.usd.append(np.asarray(usd, float))
        self.high.append(np.full(len(usd), high))
        self.whole.append(np.broadcast_to(np.asarray(whole, float), len(usd)))
        self.size += len(usd)
        return found


@dataclass(slots=True)
class _Emitted:
    """The variables that emit, with how much each does."""

    column: list[Index] = field(default_factory=list)
    kg: list[Array] = field(default_factory=list)

    def add(self, columns: Index, kg: Num) -> None:
        """Count variables in."""
        self.column.append(np.asarray(columns))
        self.kg.append(np.broadcast_to(np.asarray(kg, float), np.shape(columns)))


def solve(
    problem: Problem, *, asked: Flags, seconds: float, gap: float, within: float = 1.0
) -> Exact:
    """Return the best shares on the asked pairs of shape (workloads, options).

    HiGHS stops at a relative gap, or after some seconds with the bound that it has by then. They
    emit at most so much of the problem's budget, where it has one, to HiGHS's own tolerance.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp  # late: it takes a while
    from scipy.sparse import coo_array

    problem = _distinct_hours(problem)
    columns, rows = _Columns(), _Rows()
    pairs = np.argwhere(asked & problem.allowed)
    share = columns.add(
        problem.usd[pairs[:, 0], pairs[:, 1]],
        high=1.0,
        whole=np.where(problem.divisible, 0.0, 1.0)[pairs[:, 0]],
    )
    for w in range(problem.workloads):
        mine = share[pairs[:, 0] == w]
        rows.add(mine, 1.0, low=1.0, high=1.0)
    emitted = _Emitted()
    if problem.budget:
        emitted.add(share, problem.budget.kg[pairs[:, 0], pairs[:, 1]])
    for pool in np.unique(problem.pool[pairs[:, 1]]):
        _pool(problem, int(pool), pairs, share, columns, rows, emitted)
    if problem.budget:
        most = problem.budget.most_kg
        rows.add(np.concatenate(emitted.column), np.concatenate(emitted.kg) / most, high=within)
    matrix = coo_array(
        (np.concatenate(rows.value), (np.concatenate(rows.row), np.concatenate(rows.column))),
        shape=(len(rows.high), columns.size),
    )
    found = milp(
        np.concatenate(columns.usd),
        integrality=np.concatenate(columns.whole),
        bounds=Bounds(0.0, np.concatenate(columns.high)),
        constraints=LinearConstraint(matrix.tocsr(), rows.low, rows.high),
        options={"time_limit": seconds, "mip_rel_gap": gap, "presolve": True},
    )
    bound = found.mip_dual_bound
    return Exact(
        share=None if found.x is None else _shares(problem, pairs, found.x[share]),
        bound_usd=-np.inf if bound is None else float(bound),
    )


def _shares(problem: Problem, pairs: Index, values: Array) -> Array:
    """Return clean shares: no dust, each workload's sum 1."""
    share = np.zeros((problem.workloads, problem.options))
    share[pairs[:, 0], pairs[:, 1]] = np.where(values < 1e-7, 0.0, values)
    sole = ~problem.divisible
    share[sole] = np.round(share[sole])
    return np.asarray(share / share.sum(axis=1, keepdims=True))


def _pool(
    problem: Problem,
    pool: int,
    pairs: Index,
    share: Index,
    columns: _Columns,
    rows: _Rows,
    emitted: _Emitted,
) -> None:
    """Write the options of one pool: who is used, machines in each hour, what is committed."""
    machines: list[Index] = []
    options = np.unique(pairs[problem.pool[pairs[:, 1]] == pool, 1])
    steady = pool != TOKENS and options.size == 1 and not np.isfinite(problem.hourly_usd[pool])
    for option in options:
        members = pairs[:, 1] == option
        mine, who = share[members], pairs[members, 0]
        used = _used(problem, int(option), mine, columns, rows)
        if used is not None and problem.budget:
            emitted.add(np.array([used]), problem.budget.fixed_kg[option])
        if pool == TOKENS:
            continue
        load = problem.size[who, option][:, None] * problem.shape[who]
        running = columns.add(np.zeros(1 if steady else problem.weight.size), whole=1.0)
        for hour in range(problem.weight.size):
            each = running[0 if steady else hour]
            rows.add(np.append(mine, each), np.append(load[:, hour], -1.0), high=0.0)
        if used is not None and problem.minimum[option]:
            for each in running:
                rows.add(np.array([used, each]), np.array([problem.minimum[option], -1.0]), high=0)
        machines.append(running)
    if pool != TOKENS:
        base = _purchases(problem, pool, machines, columns, rows)
        if problem.budget:
            each = problem.budget.machine_kg[pool]
            by_hour = np.isfinite(problem.hourly_usd[pool])
            for of in machines if by_hour else [base]:
                emitted.add(of, each * (problem.weight if by_hour else 1.0))


def _used(problem: Problem, option: int, mine: Index, columns: _Columns, rows: _Rows) -> int | None:
    """Write that an option is used where anybody uses it; None where that costs nothing."""
    fixed_kg = problem.budget.fixed_kg[option] if problem.budget else 0.0
    if not (problem.fixed_usd[option] or problem.minimum[option] or fixed_kg):
        return None
    used = int(columns.add(problem.fixed_usd[option : option + 1], high=1.0, whole=1.0)[0])
    for one in mine:
        rows.add(np.array([one, used]), np.array([1.0, -1.0]), high=0.0)
    return used


def _purchases(
    problem: Problem, pool: int, machines: list[Index], columns: _Columns, rows: _Rows
) -> Index:
    """Write that the machines of each hour are committed or by the hour; return the committed."""
    base = extra = np.empty(0, int)
    if np.isfinite(problem.committed_usd[pool]):
        base = columns.add(problem.committed_usd[pool : pool + 1], whole=1.0)
    if np.isfinite(problem.hourly_usd[pool]):
        extra = columns.add(problem.hourly_usd[pool] * problem.weight)
    for hour in range(len(machines[0])):
        running = np.array([of[hour] for of in machines])
        bought = np.concatenate([base, extra[hour : hour + 1]])
        signs = np.append(np.ones(running.size), -np.ones(bought.size))
        rows.add(np.concatenate([running, bought]), signs, high=0.0)
    return base


def _distinct_hours(problem: Problem) -> Problem:
    """Return the problem with hours that are alike for every workload taken together."""
    shape, place = np.unique(problem.shape, axis=1, return_inverse=True)
    weight = np.zeros(shape.shape[1])
    np.add.at(weight, place.ravel(), problem.weight)
    return replace(problem, shape=shape, weight=weight)
