"""Each fleet's busiest hour in the simulator: all its workloads' requests, on one replica's share.

A replica's load was taken to be the sum of its workloads' shares of what it serves of each. The
mix may batch better or worse than that, and one workload's long prompts make the others wait.

Where several models share the machine, each is served by itself, with the part of its cache that is
its own, as if all others were busy all the time: with k models each step takes k times as long.
Under turns of equal length none waits longer than that; what a turn itself costs is not in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from breakeven.domain.model import Model
from breakeven.domain.numbers import Array, Index
from breakeven.domain.requests import requests_of
from breakeven.domain.workload import LatencyTargets, Workload
from breakeven.economics.fleet import Replica, timed
from breakeven.economics.fleet_rows import FleetRow
from breakeven.economics.proximity import less_the_way
from breakeven.economics.rows import Row
from breakeven.serving.simulator import simulate
from breakeven.serving.steptime import slowed
from breakeven.serving.traffic import traffic_of
from breakeven.studies.portfolio.answer import Confirmed
from breakeven.studies.portfolio.choices import Choices, Demanded
from breakeven.studies.portfolio.problem import TOKENS, Machines

REQUESTS = 8_192
SLACK = 1.02
"""A p99 of so many requests is off by some per cent: what misses by less passes."""
STEPS = 6
LEAST = 0.3
"""Share of its rate below which a mix is not slowed further."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """One workload's part of a replica's requests."""

    name: str
    workload: Workload
    targets: LatencyTargets
    requests_per_second: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """One model's engine on a machine, with its requests."""

    model: Model
    replica: Replica
    streams: tuple[Stream, ...]
    turns: int = 1
    """Models on the machine: so many times as long a step takes."""
    cache: float = 1.0
    """Share of the cache that it would have alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trials:
    """What a fleet's mix was found to get."""

    rate: float
    """Share of its load at which every workload gets its targets; 1 where it does at full load."""
    requests: int
    at_full_load: tuple[Confirmed, ...]


def confirmed(
    asked: Sequence[Demanded], found: Choices, share: Array, needs: Machines
) -> dict[int, Trials]:
    """Return what the simulator says of each fleet of shape (workloads, options)."""
    problem = found.problem
    return {
        int(option): tried(_engines(asked, found, share, needs, int(option)))
        for option in np.flatnonzero(needs.used & (problem.pool != TOKENS))
        if _simulable(asked, found, share, int(option))
    }


def _simulable(asked: Sequence[Demanded], found: Choices, share: Array, option: int) -> bool:
    users = np.flatnonzero(share[:, option] > 0).tolist()
    return all(isinstance(_row(asked, found, option, w), FleetRow) for w in users)


def _row(asked: Sequence[Demanded], found: Choices, option: int, w: int) -> Row:
    return asked[w].found.rows[found.rows[option][w]]


def _engines(
    asked: Sequence[Demanded], found: Choices, share: Array, needs: Machines, option: int
) -> list[Served]:
    """Return the engines of a replica's machine: one, or one of each model that shares it."""
    users = np.flatnonzero(share[:, option] > 0)
    hour = _fullest(found, share, needs, option, users)
    pack = found.packs.get(option)
    seats = np.full(users.size, option) if pack is None else pack.seat[users]
    engines = []
    for seat in np.unique(seats).tolist():
        mine = users[seats == seat]
        rows = [_row(asked, found, option, int(w)) for w in mine]
        fleets = [row for row in rows if isinstance(row, FleetRow)]
        busy = share[mine, option] * found.problem.size[mine, seat]
        busy = busy * found.problem.shape[mine, hour] / max(needs.needed[option, hour], 1.0)
        streams = [
            _stream(asked[int(w)], fleet, float(part))
            for w, fleet, part in zip(mine, fleets, busy, strict=True)
        ]
        engines.append(
            Served(
                model=fleets[0].candidate.model,
                replica=fleets[0].replica,
                streams=tuple(s for s in streams if s.requests_per_second > 0),
                turns=1 if pack is None else len(pack.members),
                cache=1.0 if pack is None else pack.cache_of(seat),
            )
        )
    return [e for e in engines if e.streams]


def _fullest(found: Choices, share: Array, needs: Machines, option: int, users: Index) -> int:
    """Return the hour in which a fleet is fullest."""
    problem = found.problem
    load = (share[users, option] * problem.size[users, option]) @ problem.shape[users]
    return int(np.argmax(load / np.maximum(needs.needed[option], 1.0)))


def _stream(one: Demanded, row: FleetRow, busy: float) -> Stream:
    """Return what a replica serves of a workload alone, times its part of the machine."""
    replica = row.replica
    return Stream(
        name=one.name,
        workload=one.question.workload,
        targets=less_the_way(one.question.targets, replica.combo.round_trip_ms),
        requests_per_second=replica.requests_per_second * one.rate * busy,
    )


def tried(engines: Sequence[Served]) -> Trials:
    """Return whether every stream gets its targets, and at which share of the load they all do."""
    run = _all_served(engines, 1.0)
    low, high = LEAST, 1.0
    if all(c.meets_targets for c in run):
        return Trials(rate=1.0, requests=REQUESTS * len(engines), at_full_load=run)
    for _ in range(STEPS):
        middle = (low + high) / 2
        if all(c.meets_targets for c in _all_served(engines, middle)):
            low = middle
        else:
            high = middle
    return Trials(rate=low, requests=REQUESTS * len(engines), at_full_load=run)


def _all_served(engines: Sequence[Served], scale: float) -> tuple[Confirmed, ...]:
    return tuple(c for engine in engines for c in _served(engine, scale))


def _served(engine: Served, scale: float) -> tuple[Confirmed, ...]:
    """Return what each stream's requests wait where all come at a share of their rates."""
    streams, combo = engine.streams, engine.replica.combo
    total = sum(s.requests_per_second for s in streams)
    counts = [max(round(REQUESTS * s.requests_per_second / total), 200) for s in streams]
    drawn = [
        requests_of(s.workload, count=n, seed=i)
        for i, (s, n) in enumerate(zip(streams, counts, strict=True))
    ]
    times = [
        d.arrivals / (s.requests_per_second * scale) for d, s in zip(drawn, streams, strict=True)
    ]
    end = min(t[-1] for t in times if len(t))
    kept = [t <= end for t in times]
    order = np.argsort(
        np.concatenate([t[k] for t, k in zip(times, kept, strict=True)]), kind="stable"
    )

    def merged(arrays: Sequence[Array]) -> Array:
        return np.concatenate([a[k] for a, k in zip(arrays, kept, strict=True)])[order]

    whose = merged([np.full(t.size, i) for i, t in enumerate(times)])
    longest = max((s.workload for s in streams), key=lambda w: traffic_of(w).longest)
    cost, memory = timed(engine.model, combo, traffic_of(longest))
    run = simulate(
        slowed(cost, engine.turns) if engine.turns > 1 else cost,
        arrivals=merged(times),
        input_tokens=merged([d.input_tokens for d in drawn]),
        output_tokens=merged([d.output_tokens for d in drawn]),
        cached_tokens=merged([d.cached_tokens for d in drawn]),
        kv_tokens=float(memory.kv_tokens) * engine.cache,
        max_num_seqs=float(combo.hardware.max_num_seqs),
        max_num_batched_tokens=float(combo.hardware.max_num_batched_tokens),
        block_tokens=combo.engine.kv_block_tokens,
        reserve_prompt=combo.engine.reserves_prompt,
    )
    return tuple(_waits(run, whose == i, s) for i, s in enumerate(streams))


def _waits(run: Any, mine: Array, stream: Stream) -> Confirmed:
    """Return a stream's own 99th percentiles against its own targets."""
    values = {m: getattr(run, m)[mine] for m in ("ttft", "tpot", "e2e")}
    p99 = {
        m: float(np.nanpercentile(v, 99.0)) * 1e3 if np.isfinite(v).any() else 0.0
        for m, v in values.items()
    }
    limits = {
        "ttft": stream.targets.ttft_p99_ms,
        "tpot": stream.targets.tpot_p99_ms,
        "e2e": stream.targets.e2e_p99_ms,
    }
    met = all(limit is None or p99[m] <= limit * SLACK for m, limit in limits.items())
    return Confirmed(
        workload=stream.name,
        ttft_p99_ms=p99["ttft"],
        tpot_p99_ms=p99["tpot"],
        meets_targets=met,
    )
