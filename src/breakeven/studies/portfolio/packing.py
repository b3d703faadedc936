"""Options of a portfolio that may share machines, with what the memory model says of them."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from breakeven.domain.numbers import Array
from breakeven.economics.fleet import at, timed
from breakeven.economics.fleet_rows import FleetRow
from breakeven.economics.owned import Server
from breakeven.economics.rows import Row
from breakeven.serving.traffic import Traffic, traffic_of
from breakeven.studies.portfolio.choices import Choices, Demanded
from breakeven.studies.portfolio.packs import NOWHERE, Sharable, with_packs
from breakeven.studies.portfolio.pairing import packs

LIMIT = "shared_gpu_load"
SHARED = "shared:"
"""Begins the name of several options on the same machines; + stands between theirs."""


def sharing(asked: Sequence[Demanded], found: Choices) -> Choices:
    """Return the choices with those to share machines among models behind them."""
    limit = min(one.question.assumed(LIMIT) for one in asked)
    made = packs(found.problem, sharable(asked, found), limit=limit)
    if not made:
        return found
    problem = with_packs(found.problem, made)
    names = tuple(SHARED + "+".join(found.ids[m] for m in pack.members) for pack in made)
    rows = tuple(
        {w: found.rows[m][w] for w, m in enumerate(pack.seat.tolist()) if m != NOWHERE}
        for pack in made
    )
    first = found.problem.options
    new = [first + i for i in range(len(made)) if problem.pool[first + i] >= found.problem.pools]
    homes = [int(found.problem.pool[made[o - first].members[0]]) for o in new]
    return replace(
        found,
        problem=problem,
        ids=found.ids + names,
        rows=found.rows + rows,
        pools=found.pools + tuple(names[o - first] for o in new),
        terms=found.terms + tuple(found.terms[home] for home in homes),
        packs={first + i: pack for i, pack in enumerate(made)},
    )


def sharable(asked: Sequence[Demanded], found: Choices) -> Sharable:
    """Return what options hold on each GPU, and which may share machines.

    A workload that runs as an adapter shares no machine with other models: its slots are not in
    the memory that is reckoned here.
    """
    problem = found.problem
    kinds: dict[tuple[object, ...], int] = {}
    models: dict[str, int] = {}
    shape = (problem.workloads, problem.options)
    kind, model = np.full(problem.options, NOWHERE), np.full(problem.options, NOWHERE)
    held, cache = np.zeros(problem.options), np.full(problem.options, np.inf)
    least, spare = np.full(shape, np.inf), np.zeros(problem.options)
    stands_by = [_standing_by(one) for one in asked]
    known: dict[tuple[int, float], tuple[float, float, float]] = {}
    for option in range(problem.options):
        users = [w for w in found.rows[option] if not asked[w].adapter]
        rows = {w: asked[w].found.rows[found.rows[option][w]] for w in users}
        first = rows[users[0]] if users else None
        if not isinstance(first, FleetRow) or not _spans(first):
            continue
        place = _kind(first, int(problem.pool[option]))
        kind[option] = kinds.setdefault(place, len(kinds))
        model[option] = models.setdefault(first.candidate.model.id, len(models))
        for w in users:
            traffic = traffic_of(asked[w].question.workload)
            key = (option, traffic.longest)
            if key not in known:
                known[key] = _held(first, traffic)
            one = known[key]
            held[option], cache[option] = max(held[option], one[0]), min(cache[option], one[1])
            least[w, option] = one[2]
            spare[option] = max(spare[option], stands_by[w][found.rows[option][w]])
    return Sharable(
        kind=kind,
        model=model,
        held_gib=held,
        cache_gib=cache,
        least_gib=least,
        spare_usd=spare,
    )


def _standing_by(one: Demanded) -> Array:
    """Return what each row pays for machines that stand by, in US dollars a month, (rows,)."""
    ledger, assumed = one.found.ledger, one.question.assumed
    each = ledger.amounts(assumed, "machine", idle=True) * assumed("spare_machines")
    return np.asarray(np.broadcast_to(each * ledger.time.spared, len(one.found.rows)), float)


def _spans(row: Row) -> bool:
    """Whether a replica is on all GPUs of its machine, which always runs."""
    return (
        isinstance(row, FleetRow)
        and row.scaling == "always-on"
        and row.replica.combo.count == row.machine.accelerator_count
    )


def _kind(row: FleetRow, pool: int) -> tuple[object, ...]:
    """Return what options have in common that may share a machine."""
    if not isinstance(row.machine, Server):
        return (pool,)
    return (row.machine.purchase, row.replica.combo.accelerator.id, row.replica.combo.count)


def _held(row: FleetRow, traffic: Traffic) -> tuple[float, float, float]:
    """Return weights and runtime, the cache, and that of the longest request, in GiB a GPU."""
    _, memory = timed(row.candidate.model, row.replica.combo, traffic)
    cache = at(memory.kv_cache_gib, 0)
    held = at(memory.weights_gib, 0) + at(memory.overhead_gib, 0)
    return held, cache, cache * traffic.longest / at(memory.kv_tokens, 0)
