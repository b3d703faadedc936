"""The highest rate at which one replica meets its latency targets: the closed form.

In the steady state of continuous batching with chunked prefill a batch of `b` decoding sequences
finishes b/O requests a step, so it starts as many and computes b I/O prefill tokens; the rate is
b / (O T(b)). Batches fluctuate as a Poisson number does; prompts queue for the step's token budget
as in M/G/1 with an exponential tail. The largest `b` inside all limits is found by bisection, for
any number of options at once. The simulator (when there is one) starts from this answer.
"""

from dataclasses import dataclass

import numpy as np

from breakeven.domain.numbers import Array, Num
from breakeven.domain.workload import LatencyTargets
from breakeven.serving.hardware import Hardware
from breakeven.serving.memory import Memory
from breakeven.serving.steptime import StepCost, step_time
from breakeven.serving.traffic import Traffic

Z99 = 2.3263478740408408
"""Quantile of the normal distribution at 99 %."""
BISECTIONS = 40
LIMITS = ("ttft", "tpot", "e2e", "kv_cache", "max_num_seqs", "prefill")
"""What can bound the rate; the last is the token budget's throughput."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """A replica at a batch size; every field a float or an array of options."""

    batch: Num
    requests_per_second: Num
    prefill_utilization: Num
    """Share of the prefill throughput in use; at 1 the queue never ends."""
    ttft_p50: Num
    """Seconds, as the others."""
    ttft_p99: Num
    tpot_p50: Num
    tpot_p99: Num
    e2e_p99: Num


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """The highest load inside the targets; arrays of shape (options,)."""

    load: Load
    feasible: Array
    """1 where some load meets the targets."""
    limit: Array
    """Index into LIMITS of what binds."""
    idle: Load
    """A single request on an idle replica: what no fleet size can improve on."""


def _step(cost: StepCost, traffic: Traffic, *, batch: Num, prefill_tokens: Num) -> Num:
    """Return the time of a step with `batch` decoding sequences and some prefill tokens."""
    pairs_per_token = traffic.pairs_mean / traffic.input_mean
    return step_time(
        cost,
        tokens=batch + prefill_tokens,
        sequences=batch + prefill_tokens / traffic.input_mean,
        decode_sequences=batch,
        decode_context=traffic.decode_context,
        prefill_pairs=prefill_tokens * pairs_per_token,
        prefill_context=pairs_per_token,
    )


def load_at(cost: StepCost, traffic: Traffic, *, batch: Num, budget: Num) -> Load:
    """Return rate and latencies of a replica that decodes `batch` sequences on average.

    `budget` is the engine's tokens per step (max_num_batched_tokens).
    """
    started = traffic.input_mean / traffic.output_mean
    step = _step(cost, traffic, batch=batch, prefill_tokens=batch * started)
    rate = batch / (traffic.output_mean * step)
    room = np.maximum(budget - batch, 1.0)
    full_step = _step(cost, traffic, batch=batch, prefill_tokens=room)
    utilization = rate * traffic.input_mean * full_step / room
    median = _prefill(cost, traffic, traffic.input_p50, batch=batch, room=room)
    longest = _prefill(cost, traffic, traffic.input_p99, batch=batch, room=room)
    wait = _wait(median, utilization, traffic.input_variation)
    crowd = batch + Z99 * np.sqrt(batch)
    crowded = _step(cost, traffic, batch=crowd, prefill_tokens=crowd * started)
    ttft_p99 = step + median + np.hypot(longest - median, _tail(wait, utilization, 0.01))
    return Load(
        batch=batch,
        requests_per_second=rate,
        prefill_utilization=utilization,
        ttft_p50=step / 2 + median + _tail(wait, utilization, 0.5),
        ttft_p99=ttft_p99,
        tpot_p50=step,
        tpot_p99=crowded,
        e2e_p99=ttft_p99 + traffic.output_p99 * crowded,
    )


def _prefill(cost: StepCost, traffic: Traffic, tokens: float, *, batch: Num, room: Num) -> Num:
    """Return the time to prefill one prompt in chunks beside the decoding batch."""
    chunks = np.maximum(tokens / room, 1.0)
    return chunks * _step(cost, traffic, batch=batch, prefill_tokens=np.minimum(tokens, room))


def _wait(service: Num, utilization: Num, variation: float) -> Num:
    """Return the mean wait of those who wait (Pollaczek-Khinchine over the utilisation)."""
    slack = np.maximum(1.0 - utilization, 1e-9)
    return service * (1.0 + variation) / 2 / slack


def _tail(wait: Num, utilization: Num, share: float) -> Num:
    """Return the wait that only `share` of the requests exceeds."""
    return wait * np.log(np.maximum(utilization / share, 1.0))


def _bounds(load: Load, targets: LatencyTargets, crowd_room: Num, seqs: Num) -> Array:
    """Return, for each limit, how far the load is into it: above 1 is outside. Shape (6, n)."""
    crowd = load.batch + Z99 * np.sqrt(load.batch)
    inf = float("inf")
    rows = (
        load.ttft_p99 * 1e3 / (targets.ttft_p99_ms or inf),
        load.tpot_p99 * 1e3 / (targets.tpot_p99_ms or inf),
        load.e2e_p99 * 1e3 / (targets.e2e_p99_ms or inf),
        crowd / np.maximum(crowd_room, 1e-9),
        crowd / seqs,
        load.prefill_utilization / 0.95,
    )
    return np.stack(np.broadcast_arrays(*(np.asarray(r, float) for r in rows)))


def capacity(
    cost: StepCost,
    hardware: Hardware,
    memory: Memory,
    traffic: Traffic,
    *,
    targets: LatencyTargets,
) -> Capacity:
    """Return the highest load of each option inside its targets, memory and engine limits."""
    context = traffic.decode_context + traffic.output_mean / 2
    room = np.asarray(memory.kv_tokens, float) / context
    seqs = hardware.max_num_seqs
    budget = hardware.max_num_batched_tokens

    def outside(log_batch: Array) -> tuple[Load, Array]:
        load = load_at(cost, traffic, batch=np.exp(log_batch), budget=budget)
        return load, _bounds(load, targets, room, seqs)

    low = np.full(room.shape, np.log(1e-3))
    high = np.log(np.maximum(np.broadcast_to(np.asarray(seqs, float), room.shape), 1.0))
    idle, at_idle = outside(low)
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        inside = outside(middle)[1].max(axis=0) <= 1.0
        low, high = np.where(inside, middle, low), np.where(inside, high, middle)
    load, _ = outside(low)
    _, beyond = outside(high)
    return Capacity(
        load=load,
        feasible=(at_idle.max(axis=0) <= 1.0).astype(float),
        limit=beyond.argmax(axis=0).astype(float),
        idle=idle,
    )
