"""How far the closed form of capacity lies from the simulator, and how fast it is.

On a chat service's requests; `options` says the same of 2,000 options.
"""

import time
from collections.abc import Callable, Iterator
from statistics import median

import numpy as np

from benchmarks import Row
from breakeven.api.replica import NamedReplica, named_replica
from breakeven.domain.numbers import Array
from breakeven.domain.provenance import Provenance
from breakeven.domain.workload import LatencyTargets, Lengths, Workload
from breakeven.inputs.catalog import load_catalog
from breakeven.inputs.demo_trace import demo_trace
from breakeven.serving.capacity import capacity
from breakeven.serving.columns import stack
from breakeven.serving.search import capacity_by_simulation
from breakeven.serving.traffic import traffic_of

REQUESTS = 6_000
TABLE = 10_000
RUNS = 9
REPLICAS = (
    ("llama-3.1-8b", "H100", 1, None),
    ("llama-3.1-8b", "L4", 1, None),
    ("llama-3.1-8b", "A100-80", 1, None),
    ("llama-3.1-70b", "H100", 4, None),
    ("llama-3.3-70b", "H100", 2, "fp8"),
    ("qwen3-32b", "A100-80", 2, None),
    ("gpt-oss-20b", "H100", 1, None),
    ("mixtral-8x7b", "A100-80", 4, None),
)
TARGETS = ((2_000.0, 100.0), (500.0, 40.0), (10_000.0, 200.0))


def lengths(tokens: Array) -> Lengths:
    """Return the statistics of some lengths."""
    p50, p90, p99 = np.quantile(tokens, [0.5, 0.9, 0.99])
    square = float((tokens**2).mean())
    return Lengths(mean=float(tokens.mean()), p50=p50, p90=p90, p99=p99, mean_square=square)


def chat() -> tuple[Workload, Array, Array]:
    """Return a chat service's requests, their tokens and Poisson arrivals at one a second."""
    rng = np.random.default_rng(1)
    _, inputs, outputs = demo_trace()
    tokens = np.column_stack([inputs, outputs]).astype(float)
    tokens = tokens[rng.permutation(len(tokens))[:REQUESTS]]
    workload = Workload(
        requests_per_day=1.0,
        input_tokens=lengths(tokens[:, 0]),
        output_tokens=lengths(tokens[:, 1]),
        request_tokens=tokens,
        provenance=Provenance(source="demo trace"),
    )
    return workload, tokens, np.cumsum(rng.exponential(1.0, len(tokens)))


def rates(
    replica: NamedReplica,
    workload: Workload,
    tokens: Array,
    arrivals: Array,
    targets: LatencyTargets,
) -> tuple[float, float]:
    """Return the rate by the closed form and by simulation."""
    traffic = traffic_of(workload)
    memory, hardware = replica.memory(traffic.longest), replica.hardware
    found = capacity(replica.cost, hardware, memory, traffic, targets=targets)
    closed = (
        np.asarray(found.load.requests_per_second).reshape(-1)[0] * found.feasible.reshape(-1)[0]
    )
    simulated = capacity_by_simulation(
        replica.cost,
        arrivals=arrivals,
        input_tokens=tokens[:, 0],
        output_tokens=tokens[:, 1],
        targets=targets,
        kv_tokens=float(memory.kv_tokens),
        max_num_seqs=float(hardware.max_num_seqs),
        max_num_batched_tokens=float(hardware.max_num_batched_tokens),
        block_tokens=replica.combo.engine.kv_block_tokens,
        guess=float(closed) or None,
    )
    return float(closed), simulated.requests_per_second


def gaps(replicas: tuple[tuple[str, str, int, str | None], ...] = REPLICAS) -> list[float]:
    """Return ln(closed form / simulated) of every replica and target that both can meet."""
    catalog = load_catalog()
    workload, tokens, arrivals = chat()
    found = []
    for model, gpu, count, precision in replicas:
        replica = named_replica(
            catalog, model, gpu=gpu, count=count, precision=precision, engine="vllm"
        )
        for ttft, tpot in TARGETS:
            targets = LatencyTargets(ttft_p99_ms=ttft, tpot_p99_ms=tpot)
            closed, simulated = rates(replica, workload, tokens, arrivals, targets)
            if closed > 0 and simulated > 0:
                found.append(float(np.log(closed / simulated)))
    return found


def table(options: int) -> Callable[[], object]:
    """Return the closed form of so many options, of REPLICAS repeated, in one call."""
    catalog = load_catalog()
    traffic = traffic_of(chat()[0])
    named = [
        named_replica(catalog, model, gpu=gpu, count=count, precision=precision, engine="vllm")
        for model, gpu, count, precision in REPLICAS
    ]
    chosen = [named[i % len(named)] for i in range(options)]
    cost = stack([r.cost for r in chosen])
    hardware = stack([r.hardware for r in chosen])
    memory = stack([r.memory(traffic.longest) for r in chosen])
    ttft, tpot = TARGETS[0]
    targets = LatencyTargets(ttft_p99_ms=ttft, tpot_p99_ms=tpot)
    return lambda: capacity(cost, hardware, memory, traffic, targets=targets)


def measure() -> Iterator[Row]:
    """Report the median gap, its sign and the 90th percentile; and the time of a large table."""
    work = table(TABLE)
    work()
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    note = f"one call, time of a core; {median(times) / TABLE * 1e6:.1f} us an option"
    yield Row(name=f"closed form, {TABLE:,} options", seconds=median(times), runs=RUNS, note=note)
    start = time.perf_counter()
    found = gaps()
    size = [abs(g) for g in found]
    note = (
        f"median gap {median(size):.1%}, p90 {np.quantile(size, 0.9):.1%},"
        f" bias {median(found):+.1%}, {len(found)} points"
    )
    yield Row(
        name="closed form / simulator", seconds=time.perf_counter() - start, runs=1, note=note
    )
