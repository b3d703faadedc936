"""The highest rate of one replica, found by serving a workload's own requests."""

from dataclasses import dataclass
from functools import lru_cache
from math import ceil, log2

import numpy as np

from breakeven.domain.engine import Engine
from breakeven.domain.requests import Requests, requests_of
from breakeven.domain.workload import LatencyTargets, Workload
from breakeven.serving.hardware import Hardware
from breakeven.serving.memory import Memory
from breakeven.serving.search import SimulatedCapacity, capacity_by_simulation
from breakeven.serving.simulation import Simulation
from breakeven.serving.speculation import NO_SPECULATION, Speculation
from breakeven.serving.steptime import StepCost

REQUESTS = 8_192
"""So many that 82 lie beyond the 99th percentile: arrivals drawn with another seed change the rate
by 2 % in the median over replicas, by 7 % for one in ten. Half as many requests double that, twice
as many hardly lower it."""
MOST = 65_536
OUTLASTED = (20.0, 10.0)
"""How often the arrivals outlast the target on the first token and the time in service."""
FULL = 0.9
"""Share of the cache or of the sequences from which a replica counts as full."""
WAITING = 0.5
"""Share of a missed target from which waiting is what misses it."""
PREEMPTED = 0.01
"""Share of requests from which losing their cache is what misses the target on further tokens."""
NO_SIMULATOR = "the simulator is not installed (pip install 'breakeven[simulate]')"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trial:
    """Whose requests replicas are tried on, and what they must be given.

    The requests are a workload's own with Poisson arrivals: one replica's share of a fleet's.
    """

    workload: Workload
    targets: LatencyTargets

    def count(self, *, requests_per_second: float, service_seconds: float) -> int:
        """Return how many requests show whether a rate is kept up: REQUESTS or some doublings.

        Arrivals must outlast the longest wait allowed, else a queue that grows without end passes,
        and the time in service, else the batch is still filling.
        """
        waits, services = OUTLASTED
        wait = (self.targets.ttft_p99_ms or 0.0) / 1e3
        needed = requests_per_second * (waits * wait + services * service_seconds)
        doublings = max(ceil(log2(max(needed, 1.0) / REQUESTS)), 0)
        return int(min(REQUESTS << min(doublings, 10), MOST))


@lru_cache(maxsize=8)
def _requests(workload: Workload, count: int) -> Requests:
    return requests_of(workload, count=count)


def requests_from(workload: Workload) -> str:
    """Say whose requests a trial serves."""
    own = workload.peak_request_tokens is not None
    return "of the log's busiest hours" if own else "of lognormal lengths"


def tried(
    trial: Trial,
    cost: StepCost,
    hardware: Hardware,
    memory: Memory,
    *,
    engine: Engine,
    guess: float | None,
    service_seconds: float,
    speculation: Speculation = NO_SPECULATION,
) -> SimulatedCapacity:
    """Return the highest rate of one replica, from the closed form's guess and time in service."""
    count = trial.count(requests_per_second=guess or 0.0, service_seconds=service_seconds)
    requests = _requests(trial.workload, count)
    return capacity_by_simulation(
        cost,
        arrivals=requests.arrivals,
        input_tokens=requests.input_tokens,
        output_tokens=requests.output_tokens,
        cached_tokens=requests.cached_tokens,
        targets=trial.targets,
        kv_tokens=float(memory.kv_tokens),
        max_num_seqs=float(hardware.max_num_seqs),
        max_num_batched_tokens=float(hardware.max_num_batched_tokens),
        block_tokens=engine.kv_block_tokens,
        reserve_prompt=engine.reserves_prompt,
        speculation=speculation,
        guess=guess,
    )


def limit_of(found: SimulatedCapacity, hardware: Hardware, targets: LatencyTargets) -> str:
    """Return which of `capacity.LIMITS` is passed just above the highest rate.

    A target that is missed because requests wait for the cache or for a place in the batch, or
    lose their place, is put down to those.
    """
    run = found.beyond or found.simulation
    limits = {
        name: limit_ms / run_ms
        for name, run_ms, limit_ms in (
            ("ttft", _p99_ms(run, "ttft"), targets.ttft_p99_ms),
            ("tpot", _p99_ms(run, "tpot"), targets.tpot_p99_ms),
            ("e2e", _p99_ms(run, "e2e"), targets.e2e_p99_ms),
        )
        if limit_ms and run_ms > 0
    }
    missed = min(limits, key=lambda name: limits[name], default="")
    if not missed or limits[missed] >= 1.0:
        return _full(run, hardware) or "prefill"
    held_up = _p99_ms(run, "queueing") >= WAITING * _p99_ms(run, missed)
    if missed == "tpot":
        held_up = float((run.preemptions > 0).mean()) > PREEMPTED
    return (_full(run, hardware) if held_up else "") or missed


def _p99_ms(run: Simulation, metric: str) -> float:
    return run.percentiles(metric, (99.0,))[0] * 1e3


def _full(run: Simulation, hardware: Hardware) -> str:
    """Return which room of the replica was used up, if one was, while the slowest waited."""
    waits = run.queueing
    late = waits >= np.nanpercentile(waits, 99.0)
    times = run.arrivals[late] + waits[late] / 2
    starts, finishes = (np.sort(v[~np.isnan(v)]) for v in (run.starts, run.finishes))
    running = np.searchsorted(starts, times, "right") - np.searchsorted(finishes, times, "right")
    if np.median(running) >= FULL * float(hardware.max_num_seqs):
        return "max_num_seqs"
    longest = float((run.input_tokens + run.output_tokens).max())
    least = min(FULL * run.replica_kv_tokens, run.replica_kv_tokens - longest)
    return "kv_cache" if run.peak_kv_tokens >= least else ""
