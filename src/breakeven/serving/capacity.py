"""The highest rate at which one replica meets its latency targets: the closed form.

In the steady state of continuous batching with chunked prefill a batch of `b` decoding sequences
finishes b/O requests a step, so it starts as many; the rate is b / (O T(b)), where prompts
interrupt decoding in lumps. Batches fluctuate as a Poisson number does; prompts queue as in M/G/1
with an exponential tail. The largest `b` inside all limits is found by bisection, for any number of
options at once. `serving/search.py` finds the exact answer by simulation.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from breakeven.domain.numbers import Array, Num
from breakeven.domain.workload import LatencyTargets
from breakeven.serving.hardware import Hardware
from breakeven.serving.memory import Memory
from breakeven.serving.steptime import StepCost, step_time
from breakeven.serving.traffic import TAILS, Traffic

Z99 = 2.3263478740408408
"""Quantile of the normal distribution at 99 %."""
BISECTIONS = 22
PART = 0.005
"""Long prompts and long waits each make about half of the slowest one per cent."""
LUMPS = 3
"""Rounds in which the prompts of a step are found; they settle after two."""
MOST_SHARERS = 1e4
LONG_ANSWERS = 1.5
"""A long answer averages interruptions out: its tokens take at most this much over the mean."""
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


def _step(
    cost: StepCost, traffic: Traffic, *, batch: Num, prefill_tokens: Num, prompts: Num = 1.0
) -> Num:
    """Return the time of a step with `batch` decoding sequences and the tokens of some prompts."""
    each = prefill_tokens / prompts
    return step_time(
        cost,
        tokens=batch + prefill_tokens,
        sequences=batch + prompts * np.asarray(each > 0, float),
        decode_sequences=batch,
        decode_context=traffic.decode_context,
        prefill_pairs=prefill_tokens * each * traffic.pairs_share,
        prefill_context=each * traffic.pairs_share,
    )


def load_at(cost: StepCost, traffic: Traffic, *, batch: Num, budget: Num) -> Load:
    """Return rate and latencies of a replica that decodes `batch` sequences on average.

    `budget` is the engine's tokens per step (max_num_batched_tokens).
    """
    room = np.maximum(budget - batch, 1.0)
    plain = _step(cost, traffic, batch=batch, prefill_tokens=0.0 * batch)
    alone = [_prefill(cost, traffic, i, batch=batch, room=room) for i in traffic.input_grid]
    pauses = [np.maximum(s - plain, 0.0) for s in alone]
    pause, ragged = _moments(pauses)
    pause, sharers = _shared_pause(cost, traffic, batch, plain=plain, alone=pause)
    step = plain + batch / traffic.output_mean * pause
    rate = batch / (traffic.output_mean * step)
    utilization = np.maximum(rate * pause, _throughput_share(cost, traffic, batch, rate, room))
    busy = np.minimum(utilization, 1.0)
    crowd_wait = (sharers - 1.0) * pause
    wait = _wait(_moments(alone)[0], busy, ragged)
    own = [_prefill(cost, traffic, i, batch=batch, room=room) for i in traffic.long_inputs]
    longest = [s + _tail(wait, busy, PART / t) for s, t in zip(own, TAILS, strict=True)]
    ttft_p99 = step + crowd_wait + np.max(np.broadcast_arrays(*longest), axis=0)
    spread = pause**2 * (1.0 + ragged)
    tpot_p99 = _tpot_p99(cost, traffic, batch, plain=plain, step=step, rate=rate, squares=spread)
    return Load(
        batch=batch,
        requests_per_second=rate,
        prefill_utilization=utilization,
        ttft_p50=step / 2 + own[0] + crowd_wait + _tail(wait, busy, 0.5),
        ttft_p99=ttft_p99,
        tpot_p50=step,
        tpot_p99=tpot_p99,
        e2e_p99=ttft_p99 + traffic.output_p99 * np.minimum(tpot_p99, step * LONG_ANSWERS),
    )


def _moments(values: Sequence[Num]) -> tuple[Num, Num]:
    """Return the mean and the squared coefficient of variation of equally likely values."""
    mean = sum(values[1:], values[0]) / len(values)
    square = sum((v**2 for v in values[1:]), values[0] ** 2) / len(values)
    return mean, np.maximum(square / np.maximum(mean, 1e-12) ** 2 - 1.0, 0.0)


def _throughput_share(cost: StepCost, traffic: Traffic, batch: Num, rate: Num, room: Num) -> Num:
    """Return the share of the prefill throughput of full steps that is in use."""
    prompts = room / traffic.input_mean
    full = _step(cost, traffic, batch=batch, prefill_tokens=room, prompts=prompts)
    return rate * traffic.input_mean * full / room


def _shared_pause(
    cost: StepCost, traffic: Traffic, batch: Num, *, plain: Num, alone: Num
) -> tuple[Num, Num]:
    """Return the pause that one prompt makes in decoding, and how many prompts share its step.

    Prompts come in lumps. While a step runs others arrive, and the next step computes them
    together: the more there are, the less of a prompt hides behind the reading of the weights.
    """
    pause, sharers = alone, 1.0 + 0.0 * batch
    one = _step(cost, traffic, batch=batch, prefill_tokens=traffic.input_mean + 0.0 * batch)
    for _ in range(LUMPS):
        rate = batch / (traffic.output_mean * plain + batch * pause)
        length = plain + sharers * pause
        busy = np.minimum(rate * length / sharers, 1.0)
        sharers = 1.0 + np.minimum(rate * (busy * length + (1.0 - busy) * plain), MOST_SHARERS)
        tokens = sharers * traffic.input_mean
        together = _step(cost, traffic, batch=batch, prefill_tokens=tokens, prompts=sharers)
        pause = alone + np.maximum((together - plain) / sharers - (one - plain), 0.0)
    return pause, sharers


def _tpot_p99(
    cost: StepCost,
    traffic: Traffic,
    batch: Num,
    *,
    plain: Num,
    step: Num,
    rate: Num,
    squares: Num,
) -> Num:
    """Return the time per token that one request in a hundred exceeds.

    Two things vary: how many others decode (Poisson), and how many prompts of others interrupt a
    request. A short answer has few steps to spread interruptions over, and while it is interrupted
    more arrive: a delay busy period, whose variance grows with the cube of step / plain. It is
    taken as gamma-distributed (Wilson and Hilferty, 1931). `squares` is the mean squared pause.
    """
    stretch = step / plain
    crowd = batch + Z99 * np.sqrt(batch * stretch)
    busier = _step(cost, traffic, batch=crowd, prefill_tokens=0.0 * batch)
    crowded = (busier - plain) * stretch
    excess = np.maximum(step - plain, 1e-12)
    one = rate * plain * squares * stretch**3
    worst = 0.0 * step
    for output, tail in zip(traffic.short_outputs, TAILS, strict=True):
        shape = excess**2 * max(output - 1.0, 1.0) / np.maximum(one, 1e-18)
        z = NormalDist().inv_cdf(1.0 - PART / tail)
        cube = np.maximum(1.0 - 1.0 / (9.0 * shape) + z / (3.0 * np.sqrt(shape)), 0.0)
        worst = np.maximum(worst, excess * (cube**3 - 1.0))
    return step + np.hypot(crowded, worst)


def _prefill(cost: StepCost, traffic: Traffic, tokens: float, *, batch: Num, room: Num) -> Num:
    """Return the time to prefill one prompt in chunks beside the decoding batch."""
    chunks = np.maximum(tokens / room, 1.0)
    part = np.minimum(tokens, room)
    return chunks * _step(cost, traffic, batch=batch, prefill_tokens=part, prompts=part / tokens)


def _wait(service: Num, busy: Num, variation: Num) -> Num:
    """Return the mean wait of those who wait (Pollaczek and Khinchine, over the utilisation)."""
    slack = np.maximum(1.0 - busy, 1e-9)
    return service * (1.0 + variation) / 2 / slack


def _tail(wait: Num, utilization: Num, share: float) -> Num:
    """Return the wait that only `share` of the requests exceeds."""
    return wait * np.log(np.maximum(utilization / share, 1.0))


def _bounds(
    load: Load, targets: LatencyTargets, crowd_room: Num, seqs: Num, variation: float
) -> Array:
    """Return, for each limit, how far the load is into it: above 1 is outside. Shape (6, n)."""
    crowd = load.batch + Z99 * np.sqrt(load.batch)
    held = load.batch + Z99 * np.sqrt(load.batch * (1.0 + variation))
    inf = float("inf")
    rows = (
        load.ttft_p99 * 1e3 / (targets.ttft_p99_ms or inf),
        load.tpot_p99 * 1e3 / (targets.tpot_p99_ms or inf),
        load.e2e_p99 * 1e3 / (targets.e2e_p99_ms or inf),
        held / np.maximum(crowd_room, 1e-9),
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
        return load, _bounds(load, targets, room, seqs, traffic.input_variation)

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
