"""A replica at a batch size: its rate, and how long its users wait. The closed form.

In the steady state of continuous batching with chunked prefill a batch of `b` decoding sequences
finishes b/O requests a step, so it starts as many; the rate is b / (O T(b)), where prompts
interrupt decoding in lumps. Batches fluctuate as a Poisson number does, and more where the lengths
of neighbouring requests are alike; prompts queue as in M/G/1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from breakeven.domain.numbers import Num
from breakeven.serving.steptime import StepCost, step_time
from breakeven.serving.traffic import CLASSES, TAILS, Traffic

Z99 = 2.3263478740408408
"""Quantile of the normal distribution at 99 %."""
SLOWEST = 0.01
"""Share of the requests beyond the 99th percentile."""
PART = 0.002
"""Share whose short answers are interrupted more often than the tail says: where the simulator and
this formula agree best over models, cards and targets (`python -m benchmarks closed_form`)."""
MEDIAN = int(np.searchsorted(np.cumsum(CLASSES), 0.5))
"""The class that holds the median input."""
LUMPS = 1
"""Rounds in which the prompts of a step are found; more change nothing that matters."""
MOST_SHARERS = 1e4
LEAST_BATCH = 1e-3
"""Sequences of an idle replica."""
NEGLIGIBLE = 1e-9
LONG_ANSWERS = 1.5
"""A long answer averages interruptions out: its tokens take at most this much over the mean."""


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
    least_room = float(np.min(room))
    alone = [
        _prefill(cost, traffic, i, batch=batch, room=room, least_room=least_room)
        for i in traffic.input_classes
    ]
    pauses = [np.maximum(s - plain, 0.0) for s in alone]
    pause, ragged = _moments(pauses)
    pause, sharers = _shared_pause(cost, traffic, batch, plain=plain, alone=pause)
    step = plain + batch / traffic.output_mean * pause
    rate = batch / (traffic.output_mean * step)
    utilization = np.maximum(rate * pause, _throughput_share(cost, traffic, batch, rate, room))
    busy = np.minimum(utilization, 1.0)
    crowd_wait = (sharers - 1.0) * pause
    crest = np.minimum(busy * (1.0 + traffic.input_drift**0.5), 1.0)
    wait, waits = _wait(alone, crest, ragged)
    running = step * -np.expm1(-batch)
    ttft_p99 = running + crowd_wait + _slowest(alone, wait, waits)
    spread = pause**2 * (1.0 + ragged)
    tpot_p99 = _tpot_p99(cost, traffic, batch, plain=plain, step=step, rate=rate, squares=spread)
    return Load(
        batch=batch,
        requests_per_second=rate,
        prefill_utilization=utilization,
        ttft_p50=running / 2 + alone[MEDIAN] + crowd_wait + _tail(wait, waits, 0.5),
        ttft_p99=ttft_p99,
        tpot_p50=step,
        tpot_p99=tpot_p99,
        e2e_p99=ttft_p99 + traffic.output_p99 * np.minimum(tpot_p99, step * LONG_ANSWERS),
    )


def _moments(values: Sequence[Num]) -> tuple[Num, Num]:
    """Return the mean and the squared coefficient of variation of values of CLASSES."""
    mean, square = 0.0 * values[0], 0.0 * values[0]
    for share, value in zip(CLASSES, values, strict=True):
        part = share * value
        mean = mean + part
        square = square + part * value
    return mean, np.maximum(square / np.maximum(mean, 1e-12) ** 2 - 1.0, 0.0)


def _slowest(own: Sequence[Num], wait: Num, busy: Num) -> Num:
    """Return what own prompt and wait together exceed in one request of a hundred.

    `own` are the times of the prompts of CLASSES, rising; a wait of more than `t` has the chance
    busy x exp(-t / wait). If all prompts longer than those of a class are late by themselves, what
    is left of the one per cent says how long the others may wait; the least over classes is exact.
    """
    least, before = np.inf + 0.0 * wait, own[0]
    mass, above = 0.0 * wait, 1.0
    per_wait = 1.0 / np.maximum(wait, 1e-12)
    for share, time in zip(CLASSES, own, strict=True):
        mass = mass * np.exp((before - time) * per_wait) + share
        above, before = above - share, time
        left = SLOWEST - above
        if left > NEGLIGIBLE:
            late = np.log(np.maximum(busy * mass / left, 1.0))
            least = np.minimum(least, time + wait * late)
    return least


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
    together: the more there are, the less of a prompt hides behind the reading of the weights, and
    the more share what a step with prompts costs by itself.
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
        work = (together - plain - cost.prompts) / sharers - (one - plain - cost.prompts)
        pause = alone + np.maximum(work, 0.0) - cost.prompts * (1.0 - 1.0 / sharers)
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
    crowd = batch + Z99 * np.sqrt(batch * (stretch + batch * traffic.output_drift))
    busier = _step(cost, traffic, batch=crowd, prefill_tokens=0.0 * batch)
    crowded = (busier - plain) * stretch
    excess = np.maximum(step - plain, 1e-12)
    one = rate * plain * squares * stretch * stretch * stretch
    worst = 0.0 * step
    for output, tail in zip(traffic.short_outputs, TAILS, strict=True):
        variance = one / max(output - 1.0, 1.0) + excess**2 * traffic.input_drift
        shape = excess**2 / np.maximum(variance, 1e-18)
        z = NormalDist().inv_cdf(1.0 - PART / tail)
        cube = np.maximum(1.0 - 1.0 / (9.0 * shape) + z / (3.0 * np.sqrt(shape)), 0.0)
        worst = np.maximum(worst, excess * (cube * cube * cube - 1.0))
    return step + np.hypot(crowded, worst)


def _prefill(
    cost: StepCost,
    traffic: Traffic,
    tokens: float,
    *,
    batch: Num,
    room: Num,
    least_room: float,
) -> Num:
    """Return the time to prefill one prompt in chunks beside the decoding batch."""
    if tokens <= least_room:  # the same, in fewer operations
        return _step(cost, traffic, batch=batch, prefill_tokens=tokens)
    chunks = np.maximum(tokens / room, 1.0)
    part = np.minimum(tokens, room)
    return chunks * _step(cost, traffic, batch=batch, prefill_tokens=part, prompts=part / tokens)


def _wait(own: Sequence[Num], busy: Num, ragged: Num) -> tuple[Num, Num]:
    """Return the mean of the exponential tail of the wait, and the share of requests in it.

    They give the first two moments of the wait in M/G/1 (Pollaczek and Khinchine; Takacs): a few
    long prompts make few long waits.
    """
    mean, square, cube = 0.0 * busy, 0.0 * busy, 0.0 * busy
    for share, time in zip(CLASSES, own, strict=True):
        part = share * time
        mean, square, cube = mean + part, square + part * time, cube + part * time * time
    slack = np.maximum(1.0 - busy, 1e-9)
    of_those = mean * (1.0 + ragged) / 2 / slack
    tail = busy * of_those + cube / (3.0 * square)
    return tail, busy * of_those / tail


def _tail(wait: Num, utilization: Num, share: float) -> Num:
    """Return the wait that only `share` of the requests exceeds."""
    return wait * np.log(np.maximum(utilization / share, 1.0))
