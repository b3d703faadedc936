"""What no plan can beat: the portfolio's linear programme, by hour prices.

Let an hour of a pool's machine have a price lambda_h, none above what the machine costs by the
hour, all together not above what a committed one costs. A workload then pays on an option

    c = usd + size x sum_h lambda_h shape_h

and no plan costs less than sum_w min_o c: whoever uses a machine pays at most what it costs. Fixed
costs are shared in the same way. The best prices are the duals of a linear programme that is built
up: columns (pairs of workload and option) and rows (hours) come in where the prices or the loads
ask for them (column generation; Dantzig and Wolfe, 1960). The bound holds for any prices, so it is
recomputed from them over all pairs and all hours, and never trusts the solver.
"""

from dataclasses import dataclass, replace

import numpy as np

from breakeven.domain.numbers import Array, Flags
from breakeven.studies.portfolio.master import Master, Solved, solved, steady_alone
from breakeven.studies.portfolio.problem import TOKENS, Problem, of_pools, paid, pooled

ROUNDS = 80
CLOSE = 3e-4
"""Relative distance of the programme's value and its bound at which it is solved well enough."""
STEPS = 12
"""Steps in which the hour prices of a pool that nobody uses yet are improved."""
PACE = 2.0
FEWER = 0.8
"""Share of those pools that still take something off the bound, below which others are left out."""
MOST_OPTIONS = 40
"""Options that come in at once, those first by which the bound is furthest off."""
CALM = 0.6
"""How much of the best prices so far is kept in the next: duals jump (Wentges, 1997)."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bound:
    """A bound with the prices that prove it."""

    usd: float
    """No plan costs less, in US dollars a month."""
    pays: Array
    """What each workload pays at these prices at least, shape (workloads,)."""
    cost: Array
    """What each workload would pay on each option, shape (workloads, options)."""
    spare: Array
    """By how much each option's fixed cost exceeds what its workloads would give, (options,)."""
    hour_usd: Array
    """Price of a machine's hour, (pools, hours + 1); the last is that of the first machine."""
    share: Array
    """The programme's own shares at last, fractions of workloads, (workloads, options)."""

    def excluded(self, best_usd: float) -> Flags:
        """Return the pairs that no plan cheaper than `best_usd` can hold.

        To use one costs the bound at least what it is too dear by (reduced cost fixing).
        """
        dearer = np.maximum(self.cost - self.pays[:, None], 0.0) + np.maximum(self.spare, 0.0)
        return np.asarray(self.usd + dearer > best_usd * (1.0 + 1e-9) + 1e-9)


def bound(problem: Problem, alone: Array) -> tuple[Bound, Master]:
    """Return the best bound that the linear programme gives, and the programme.

    `alone` is what each workload pays on each option by itself, (workloads, options).
    """
    return climbed(problem, Master.start(problem, alone), _first_prices(problem))


def climbed(
    problem: Problem,
    master: Master,
    prices: Array,
    *,
    best: Bound | None = None,
    enough: float = np.inf,
) -> tuple[Bound, Master]:
    """Return the best bound, and its programme, from some prices of machines' hours on.

    It ends early where the bound is `enough`; `best` is one that is known already.
    """
    reached = np.inf
    for _ in range(ROUNDS):
        found = solved(problem, master)
        reached = min(reached, _fractional_usd(problem, found.share))
        own = _prices(problem, found, prices)
        calm = _between(best, own, found.pays)
        columns = np.zeros_like(master.pairs)
        for prices, pays in (calm, (own, found.pays)) if best else ((own, found.pays),):
            prices = _improved(problem, prices, pays, used(found))
            now = _value(problem, prices, pays, found.share)
            best = now if best is None or now.usd > best.usd else best
            columns |= _missing_pairs(problem, now, pays, master.pairs)
        rows = master.split(*_short(problem, found))
        assert best is not None  # noqa: S101 - it was set just now
        close = reached - best.usd <= CLOSE * reached or best.usd >= enough
        if close or (not columns.any() and rows is master):
            break
        master = rows.with_pairs(columns)
    assert best is not None  # noqa: S101 - there is at least one round
    return replace(best, share=found.share), master


def _between(best: Bound | None, prices: Array, pays: Array) -> tuple[Array, Array]:
    """Return prices between the best so far and the programme's."""
    if best is None:
        return prices, pays
    mixed = CALM * best.hour_usd + (1.0 - CALM) * prices
    return mixed, CALM * best.pays + (1.0 - CALM) * pays


def _fractional_usd(problem: Problem, share: Array) -> float:
    """Return what shares cost with fractions of machines, as the programme reckons it."""
    load = (share * problem.size).T @ problem.shape
    first = np.where(steady_alone(problem), problem.minimum, 0.0)
    load = np.maximum(load, (share.max(axis=0) * first)[:, None])
    total = pooled(problem, load)
    pools = paid(total, problem.weight, problem.committed_usd, problem.hourly_usd)
    own = np.where(share > 0, problem.usd, 0.0) * share
    return float(own.sum() + (share.max(axis=0) * problem.fixed_usd).sum() + pools.sum())


def costs(problem: Problem, hour_usd: Array) -> Array:
    """Return what each workload pays on each option at some hour prices."""
    if not problem.pools:
        return problem.usd
    load_usd = problem.shape @ hour_usd[:, :-1].T
    each = np.where(problem.pool == TOKENS, 0.0, load_usd[:, problem.pool])
    return np.asarray(problem.usd + problem.size * each)


def capped(problem: Problem, prices: Array) -> Array:
    """Return hour prices that no machine's cost is below, as close as may be to some."""
    most = _most(problem)
    limit = np.minimum(problem.committed_usd, most.sum(axis=1))
    prices = np.minimum(prices, most)
    for _ in range(20):
        total = prices.sum(axis=1)
        short = (total < limit * (1 - 1e-12)) & (total > 0)
        if not short.any():
            break
        grown = np.divide(limit, total, out=np.ones_like(total), where=short)
        prices = np.minimum(prices * np.maximum(grown, 1.0)[:, None], most)
    over = np.divide(limit, total := prices.sum(axis=1), out=np.ones_like(limit), where=total > 0)
    return np.asarray(prices * np.minimum(over, 1.0)[:, None])


def _most(problem: Problem) -> Array:
    """Return the highest prices; a first machine has one where it is one option's, always on."""
    first = np.zeros(problem.pools)
    first[problem.pool[steady_alone(problem)]] = np.inf
    return np.column_stack([problem.hourly_usd[:, None] * problem.weight, first])


def fixed_usd(problem: Problem, hour_usd: Array) -> Array:
    """Return what each option costs once anybody uses it, at some hour prices."""
    if not problem.pools:
        return problem.fixed_usd
    first = np.where(problem.pool == TOKENS, 0.0, hour_usd[problem.pool, -1])
    return np.asarray(problem.fixed_usd + problem.minimum * first)


def _first_prices(problem: Problem) -> Array:
    """Return hour prices in proportion to the whole portfolio's load."""
    usual = np.where(problem.size > 0, problem.size, np.nan)
    heavy, some = np.zeros(len(usual)), (problem.size > 0).any(axis=1)
    heavy[some] = np.nanmedian(usual[some], axis=1)
    load = heavy @ problem.shape if heavy.size else np.ones(problem.weight.size)
    peaked = (load / max(load.max(), 1e-300)) ** 8 + 1e-6
    peaked = np.append(peaked, 0.1 * peaked.sum())
    return capped(problem, problem.steady_usd[:, None] * peaked / peaked.sum())


def _prices(problem: Problem, found: Solved, before: Array) -> Array:
    """Return the programme's prices where its pool has machines.

    Of a pool that it does not use its prices only say that nobody of those that it knows would come
    in: there they are taken, or those of before, whichever take less off the bound.
    """
    solved_usd = np.column_stack([found.hour_usd, found.first_usd])
    by_hour = ~np.isfinite(problem.committed_usd)
    solved_usd[by_hour] = _most(problem)[by_hour]
    loss = [_losses(problem, usd, found.pays) for usd in (solved_usd, before)]
    kept = ~used(found) & ~by_hour & (loss[1] < loss[0])
    return np.where(kept[:, None], before, solved_usd)


def used(found: Solved) -> Flags:
    """Return the pools that the programme has machines of."""
    return np.asarray(found.bought.max(axis=1, initial=0.0) > 1e-9)


def _gains(cost: Array, pays: Array) -> Array:
    """Return by how much each option would be cheaper than what workloads pay."""
    return np.maximum(pays[:, None] - cost, 0.0)


def _value(problem: Problem, prices: Array, pays: Array, share: Array) -> Bound:
    """Return the bound of some prices, over all pairs.

    Where nothing is fixed a workload pays no more than the option costs; else the options whose
    workloads would give more than is fixed take the difference off the bound.
    """
    cost = costs(problem, prices)
    fixed = fixed_usd(problem, prices)
    free = np.where(fixed > 0, np.inf, cost) if cost.size else cost
    pays = np.minimum(pays, free.min(axis=1))
    spare = fixed - _gains(cost, pays).sum(axis=0)
    usd = float(pays.sum() + np.minimum(spare, 0.0).sum())
    return Bound(usd=usd, pays=pays, cost=cost, spare=spare, hour_usd=prices, share=share)


def _improved(problem: Problem, prices: Array, pays: Array, running: Flags) -> Array:
    """Return better hour prices of the pools that the programme does not use.

    Prices rise in the hours in which those who would come in load the pool the most
    (multiplicative weights).
    """
    loss = _losses(problem, prices, pays)
    some = np.flatnonzero(~running & np.isfinite(problem.committed_usd) & (loss > 0))
    if not some.size:
        return prices
    best = prices.copy()
    part, now, least = of_pools(problem, some), prices[some], loss[some]
    for step in range(STEPS + 1):
        gains, over = _spare(part, now, pays)
        loss = _by_pool(part, over)
        better = loss < least
        best[some[better]] = now[better]
        least = np.minimum(loss, least)
        left = np.flatnonzero(least > 0)
        if not left.size or step == STEPS:
            break
        load = _wanted(part, gains, over)
        pull = load / np.maximum(load.max(axis=1, keepdims=True), 1e-300)
        moved = now * np.exp(PACE / np.sqrt(1.0 + step) * (pull - 1.0)) + 1e-12
        now = capped(part, moved)
        if left.size < FEWER * some.size:
            part, some, now, least = of_pools(part, left), some[left], now[left], least[left]
    return best


def _spare(problem: Problem, prices: Array, pays: Array) -> tuple[Array, Array]:
    """Return what workloads would save on options, and what those would take off the bound."""
    gains = _gains(costs(problem, prices), pays)
    return gains, np.maximum(gains.sum(axis=0) - fixed_usd(problem, prices), 0.0)


def _losses(problem: Problem, prices: Array, pays: Array) -> Array:
    """Return what each pool's options take off the bound, shape (pools,)."""
    return _by_pool(problem, _spare(problem, prices, pays)[1])


def _by_pool(problem: Problem, over: Array) -> Array:
    own = problem.pool != TOKENS
    return np.asarray(np.bincount(problem.pool[own], over[own], minlength=problem.pools), float)


def _wanted(problem: Problem, gains: Array, over: Array) -> Array:
    """Return the load of those who would come in, and the first machines: (pools, hours + 1)."""
    come = np.flatnonzero(over > 0)
    load = np.zeros((problem.options, problem.weight.size + 1))
    load[come, :-1] = np.where(gains[:, come] > 0, problem.size[:, come], 0.0).T @ problem.shape
    load[come, -1] = problem.minimum[come]
    return pooled(problem, load)


def _missing_pairs(problem: Problem, now: Bound, pays: Array, known: Flags) -> Flags:
    """Return pairs that would lower the programme's value, of the options that are furthest off."""
    gains = _gains(now.cost, pays)
    worth = gains.sum(axis=0) - fixed_usd(problem, now.hour_usd)
    worth = np.where(worth > 1e-9 * pays.sum(), worth, 0.0)
    chosen = np.argsort(-worth, kind="stable")[:MOST_OPTIONS]
    picked = np.zeros_like(known)
    picked[:, chosen] = (gains[:, chosen] > 0) & (worth[chosen] > 0)
    return np.asarray(picked & ~known)


def _short(problem: Problem, found: Solved) -> tuple[Array, Array]:
    """Return the load of pools, and by how much it exceeds the machines that were bought."""
    load = pooled(problem, (found.share * problem.size).T @ problem.shape)
    short = np.where(np.isfinite(problem.committed_usd)[:, None], load - found.bought, 0.0)
    return load, short


def at_prices(problem: Problem, known: Bound) -> Bound:
    """Return the bound of another problem at the prices of a known one."""
    return _value(problem, known.hour_usd, known.pays, known.share)
