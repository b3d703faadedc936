"""Which models may pay on the same machines: pairs and triples, judged by whom one may carry."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np

from breakeven.domain.numbers import Array
from breakeven.studies.portfolio.packs import NOWHERE, Pack, Sharable, split
from breakeven.studies.portfolio.problem import TOKENS, Problem, alone_usd

MOST_EACH = 12
"""Options of a kind that are tried together: those that are cheapest for some workload."""
WIDENED = 12
"""Pairs of a kind to which a third model is tried."""
MOST_ALIKE = 4
"""Packs that are kept of those that look best for the same workloads."""
MOST = 64
"""Packs that are kept of all."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Looked:
    """What is known of a problem before packs are tried."""

    problem: Problem
    given: Sharable
    limit: float
    cheap: Array
    """What each workload pays at least with nobody else, shape (workloads,)."""
    mean: Array
    """Mean relative load, shape (workloads,)."""
    peak: Array
    steady: Array
    """A machine that runs all month, of each option, shape (options,)."""


def packs(problem: Problem, given: Sharable, *, limit: float) -> tuple[Pack, ...]:
    """Return packs that could pay, the most promising first, at most MOST.

    A pack could pay where the workloads that a machine of it may carry, one of each member at
    least, pay more by themselves than the machine and the members' fixed costs.
    """
    own = problem.pool != TOKENS
    steady = np.zeros(problem.options)
    steady[own] = problem.steady_usd[problem.pool[own]]
    looked = _Looked(
        problem=problem,
        given=given,
        limit=limit,
        cheap=alone_usd(problem).min(axis=1),
        mean=problem.shape @ problem.weight,
        peak=problem.shape.max(axis=1),
        steady=steady,
    )
    kinds = np.unique(given.kind[given.kind != NOWHERE])
    found = [scored for kind in kinds for scored in _of_kind(looked, int(kind))]
    found.sort(key=lambda s: -s[0])
    alike: dict[tuple[int, ...], int] = {}
    kept: list[Pack] = []
    for _, pack, who in found:
        alike[who] = alike.get(who, 0) + 1
        if alike[who] <= MOST_ALIKE and len(kept) < MOST:
            kept.append(pack)
    return tuple(kept)


Scored = tuple[float, Pack, tuple[int, ...]]


def _of_kind(looked: _Looked, kind: int) -> Iterator[Scored]:
    """Yield the pairs and triples of one kind of machine that could pay."""
    some = _worth_trying(looked, kind)
    pairs = [s for two in combinations(some, 2) for s in _tried(looked, two)]
    yield from pairs
    pairs.sort(key=lambda s: -s[0])
    best = list(dict.fromkeys(pack.members for _, pack, _ in pairs))[:WIDENED]
    wider = {tuple(sorted((*two, o))) for two in best for o in some if o not in two}
    for three in sorted(wider):
        yield from _tried(looked, three)


def _worth_trying(looked: _Looked, kind: int) -> list[int]:
    """Return the options of a kind that some workload would want a part of a machine of."""
    problem = looked.problem
    options = np.flatnonzero(looked.given.kind == kind)
    load = problem.size[:, options] / looked.limit
    fits = problem.allowed[:, options] & (load * looked.peak[:, None] <= 1.0)
    fits &= np.isfinite(looked.given.least_gib[:, options])
    part = np.where(fits, load, 0.0) * looked.mean[:, None] * looked.steady[options]
    worth = np.where(fits, looked.cheap[:, None] - problem.usd[:, options] - part, -np.inf)
    best = worth.max(axis=0, initial=-np.inf)
    order = np.argsort(-best, kind="stable")[:MOST_EACH]
    return sorted(int(options[i]) for i in order if best[i] > 0)


def _tried(looked: _Looked, members: tuple[int, ...]) -> Iterator[Scored]:
    """Yield the ways to split a machine's cache among some options, where they could pay."""
    given, problem, some = looked.given, looked.problem, list(members)
    usable = float((given.held_gib[some] + given.cache_gib[some]).min())
    room = usable - float(given.held_gib[some].sum())
    if room <= 0 or len({*given.model[some].tolist()}) < len(some):
        return
    able = problem.allowed[:, some] & np.isfinite(given.least_gib[:, some])
    load = np.where(able, problem.size[:, some] * looked.peak[:, None], 0.0)
    load = np.where(load <= looked.limit, load, 0.0)
    for each in _distinct([load.sum(axis=0), load.max(axis=0), np.ones(len(some))]):
        pack = _pack(looked, members, split(given.cache_gib[some], each, room), usable)
        worth, who = _score(looked, pack)
        if worth > 0:
            yield worth, pack, who


def _distinct(loads: Sequence[Array]) -> list[Array]:
    """Return loads that split a cache differently."""
    kept: list[Array] = []
    for each in loads:
        if each.all() and not any(np.allclose(each / each.sum(), k / k.sum()) for k in kept):
            kept.append(each)
    return kept


def _pack(looked: _Looked, members: tuple[int, ...], cache: Array, usable: float) -> Pack:
    """Return a pack: each workload on the member where it takes the least, if its requests fit."""
    problem, given, some = looked.problem, looked.given, list(members)
    size = problem.size[:, some] / (cache * looked.limit)
    able = problem.allowed[:, some] & (given.least_gib[:, some] <= cache * given.cache_gib[some])
    month = problem.usd[:, some] + size * looked.mean[:, None] * looked.steady[some]
    place = np.argmin(np.where(able, month, np.inf), axis=1)
    there = able.any(axis=1)
    return Pack(
        members=members,
        cache=tuple(cache.tolist()),
        held_gib=float(given.held_gib[some].sum()),
        usable_gib=usable,
        limit=looked.limit,
        seat=np.where(there, np.array(some)[place], NOWHERE),
        size=np.where(there, size[np.arange(place.size), place], 0.0),
        fixed_usd=_fixed_usd(looked, some),
    )


def _fixed_usd(looked: _Looked, some: list[int]) -> float:
    """Return what members pay whatever their load, the spare machines of the dearest alone."""
    spare = looked.given.spare_usd[some]
    return float(looked.problem.fixed_usd[some].sum() - spare.sum() + spare.max())


def _score(looked: _Looked, pack: Pack) -> tuple[float, tuple[int, ...]]:
    """Return what a machine of a pack would save at most, and whom one of each member is for.

    Others fill the rest of the machine's mean time, the last by a part.
    """
    problem = looked.problem
    able = (pack.seat != NOWHERE) & (pack.size * looked.peak <= 1.0)
    own = np.where(able, problem.usd[np.arange(able.size), pack.seat], 0.0)
    worth = np.where(able, looked.cheap - own, -np.inf)
    load = pack.size * looked.mean
    first = _first(pack, worth, load)
    return max((_filled(looked, pack, worth, load, who) for who in first), default=(-np.inf, ()))


def _first(pack: Pack, worth: Array, load: Array) -> list[list[int]]:
    """Return ways to give one workload of each member a part of a machine.

    Each member once chooses first, from all or from those that leave as much to each other.
    """
    found = []
    for start, most in product(range(len(pack.members)), (1.0, 1.0 / len(pack.members))):
        left = 1.0
        who: list[int] = []
        for m in pack.members[start:] + pack.members[:start]:
            able = (pack.seat == m) & (load <= min(left, most if not who else 1.0)) & (worth > 0)
            if not able.any():
                break
            who.append(int(np.argmax(np.where(able, worth, -np.inf))))
            left -= float(load[who[-1]])
        if len(who) == len(pack.members) and sorted(who) not in found:
            found.append(sorted(who))
    return found


def _filled(
    looked: _Looked, pack: Pack, worth: Array, load: Array, who: list[int]
) -> tuple[float, tuple[int, ...]]:
    """Return what a machine saves where others fill what some leave of its mean time."""
    steady = float(looked.steady[list(pack.members)].max())
    total = float(worth[who].sum()) - steady - pack.fixed_usd
    left = 1.0 - float(load[who].sum())
    rest = np.setdiff1d(np.flatnonzero(worth > 0), who)
    each = np.maximum(load[rest], 1e-12)
    rest = rest[np.argsort(-worth[rest] / each, kind="stable")]
    each = np.maximum(load[rest], 1e-12)
    part = np.clip((left - np.cumsum(each) + each) / each, 0.0, 1.0)
    return total + float(worth[rest] @ part), tuple(who)
