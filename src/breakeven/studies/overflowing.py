"""What a gate before own machines sends elsewhere, in the simulator, against what was planned.

The load-duration curve cuts each hour at what its machines serve with their margin for bursts. The
simulator serves the workload's own requests instead, at the loads of the hours and of the minutes
within them, behind a gate: so many outstanding requests a replica, and the target on the first
token. The gate is the widest one behind which every target is met however much arrives. Its share
is then what a machine is taken to keep.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import NormalDist
from typing import TypeAlias

import numpy as np

from breakeven.domain.numbers import Array
from breakeven.domain.requests import Requests, requests_of
from breakeven.domain.workload import LatencyTargets
from breakeven.economics.decision import OverflowFound
from breakeven.economics.fleet import Replica, timed
from breakeven.economics.fleet_rows import FleetRow
from breakeven.economics.hybrid_curve import HybridCurve
from breakeven.economics.market import Question
from breakeven.economics.simulated import latency_of
from breakeven.serving.search import missed_by
from breakeven.serving.service import Overflow
from breakeven.serving.simulation import Simulation
from breakeven.serving.simulator import simulate
from breakeven.serving.traffic import traffic_of
from breakeven.serving.trial import requests_from

REQUESTS = 4_096
MOST_REPLICAS = 12
"""Of a larger fleet so many are simulated with their part of the load: fewer share less of each
other's bursts, so somewhat too much overflows."""
LOADS = (0.4, 0.7, 0.9, 1.0, 1.2, 1.6, 2.4, 4.0)
"""Arrivals over what the replicas are rated for."""
MINUTES = 12
"""Quantiles of the minutes of an hour."""
PER_HOUR = 60
SLACK = 0.02
"""A p99 of so many requests is off by some per cent: what misses by less passes."""
ROUNDS = 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Home:
    """Own replicas behind a gate, and the requests that come to it."""

    row: FleetRow
    question: Question
    requests: Requests
    replicas: int

    def served(self, load: float, gate: Overflow) -> Simulation:
        """Return what becomes of requests that arrive at a multiple of the rated load."""
        combo = self.row.replica.combo
        traffic = traffic_of(self.question.workload)
        cost, memory = timed(self.row.candidate.model, combo, traffic)
        rate = self.row.replica.requests_per_second * self.replicas * load
        return simulate(
            cost,
            arrivals=self.requests.arrivals / rate,
            input_tokens=self.requests.input_tokens,
            output_tokens=self.requests.output_tokens,
            cached_tokens=self.requests.cached_tokens,
            kv_tokens=float(memory.kv_tokens),
            max_num_seqs=float(combo.hardware.max_num_seqs),
            max_num_batched_tokens=float(combo.hardware.max_num_batched_tokens),
            block_tokens=combo.engine.kv_block_tokens,
            reserve_prompt=combo.engine.reserves_prompt,
            replicas=self.replicas,
            router="least-loaded",
            overflow=gate,
        )

    def met(self, run: Simulation) -> bool:
        """Return whether who stays gets every target."""
        return not run.served or missed_by(run, self.question.targets) <= SLACK


def home_of(row: FleetRow, question: Question, replicas: int) -> Home:
    """Return own replicas, of a large fleet some."""
    return Home(
        row=row,
        question=question,
        requests=requests_of(question.workload, count=REQUESTS),
        replicas=max(min(replicas, MOST_REPLICAS), 1),
    )


def gate_of(home: Home, loads: Iterable[float]) -> tuple[Overflow, list[Simulation]]:
    """Return the widest gate behind which who stays gets every target, and what it does at loads.

    Sought at the heaviest load, then narrowed until it holds at each; a gate for one request at a
    time is the last that is tried.
    """
    asked = list(loads)
    low, high = 1, int(home.row.replica.combo.hardware.max_num_seqs)
    while high - low > max(low // 20, 1):
        middle = (low + high + 1) // 2 if high < 2 * low else round((low * high) ** 0.5)
        good = home.met(home.served(asked[-1], _gate(middle, home.question.targets)))
        low, high = (middle, high) if good else (low, middle)
    while True:
        gate = _gate(low, home.question.targets)
        runs = [home.served(load, gate) for load in asked]
        if low == 1 or all(home.met(run) for run in runs):
            return gate, runs
        low = max(int(low * 0.93), 1)


def _gate(outstanding: int, targets: LatencyTargets) -> Overflow:
    ttft = targets.ttft_p99_ms
    return Overflow(outstanding=outstanding, ttft_seconds=None if ttft is None else ttft / 1e3)


def minutes(burst: float) -> Array:
    """Return the load of the minutes of an hour over its mean: lognormal quantiles.

    The busiest of an hour's is at the median `burst` times the mean.

    >>> bool(abs(minutes(1.5).mean() - 1.0) < 1e-12)
    True
    """
    normal = NormalDist()
    top = normal.inv_cdf(0.5 ** (1.0 / PER_HOUR))
    sigma = top - max(top**2 - 2.0 * np.log(burst), 0.0) ** 0.5
    places = [normal.inv_cdf((i + 0.5) / MINUTES) for i in range(MINUTES)]
    found = np.exp(sigma * np.array(places))
    return np.asarray(found / found.mean())


Known: TypeAlias = dict[tuple[Replica, float, float], OverflowFound]
"""What was found of a replica on a machine of so many, by how many machines are kept."""


def checked(
    row: FleetRow, curve: HybridCurve, question: Question, known: Known
) -> tuple[HybridCurve, OverflowFound]:
    """Return a hybrid's curve with machines that keep what the simulator says, and what it said.

    Where that changes how many machines are the cheapest, those are simulated in turn. `known`
    remembers: a replica does the same whoever owns its machine.
    """
    volume = question.workload.requests_per_day
    planned, tried = curve, 0.0
    for _ in range(ROUNDS):
        machines = max(float(curve.machines(volume)[0]), 1.0)
        if machines == tried:
            break
        key, tried = (row.replica, row.replicas_held, machines), machines
        if key not in known:
            known[key] = _found(row, planned, question, machines)
        curve = planned.with_gain(gain_of(planned, volume, machines, known[key].share))
    return curve, known[key]


def _found(
    row: FleetRow, planned: HybridCurve, question: Question, machines: float
) -> OverflowFound:
    volume = question.workload.requests_per_day
    replicas = round(machines * row.replicas_held)
    rated = row.replica.requests_per_second * replicas * 86_400.0
    demand = question.demand
    hours = demand.hours.relative * demand.peak_hour * volume / rated
    load = hours[:, None] * minutes(demand.burst)
    most = max(float(load.max()), LOADS[0])
    loads = [x for x in LOADS if x < most] + [most]
    home = home_of(row, question, replicas)
    gate, runs = gate_of(home, loads)
    away = np.interp(load, loads, [run.outside_share for run in runs])
    worst = max((r for r in runs if r.served), key=lambda r: missed_by(r, question.targets))
    seconds = gate.ttft_seconds
    return OverflowFound(
        share=float((away * load).sum() / load.sum()),
        planned_share=float(planned.above(volume, machines)[0]),
        machines=machines,
        outstanding=gate.outstanding or 0,
        ttft_ms=None if seconds is None else seconds * 1e3,
        latency=latency_of(worst),
        meets_targets=all(home.met(run) for run in runs),
        requests=sum(r.arrivals.size for r in runs),
        requests_from=requests_from(question.workload),
        replicas=home.replicas,
    )


def gain_of(planned: HybridCurve, volume: float, machines: float, share: float) -> float:
    """Return how much more a machine keeps, where so many of them leave a share of the requests."""
    low, high = 1e-2, 1e2
    for _ in range(60):
        middle = (low * high) ** 0.5
        left = float(planned.with_gain(middle).above(volume, machines)[0])
        low, high = (middle, high) if left > share else (low, middle)
    return high
