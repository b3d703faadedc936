"""Each fleet's busiest hour in the simulator: all its workloads' requests, on one replica's share.

A replica's load was taken to be the sum of its workloads' shares of what it serves of each. The
mix may batch better or worse than that, and one workload's long prompts make the others wait.
"""

from collections.abc import Mapping, Sequence
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
from breakeven.serving.simulator import simulate
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
    trials = {}
    for option in np.flatnonzero(needs.used & (problem.pool != TOKENS)):
        users = np.flatnonzero(share[:, option] > 0)
        rows = {int(w): asked[int(w)].found.rows[found.rows[option][int(w)]] for w in users}
        first = rows[int(users[0])]
        if not isinstance(first, FleetRow):
            continue
        streams = _streams(asked, share, needs, int(option), users, rows, found)
        trials[int(option)] = tried(first.candidate.model, first.replica, streams)
    return trials


def _streams(
    asked: Sequence[Demanded],
    share: Array,
    needs: Machines,
    option: int,
    users: Index,
    rows: Mapping[int, Any],
    found: Choices,
) -> list[Stream]:
    """Return one replica's requests in the hour in which the fleet is fullest."""
    problem = found.problem
    load = (share[users, option] * problem.size[users, option]) @ problem.shape[users]
    hour = int(np.argmax(load / np.maximum(needs.needed[option], 1.0)))
    streams = []
    for w in users:
        # What the replica serves of this workload alone, times its part of the machine.
        row = rows[int(w)]
        alone = row.replica.requests_per_second * asked[int(w)].rate
        part = share[w, option] * problem.size[w, option] * problem.shape[w, hour]
        busy = part / max(needs.needed[option, hour], 1.0)
        streams.append(
            Stream(
                name=asked[int(w)].name,
                workload=asked[int(w)].question.workload,
                targets=less_the_way(
                    asked[int(w)].question.targets, row.replica.combo.round_trip_ms
                ),
                requests_per_second=alone * busy,
            )
        )
    return [s for s in streams if s.requests_per_second > 0]


def tried(model: Model, replica: Replica, streams: Sequence[Stream]) -> Trials:
    """Return whether every stream gets its targets, and at which share of the load they all do."""
    run = _served(model, replica, streams, 1.0)
    low, high = LEAST, 1.0
    if all(c.meets_targets for c in run):
        return Trials(rate=1.0, requests=REQUESTS, at_full_load=run)
    for _ in range(STEPS):
        middle = (low + high) / 2
        if all(c.meets_targets for c in _served(model, replica, streams, middle)):
            low = middle
        else:
            high = middle
    return Trials(rate=low, requests=REQUESTS, at_full_load=run)


def _served(
    model: Model, replica: Replica, streams: Sequence[Stream], scale: float
) -> tuple[Confirmed, ...]:
    """Return what each stream's requests wait where all come at a share of their rates."""
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
    cost, memory = timed(model, replica.combo, traffic_of(longest))
    hardware, engine = replica.combo.hardware, replica.combo.engine
    run = simulate(
        cost,
        arrivals=merged(times),
        input_tokens=merged([d.input_tokens for d in drawn]),
        output_tokens=merged([d.output_tokens for d in drawn]),
        cached_tokens=merged([d.cached_tokens for d in drawn]),
        kv_tokens=float(memory.kv_tokens),
        max_num_seqs=float(hardware.max_num_seqs),
        max_num_batched_tokens=float(hardware.max_num_batched_tokens),
        block_tokens=engine.kv_block_tokens,
        reserve_prompt=engine.reserves_prompt,
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
