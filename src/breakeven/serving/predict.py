"""What a benchmark would measure: latency and throughput of a run, from the closed form.

A run serves requests of one length at a fixed concurrency, at a rate, all at once, or as one static
batch. In the steady state of continuous batching with `b` decoding sequences, b/O requests start in
a step and bring b I/O prompt tokens; as requests start at random, a share q of the steps carries
all of them. The mean step is then what every token takes. The batch follows from Little's law.
"""

from dataclasses import dataclass

import numpy as np

from breakeven.domain.numbers import Array, Num
from breakeven.serving.steptime import StepCost, step_time

BISECTIONS = 18
LEAST_ROOM = 1 / 8
"""Share of a step's budget that prompts get, however many sequences decode."""
CROWD = 30.0
"""Others from which half of the wait until a request is seen is felt: the server's loop that hands
out tokens fills with its streams. Chosen on the measured first tokens of closed loops."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The settings of one benchmark run, or arrays of many."""

    input_tokens: Num
    """Of one prompt, the cached part included."""
    cached_tokens: Num
    """Part of the prompt that is not computed again."""
    output_tokens: Num
    concurrency: Num
    """Requests in flight; 0 where the rate is given."""
    requests_per_second: Num
    """0 where the concurrency is given."""
    max_batch: Num
    """Sequences that fit: cache, engine's limit."""
    budget: Num
    """Tokens in one step."""
    step_tokens: Num = 1.0
    """Tokens that a decoding sequence puts into a step: more than 1 with speculative decoding."""
    step_yield: Num = 1.0
    """Tokens that it gets from a step."""
    first_share: Num = 0.0
    """Share of the requests that a closed loop sends all at once, in its beginning."""
    wait_steps: Num = 0.0
    """Steps that a server which is not idle is set to wait until it lets a request in."""

    @property
    def decode_steps(self) -> Num:
        """Steps of one answer."""
        return self.output_tokens / self.step_yield


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """What a request waits for beside its own steps and those of others before it."""

    seconds: Num = 0.0
    """Outside the steps: HTTP, tokenising, the first token's way back."""
    steps: Num = 0.0
    """Of a busy engine, until it is seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """Times in seconds; floats or arrays."""

    ttft: Num
    tpot: Num
    """Mean time between two tokens of one answer."""
    requests_per_second: Num
    batch: Num


def decode_step(cost: StepCost, run: Run, batch: Num, prompt_tokens: Num = 0.0) -> Array:
    """Return the time of a step of decoding sequences and some prompt tokens."""
    new = run.input_tokens - run.cached_tokens
    earlier = run.cached_tokens + new / 2
    return np.asarray(
        step_time(
            cost,
            tokens=batch * run.step_tokens + prompt_tokens,
            sequences=batch + prompt_tokens / new,
            decode_sequences=batch,
            decode_context=run.input_tokens + run.output_tokens / 2,
            prefill_pairs=prompt_tokens * earlier,
            prefill_context=earlier,
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mix:
    """The steps that a request meets when `others` decode beside it."""

    others: Num
    tpot: Array
    residual: Array
    """Mean rest of the step under way."""
    prompts: Array
    """Share of the steps that carry prompts; 1 is all that the budget allows."""
    prefill: Array
    """The own prompt's steps."""
    alone: Array
    """What one prompt adds to the steps."""
    crowded: Array
    """What it adds where prompts fill the steps."""


def _mix(cost: StepCost, run: Run, others: Num) -> _Mix:
    new = run.input_tokens - run.cached_tokens
    batch = others + 1.0
    room = np.maximum(run.budget - batch * run.step_tokens, run.budget * LEAST_ROOM)
    starts = others / run.decode_steps
    share = np.clip(np.maximum(-np.expm1(-starts), starts * new / room), 1e-9, 1.0)
    carried = np.minimum(starts * new / share, room)
    plain = decode_step(cost, run, batch)
    loaded = decode_step(cost, run, batch, carried)
    mean = plain + share * (loaded - plain)
    chunks = np.maximum(new / room, 1.0)
    own = chunks * decode_step(cost, run, others, new / chunks)
    return _Mix(
        others=others,
        tpot=mean / run.step_yield,
        residual=(plain**2 + share * (loaded**2 - plain**2)) / mean / 2,
        prompts=share,
        prefill=own,
        alone=np.maximum(own - chunks * plain, 0.0),
        crowded=np.maximum(decode_step(cost, run, batch, room) - plain, 0.0) * new / room,
    )


def crowded_share(others: Num) -> Num:
    """Return the share of the wait until a request is seen that it feels beside some others.

    >>> crowded_share(0.0), crowded_share(30.0)
    (0.0, 0.5)
    """
    return others / (CROWD + others)


def _ttft(run: Run, mix: _Mix, delay: Delay) -> Array:
    busy = mix.others / (1.0 + mix.others)
    queue = np.minimum(mix.prompts, 0.9)
    wait = queue / (1 - queue) / 2 * mix.prefill * busy
    steps = crowded_share(mix.others) * delay.steps + busy * run.wait_steps
    unseen = steps * mix.tpot * run.step_yield
    crowd = run.first_share * mix.others / 2 * mix.crowded
    return np.asarray(delay.seconds + unseen + busy * mix.residual + mix.prefill + wait + crowd)


def _work(cost: StepCost, run: Run, mix: _Mix, users: Num) -> Num:
    """Return the engine's seconds of one request: more of them in a second than one cannot be."""
    batch = np.minimum(users, run.max_batch)
    prompt = np.minimum(mix.alone, mix.crowded)
    return prompt + run.decode_steps * decode_step(cost, run, batch) / batch


def steady(cost: StepCost, run: Run, *, delay: Delay) -> Prediction:
    """Predict a run in its steady state, at a concurrency or at a rate."""
    closed = np.asarray(run.concurrency) > 0
    users = np.where(closed, run.concurrency, np.inf)
    most = np.maximum(np.minimum(users, run.max_batch) - 1.0, 0.0)
    most = np.where(np.isfinite(most), most, 4096.0)
    decodes = np.maximum(run.output_tokens - 1.0, 1.0)

    def beyond(others: Array) -> Array:
        mix = _mix(cost, run, others)
        ttft = _ttft(run, mix, delay)
        needed = others * (1 + ttft / (decodes * mix.tpot)) - (users - 1.0)
        rate = others / (run.output_tokens * mix.tpot)
        return np.where(closed, needed, rate - run.requests_per_second)

    low, high = np.zeros_like(most), most + 0.0
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        over = beyond(middle) > 0
        low, high = np.where(over, low, middle), np.where(over, middle, high)
    others = np.where(beyond(most) <= 0, most, (low + high) / 2)
    mix = _mix(cost, run, others)
    ttft = _ttft(run, mix, delay)
    cycle = ttft + decodes * mix.tpot
    full = (others + 1.0) / (run.output_tokens * mix.tpot)
    rate = np.where(
        closed,
        np.minimum(users / cycle, np.where(users > run.max_batch, full, np.inf)),
        np.minimum(run.requests_per_second, full),
    )
    crowd = np.where(closed, users, others + 1.0)
    rate = np.where(closed, np.minimum(rate, 1.0 / _work(cost, run, mix, crowd)), rate)
    queued = closed & (rate * cycle < users * (1.0 - 1e-9))
    ttft = np.where(queued, np.maximum(users / rate - decodes * mix.tpot, ttft), ttft)
    return Prediction(ttft=ttft, tpot=mix.tpot, requests_per_second=rate, batch=others + 1.0)


def static_batch(cost: StepCost, run: Run, *, delay: Delay) -> Prediction:
    """Predict one batch whose prompts are computed before any decode."""
    batch = np.minimum(run.concurrency, run.max_batch)
    waves = run.concurrency / batch
    tokens = batch * (run.input_tokens - run.cached_tokens)
    chunks = np.maximum(tokens / run.budget, 1.0)
    ttft = delay.seconds + chunks * decode_step(cost, run, 0.0, tokens / chunks)
    tpot = decode_step(cost, run, batch) / run.step_yield
    total = waves * (ttft + np.maximum(run.output_tokens - 1.0, 0.0) * tpot)
    return Prediction(
        ttft=ttft, tpot=tpot, requests_per_second=run.concurrency / total, batch=batch
    )
