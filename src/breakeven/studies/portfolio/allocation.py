"""Who pays what of a shared bill.

Shapley: each pays what it adds to the bill of those before it, in the mean over all orders of
joining (Shapley, 1953), where a group pays what it costs at least: on these machines together, or
some of it elsewhere on their own. So nobody pays more than alone. Pools do not touch each other,
so each is shared among its own users; up to EXACT users over all subsets, beyond over drawn orders,
each with its reverse. Proportional: pools and fixed costs by the machine time that each keeps busy.
"""

from itertools import combinations
from math import factorial

import numpy as np

from breakeven.domain.numbers import Array, Index
from breakeven.domain.portfolio import Allocation
from breakeven.studies.portfolio.problem import TOKENS, Problem, paid, whole

EXACT = 8
ORDERS = 200


def allocated(
    problem: Problem, share: Array, alone_usd: Array, *, how: Allocation, seed: int = 0
) -> Array:
    """Return what each workload pays of the bill of some shares, shape (workloads,); sums to it.

    `alone_usd` is what each would pay with nobody else, shape (workloads,).
    """
    own = (np.where(share > 0, problem.usd, 0.0) * share).sum(axis=1)
    for pool in range(problem.pools):
        options = np.flatnonzero((problem.pool == pool) & (share > 0).any(axis=0))
        users = np.flatnonzero((share[:, options] > 0).any(axis=1))
        if users.size:
            game = _Game(problem, share, pool, options, users, alone_usd)
            own[users] += game.proportional() if how == "proportional" else game.shapley(seed)
    fixed = np.flatnonzero((problem.pool == TOKENS) & (problem.fixed_usd > 0))
    for option in fixed:
        users = np.flatnonzero(share[:, option] > 0)
        own[users] += problem.fixed_usd[option] / max(users.size, 1)
    return np.asarray(own)


class _Game:
    """The bill of one pool for any of its users."""

    def __init__(
        self,
        problem: Problem,
        share: Array,
        pool: int,
        options: Index,
        users: Index,
        alone_usd: Array,
    ) -> None:
        self.problem, self.pool, self.options, self.users = problem, pool, options, users
        part = share[np.ix_(users, options)] * problem.size[np.ix_(users, options)]
        self.load = part[:, :, None] * problem.shape[users][:, None, :]
        # What else its part would cost, beside what it pays here by itself.
        here = share[np.ix_(users, options)]
        beside = (np.where(here > 0, problem.usd[np.ix_(users, options)], 0.0) * here).sum(axis=1)
        self.alone = np.maximum(alone_usd[users] * here.sum(axis=1) - beside, 0.0)
        self.uses = share[np.ix_(users, options)] > 0

    def usd(self, some: list[int]) -> float:
        """Return what some users would pay by themselves."""
        if not some:
            return 0.0
        used = self.uses[some].any(axis=0)
        minimum = np.where(used, self.problem.minimum[self.options], 0.0)
        needed = whole(self.load[some].sum(axis=0), minimum).sum(axis=0)
        pools = (self.problem.committed_usd[self.pool], self.problem.hourly_usd[self.pool])
        usd = paid(needed, self.problem.weight, np.asarray(pools[0]), np.asarray(pools[1]))
        return float(usd + self.problem.fixed_usd[self.options][used].sum())

    def proportional(self) -> Array:
        """Return the bill by machine time."""
        busy = (self.load * self.problem.weight).sum(axis=(1, 2))
        return np.asarray(self.usd(list(range(self.users.size))) * busy / busy.sum())

    def shapley(self, seed: int) -> Array:
        """Return what each user adds in the mean."""
        n = self.users.size
        found = self._exact(n) if n <= EXACT else self._drawn(n, seed)
        whole_usd = self.usd(list(range(n)))
        return found * (whole_usd / found.sum() if found.sum() else 1.0)

    def _drawn(self, n: int, seed: int) -> Array:
        rng, total = np.random.default_rng(seed), np.zeros(n)
        for _ in range(ORDERS // 2):
            order = [int(i) for i in rng.permutation(n)]
            for way in (order, order[::-1]):
                before = 0.0
                for place, user in enumerate(way):
                    after = min(self.usd(way[: place + 1]), before + self.alone[user])
                    total[user] += after - before
                    before = after
        return total

    def _exact(self, n: int) -> Array:
        usd: dict[tuple[int, ...], float] = {(): 0.0}
        total = np.zeros(n)
        for size in range(n):
            weight = factorial(size) * factorial(n - size - 1) / factorial(n)
            for some in combinations(range(n), size + 1):
                parts = [(i, some[:k] + some[k + 1 :]) for k, i in enumerate(some)]
                elsewhere = min(usd[rest] + self.alone[i] for i, rest in parts)
                usd[some] = min(self.usd(list(some)), elsewhere)
                for i, rest in parts:
                    total[i] += weight * (usd[some] - usd[rest])
        return total
