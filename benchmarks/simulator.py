"""How fast the simulator is on the shape of the Azure conversation trace, and against a naive one.

The shape is that of the Azure LLM inference trace of 2023, conversation (CC-BY-4.0): requests drawn
from the quantiles of its file, or, where the environment variable AZURE_CONVERSATION_CSV names that
file, its own requests, repeated. Arrivals are Poisson at a rate that keeps the batch full. The
step's cost is that of an 8B model in 16 bits on an H100 at its full bandwidth and 60 % of its
FLOPS: round figures, no measurement.
"""

import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import Row
from breakeven.domain.workload import LatencyTargets
from breakeven.serving.search import capacity_by_simulation
from breakeven.serving.simulation import METRICS, Simulation
from breakeven.serving.simulator import simulate
from breakeven.serving.steptime import StepCost
from tests.serving.simulator_cases import Case, naive

REQUESTS = 1_000_000
NAIVE_REQUESTS = 300
RATE = 26.0
"""Requests per second; a full batch serves about 20."""
SHARES = [0, 1, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99, 100]
INPUTS = [2, 29, 181, 207, 387, 403, 703, 1020, 1071, 1130, 1315, 2735, 4083, 4142, 14050]
OUTPUTS = [7, 16, 41, 54, 77, 91, 103, 129, 177, 384, 400, 424, 451, 601, 1000]
"""Quantiles of the trace's 19,366 requests."""
COST = StepCost(
    **{field.name: 0.0 for field in fields(StepCost)}
    | {
        "linear_read": 15.0e9 / 3.35e12,
        "linear_token": 15.0e9 / (0.6 * 989e12),
        "expert_share": 1.0,
        "pair": 4 * 4096 * 32 / (0.4 * 989e12),
        "kv_token": 131072 / 3.35e12,
        "window": np.inf,
        "fixed": 1e-3,
        "sequence": 5e-6,
    }
)
ENGINE = {"kv_tokens": 420_000, "max_num_seqs": 256, "max_num_batched_tokens": 8192}
TARGETS = LatencyTargets(ttft_p99_ms=1000.0, tpot_p99_ms=50.0)


def lengths(count: int) -> dict[str, Any]:
    """Return input and output tokens of `count` requests."""
    trace = os.environ.get("AZURE_CONVERSATION_CSV")
    if trace:
        rows = np.loadtxt(Path(trace), delimiter=",", skiprows=1, usecols=(1, 2), dtype=np.int64)
        inputs, outputs = (np.resize(rows[:, column], count) for column in (0, 1))
    else:
        draws = np.random.default_rng(2023).uniform(0, 100, (2, count))
        inputs = np.interp(draws[0], SHARES, INPUTS).astype(np.int64)
        outputs = np.interp(draws[1], SHARES, OUTPUTS).astype(np.int64)
    return {"input_tokens": inputs, "output_tokens": outputs}


def full_metrics(result: Simulation) -> list[Any]:
    """Compute everything that is reported of a simulation."""
    return [
        *(result.percentiles(metric) for metric in METRICS),
        result.itl_percentiles(),
        result.utilization,
        result.kv_use,
        result.batch,
        result.output_tokens_per_second,
        result.goodput(TARGETS),
        int(result.preemptions.sum()),
    ]


def timed(work: Callable[[], Any], *, runs: int) -> tuple[float, Any]:
    """Return the median time of some work, and its result."""
    times, result = [], None
    for _ in range(runs):
        began = time.perf_counter()
        result = work()
        times.append(time.perf_counter() - began)
    return float(np.median(times)), result


def peak_bytes() -> int:
    """Return the most memory that this process has held."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def measure() -> Iterator[Row]:
    """Yield the simulation of a million requests, its metrics, a search, the naive simulator."""
    shape = lengths(REQUESTS)
    arrivals = np.cumsum(np.random.default_rng(1).exponential(1 / RATE, REQUESTS))

    def first(count: int) -> dict[str, Any]:
        return {name: values[:count] for name, values in shape.items()} | ENGINE

    def run(count: int) -> Simulation:
        return simulate(COST, arrivals=arrivals[:count], **first(count))

    run(100)
    before = peak_bytes()
    everything, metrics = timed(lambda: full_metrics(run(REQUESTS)), runs=1)
    memory = (peak_bytes() - before) / REQUESTS
    everything, metrics = timed(lambda: full_metrics(run(REQUESTS)), runs=7)
    yield Row(
        name="simulate 1,000,000 requests",
        seconds=everything,
        runs=7,
        note=f"all metrics; {REQUESTS / everything / 1e6:.1f} million/s, batch {metrics[-4]:.0f}, "
        f"{memory:.0f} bytes a request",
    )
    asked = first(100_000) | {"arrivals": arrivals[:100_000], "targets": TARGETS}
    seconds, found = timed(lambda: capacity_by_simulation(COST, **asked), runs=5)
    yield Row(
        name="capacity at p99, 100,000 requests",
        seconds=seconds,
        runs=5,
        note=f"{found.requests_per_second:.2f} requests/s, {found.simulations} simulations",
    )
    case = Case(COST, first(NAIVE_REQUESTS) | {"arrivals": arrivals[:NAIVE_REQUESTS]})
    slow, _ = timed(lambda: naive(case), runs=1)
    yield Row(
        name=f"naive simulator, {NAIVE_REQUESTS} requests",
        seconds=slow,
        runs=1,
        ratio=(slow / NAIVE_REQUESTS) / (everything / REQUESTS),
        against="ours a request",
        note=f"{NAIVE_REQUESTS / slow:.0f} requests/s, token by token in Python",
    )
