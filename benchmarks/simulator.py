"""How fast the simulator is, on the shape of the Azure conversation trace.

    python benchmarks/simulator.py [--trace FILE.csv] [--requests 1000000]

The shape is that of the Azure LLM inference trace of 2023, conversation (CC-BY-4.0): with `--trace`
its own requests, repeated; without, requests drawn from its published file's quantiles. Arrivals
are Poisson at a rate that keeps the batch busy. The step's cost is that of an 8B model in 16 bits
on an H100 at full bandwidth and 60 % of its FLOPS, which is a round figure and no measurement.
"""

import argparse
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from breakeven.domain.workload import LatencyTargets
from breakeven.serving.search import capacity_by_simulation
from breakeven.serving.simulation import METRICS, Simulation
from breakeven.serving.simulator import simulate
from breakeven.serving.steptime import StepCost

SHARES = [0, 1, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99, 100]
INPUTS = [2, 29, 181, 207, 387, 403, 703, 1020, 1071, 1130, 1315, 2735, 4083, 4142, 14050]
OUTPUTS = [7, 16, 41, 54, 77, 91, 103, 129, 177, 384, 400, 424, 451, 601, 1000]
"""Quantiles of the trace's 19,366 requests."""
COST = StepCost(
    linear_read=15.0e9 / 3.35e12,
    linear_token=15.0e9 / (0.6 * 989e12),
    expert_read=0.0,
    expert_token=0.0,
    expert_share=1.0,
    pair=4 * 4096 * 32 / (0.4 * 989e12),
    pair_window=0.0,
    kv_token=131072 / 3.35e12,
    kv_window_token=0.0,
    window=np.inf,
    state=0.0,
    collective_token=0.0,
    fixed=1e-3,
    sequence=5e-6,
)
ENGINE = {"kv_tokens": 420_000, "max_num_seqs": 256, "max_num_batched_tokens": 8192}
TARGETS = LatencyTargets(ttft_p99_ms=1000.0, tpot_p99_ms=50.0)


def lengths(count: int, trace: Path | None) -> tuple[Any, Any]:
    """Return input and output tokens of `count` requests."""
    if trace is not None:
        rows = np.loadtxt(trace, delimiter=",", skiprows=1, usecols=(1, 2), dtype=np.int64)
        return np.resize(rows[:, 0], count), np.resize(rows[:, 1], count)
    rng = np.random.default_rng(2023)
    draws = rng.uniform(0, 100, (2, count))
    return tuple(
        np.interp(u, SHARES, q).astype(np.int64) for u, q in zip(draws, (INPUTS, OUTPUTS), strict=True)
    )


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


def best_of(times: int, work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the shortest time of some work, and its result."""
    seconds, result = np.inf, None
    for _ in range(times):
        began = time.perf_counter()
        result = work()
        seconds = min(seconds, time.perf_counter() - began)
    return seconds, result


def peak_bytes() -> int:
    """Return the most memory that this process has held."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def main() -> None:
    """Print one line for each measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trace", type=Path)
    parser.add_argument("--requests", type=int, default=1_000_000)
    parser.add_argument("--rate", type=float, default=30.0)
    asked = parser.parse_args()
    count = asked.requests
    inputs, outputs = lengths(count, asked.trace)
    arrivals = np.cumsum(np.random.default_rng(1).exponential(1 / asked.rate, count))
    shape = {"input_tokens": inputs, "output_tokens": outputs}
    simulate(COST, arrivals=arrivals[:10], **{k: v[:10] for k, v in shape.items()}, **ENGINE)

    before = peak_bytes()
    alone, result = best_of(1, lambda: simulate(COST, arrivals=arrivals, **shape, **ENGINE))
    print(f"memory beside the input: {(peak_bytes() - before) / count:.0f} bytes a request")
    alone, result = best_of(5, lambda: simulate(COST, arrivals=arrivals, **shape, **ENGINE))
    metrics, values = best_of(3, lambda: full_metrics(result))
    print(f"batch {result.batch:.0f}, utilisation {result.utilization:.3f}, KV {result.kv_use:.2f}")
    print(f"{result.steps:,} steps, {int(outputs.sum()):,} tokens, ttft {values[0]}, tpot {values[1]}")
    print(f"simulation alone: {alone:.3f} s, {count / alone / 1e6:.2f} million requests/s")
    print(f"all metrics: {metrics:.3f} s; together {count / (alone + metrics) / 1e6:.2f} million/s")

    few = {k: v[:100_000] for k, v in shape.items()}
    seconds, found = best_of(
        3,
        lambda: capacity_by_simulation(
            COST, arrivals=arrivals[:100_000], targets=TARGETS, **few, **ENGINE
        ),
    )
    print(f"capacity on 100,000 requests: {found} in {seconds:.3f} s")


if __name__ == "__main__":
    main()
