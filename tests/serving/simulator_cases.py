"""Random small cases that push the simulator into every corner, and the oracle's answer to them."""

import math
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from breakeven.serving.prefix_ids import NO_PREFIXES, prefixes
from breakeven.serving.service import Autoscaling, Overflow
from breakeven.serving.simulation import Simulation
from breakeven.serving.simulator import simulate
from breakeven.serving.speculation import NO_SPECULATION, Speculation
from breakeven.serving.steptime import StepCost
from tests.serving import oracle, oracle_fleets


@dataclass(frozen=True)
class Case:
    """One call of `simulate`, and what names it in a failure."""

    cost: StepCost
    options: dict[str, Any]


def random_cost(rng: np.random.Generator) -> StepCost:
    """Return a cost in which every term may matter, or be absent."""

    def some(scale: float) -> float:
        return float(scale * rng.exponential()) if rng.random() < 0.7 else 0.0

    return StepCost(
        **{f.name: 0.0 for f in fields(StepCost)}
        | {
            "linear_read": some(1e-2),
            "linear_token": some(1e-3),
            "expert_read": some(1e-2),
            "expert_token": some(1e-3),
            "expert_share": float(rng.uniform(0.02, 1.0)),
            "expert_padding": some(5.0),
            "pair": some(1e-5),
            "pair_window": some(1e-5),
            "kv_token": some(1e-4),
            "kv_window_token": some(1e-4),
            "window": float(rng.integers(1, 40)) if rng.random() < 0.6 else np.inf,
            "state": some(1e-3),
            "collective_token": some(1e-4),
            "fixed": 1e-3 + some(1e-2),
            "sequence": some(1e-3),
            "prompts": some(1e-2),
        }
    )


def random_case(seed: int) -> Case:
    """Return a case: bursts or a trickle, tiny caches, chunk edges, closed loops, replicas."""
    rng = np.random.default_rng(seed)
    size = int(rng.integers(1, 31))
    longest_input = int(rng.choice([3, 12, 40, 90]))
    longest_output = int(rng.choice([1, 6, 20, 50]))
    inputs = rng.integers(1, longest_input + 1, size)
    outputs = rng.integers(1, longest_output + 1, size)
    if rng.random() < 0.2:
        inputs[:], outputs[:] = inputs[0], outputs[0]
    need = int((inputs + outputs).max())
    cost = random_cost(rng)
    seqs = int(rng.choice([1, 2, 3, 8, 30]))
    options: dict[str, Any] = {
        "input_tokens": inputs,
        "output_tokens": outputs,
        "kv_tokens": float(need * rng.choice([0.8, 1.0, 1.3, 2.0, 6.0, 100.0])) + 1,
        "max_num_seqs": seqs,
        "max_num_batched_tokens": seqs + int(rng.choice([0, 1, 5, 20, 60, 400])),
        "block_tokens": int(rng.choice([1, 1, 2, 3, 16])),
        "reserve_prompt": bool(rng.random() < 0.3),
        "replicas": int(rng.choice([1, 1, 1, 2, 3])),
        "cached_tokens": rng.integers(0, longest_input + 5, size) if rng.random() < 0.3 else 0,
    }
    if rng.random() < 0.3:
        options["concurrency"] = int(rng.integers(1, 12))
        options["think_seconds"] = float(rng.choice([0.0, 0.003, 0.5]))
    else:
        options["arrivals"] = _arrivals(rng, size)
        options["router"] = str(rng.choice(["round-robin", "least-loaded", "prefix-aware"]))
        options["prefix_slack"] = int(rng.integers(0, 4))
        if options["router"] == "least-loaded" and rng.random() < 0.4:
            options["autoscaling"] = _autoscaling(rng, options["replicas"])
    if rng.random() < 0.2:
        drafts = int(rng.integers(1, 4))
        options["speculation"] = Speculation(draft_tokens=drafts, acceptance=rng.uniform(0, 0.9))
        options["max_num_batched_tokens"] += seqs * drafts
    if rng.random() < 0.3:
        options["priorities"] = rng.integers(0, 3, size)
    if rng.random() < 0.3:
        options["prefixes"] = prefixes(
            _chains(rng, inputs), block_tokens=4, cache_tokens=float(rng.choice([4, 30, 400]))
        )
    routed = options.get("router", "round-robin") != "round-robin"
    if routed and "autoscaling" not in options and rng.random() < 0.5:
        options["overflow"] = _overflow(rng)
    return Case(cost, options)


def _overflow(rng: np.random.Generator) -> Overflow:
    """Return a gate of one limit, or of more than one."""
    which = int(rng.integers(1, 8))
    return Overflow(
        queue=int(rng.integers(1, 5)) if which & 1 else None,
        outstanding=int(rng.integers(1, 12)) if which & 2 else None,
        ttft_seconds=float(rng.choice([0.01, 0.1, 0.5, 2.0])) if which & 4 else None,
    )


def _autoscaling(rng: np.random.Generator, replicas: int) -> Autoscaling:
    return Autoscaling(
        min_replicas=int(rng.integers(0, replicas + 1)),
        target_outstanding=int(rng.integers(1, 6)),
        cold_start_seconds=float(rng.choice([0.0, 0.05, 3.0])),
        idle_seconds=float(rng.choice([0.0, 0.1, 2.0])),
    )


def _chains(rng: np.random.Generator, inputs: np.ndarray[Any, Any]) -> list[list[int]]:
    """Return block hashes of prompts of which many begin alike."""
    family = rng.integers(0, 3, inputs.size)
    common = rng.integers(0, inputs // 4 + 1)
    return [
        [int(100 * f + b) if b < c else int(1000 + 100 * i + b) for b in range(n // 4)]
        for i, (f, c, n) in enumerate(zip(family, common, inputs, strict=True))
    ]


def _arrivals(rng: np.random.Generator, size: int) -> np.ndarray[Any, Any]:
    gap = float(rng.choice([0.0, 1e-3, 1e-2, 0.1, 1.0, 5.0]))
    times = np.cumsum(rng.exponential(size=size) * gap)
    if rng.random() < 0.4:
        times = times[np.sort(rng.integers(0, size, size))]
    return times


def naive(case: Case) -> tuple[list[oracle.Request], list[oracle.Engine]]:
    """Run the oracle on a case."""
    options = case.options
    size = len(options["input_tokens"])
    times = options.get("arrivals", np.zeros(size))
    cached = np.broadcast_to(options.get("cached_tokens", 0), size)
    drafted = options.get("speculation", NO_SPECULATION)
    steps = [math.ceil(o / drafted.step_yield) for o in options["output_tokens"]]
    columns = zip(times, options["input_tokens"], steps, cached, strict=True)
    requests = [
        oracle.Request(i, float(t), int(p), int(o), int(c))
        for i, (t, p, o, c) in enumerate(columns)
    ]
    engines = [
        oracle.Engine(
            case.cost,
            kv_tokens=options["kv_tokens"],
            max_num_seqs=options["max_num_seqs"],
            max_num_batched_tokens=options["max_num_batched_tokens"],
            block_tokens=options.get("block_tokens", 1),
            reserve_prompt=options.get("reserve_prompt", False),
            step_tokens=1 + drafted.draft_tokens,
        )
        for _ in range(options.get("replicas", 1))
    ]
    shared = options.get("prefixes", NO_PREFIXES)
    for engine in engines:
        engine.priorities = "priorities" in options
        engine.prefix_tokens, engine.prefix_blocks = shared.block_tokens, shared.blocks
    for request in requests if shared.blocks else []:
        ends = shared.starts[request.number : request.number + 2]
        request.prefix = shared.ids[slice(*ends)].tolist()
    for request in requests if "priorities" in options else []:
        request.priority = float(options["priorities"][request.number])
    if "concurrency" in options:
        oracle_fleets.run_closed(
            engines, requests, options["concurrency"], options.get("think_seconds", 0.0)
        )
    elif "autoscaling" in options:
        engines[0].paid, engines[0].cold_starts = oracle_fleets.run_scaled(
            engines, requests, options["autoscaling"]
        )
    elif "overflow" in options:
        slack = options["prefix_slack"] if options["router"] == "prefix-aware" else 0
        oracle_fleets.run_gated(engines, requests, slack, options["overflow"])
    elif options.get("router") == "least-loaded":
        oracle_fleets.run_routed(engines, requests, 0)
    elif options.get("router") == "prefix-aware":
        oracle_fleets.run_routed(engines, requests, options["prefix_slack"])
    else:
        oracle_fleets.run_round_robin(engines, requests)
    return requests, engines


def check(case: Case) -> Simulation:
    """Assert that the simulator and the oracle agree on every request and every total."""
    fast = simulate(case.cost, **case.options)
    requests, engines = naive(case)

    def same(values: Any, expected: Any) -> None:
        np.testing.assert_allclose(values, expected, rtol=1e-9, atol=0.0)

    rejected = [np.isnan(r.finish) for r in requests]
    gated = "overflow" in case.options
    assert fast.rejected == (0 if gated else sum(rejected))
    assert fast.outside == (sum(rejected) if gated else 0)
    kept = ~np.array(rejected)
    same(fast.firsts[kept], np.array([r.first for r in requests])[kept])
    same(fast.finishes, [r.finish for r in requests])
    same(fast.ttft, [r.first - r.arrival for r in requests])
    same(fast.starts, [r.start for r in requests])
    assert fast.preemptions.tolist() == [r.preemptions for r in requests]
    assert fast.steps == sum(e.steps for e in engines)
    assert fast.peak_kv_tokens == max(e.kv_peak for e in engines)
    same(fast.busy_seconds, sum(e.busy for e in engines))
    same(fast.kv_token_seconds, sum(e.kv_seconds for e in engines))
    if "autoscaling" in case.options:
        same(fast.replica_seconds, engines[0].paid)
        assert fast.cold_starts == engines[0].cold_starts
    gaps = np.concatenate([np.diff(r.tokens_at) for r in requests])
    assert fast.gap_counts.sum() == gaps.size
    if gaps.size:
        expected = np.percentile(gaps, [50, 99], method="inverted_cdf")
        np.testing.assert_allclose(fast.itl_percentiles((50, 99)), expected, rtol=3e-3)
    return fast
