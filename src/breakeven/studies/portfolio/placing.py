"""A plan where every workload is on one option, as workloads leave and join."""

from dataclasses import dataclass

import numpy as np

from breakeven.domain.numbers import Array, Index
from breakeven.studies.portfolio.problem import (
    TOKENS,
    Problem,
    paid,
    pooled,
    whole,
    whole_shares,
)


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
