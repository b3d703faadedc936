"""Options that no plan needs: another does the same for all, and never costs more."""

from dataclasses import replace

import numpy as np

from breakeven.domain.numbers import Flags, Index
from breakeven.studies.portfolio.problem import TOKENS, Problem


def lean(problem: Problem) -> Problem:
    """Return the problem in which dominated options are forbidden; its places stay.

    A workload's tokens are its own, so of those without a fixed cost only the cheapest counts. An
    option with machines of its own is not needed where another, of any pool, costs no more for
    any purchase and takes no more machines for any workload: to join a pool never costs more than
    the machines by themselves.
    """
    usd = problem.usd.copy()
    tokens = np.flatnonzero((problem.pool == TOKENS) & (problem.fixed_usd == 0))
    if tokens.size:
        best = tokens[np.argmin(usd[:, tokens], axis=1)]
        kept = usd[np.arange(problem.workloads), best]
        usd[:, tokens] = np.inf
        usd[np.arange(problem.workloads), best] = kept
    usd[:, dominated(problem)] = np.inf
    return replace(problem, usd=usd)


def dominated(problem: Problem) -> Index:
    """Return the options with machines of their own that others make superfluous."""
    own = np.flatnonzero(problem.pool != TOKENS)
    pools = problem.pool[own]
    alone = np.bincount(pools, minlength=problem.pools)[pools] == 1
    prices = np.column_stack(
        [
            problem.committed_usd[pools],
            problem.hourly_usd[pools],
            problem.fixed_usd[own],
            problem.minimum[own],
        ]
    )
    size = np.where(problem.allowed[:, own], problem.size[:, own], np.inf).T
    usd = problem.usd[:, own].T
    kept: list[int] = []
    gone: list[int] = []
    for i in np.lexsort((size.sum(axis=1), prices[:, 1], prices[:, 0], alone)):
        rivals = np.array(kept, int)
        if alone[i] and rivals.size and _beaten(prices, size, usd, int(i), rivals).any():
            gone.append(int(own[i]))
        else:
            kept.append(int(i))
    return np.array(gone, int)


def _beaten(prices, size, usd, i: int, rivals: Index) -> Flags:  # type: ignore[no-untyped-def]
    """Return which rivals do no worse in every number."""
    rivals = rivals[(prices[rivals] <= prices[i]).all(axis=1)]
    if not rivals.size:
        return np.zeros(0, bool)
    able = np.isfinite(usd[i])
    no_larger = (size[rivals][:, able] <= size[i][able]).all(axis=1)
    return np.asarray(no_larger & (usd[rivals][:, able] <= usd[i][able]).all(axis=1))
