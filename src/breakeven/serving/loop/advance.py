"""Time passes: step by step where the batch changes, in one jump where it does not."""

import math

from breakeven.serving.loop.arithmetic import count_gaps, next_mark, steps_until
from breakeven.serving.loop.compiled import compiled, inlined
from breakeven.serving.loop.decoding import blocks_taken, steps_of_cache
from breakeven.serving.loop.lane import SIMULTANEOUS, FloatArray, Lane, Record, Requests
from breakeven.serving.loop.queue import waiting
from breakeven.serving.loop.scheduler import admit, finish_step, make_room, prefill


@compiled
def advance(
    lane: Lane, rules: Record, step_seconds: FloatArray, requests: Requests, until: float
) -> None:
    """Run a replica's steps that start before `until`."""
    state = lane.state[0]
    while True:
        if state.running == 0 and waiting(lane, rules, requests) < 0:
            if state.head < 0:
                return
            state.time = requests.arrivals[state.head]
        if state.time >= until - SIMULTANEOUS:
            return
        event = compose(lane, rules, requests, until)
        n = state.decoding
        first = (
            step_seconds[n * rules.step_tokens + state.tokens]
            + rules.sequence * (n + state.prefilling)
            + rules.decode * n
            + rules.context * state.context
            + rules.window_context * state.window_context
            + rules.pair * state.pairs
            + rules.window_pair * state.window_pairs
            + (rules.prompts if state.prefilling > 0 else 0.0)
        )
        slope = rules.context * n + rules.window_context * state.growing
        steps = 1
        if event > state.time:
            steps = steps_ahead(lane, rules)
            if steps > 1 and event < math.inf:
                steps = steps_until(first, slope, event - SIMULTANEOUS - state.time, steps)
        run_steps(lane, rules, first, slope, steps)
        finish_step(lane, rules, requests)


@inlined
def compose(lane: Lane, rules: Record, requests: Requests, until: float) -> float:
    """Put the next step together; return until when steps like it may follow, by the clock.

    That is now where prompts are computed or a request was preempted: such a step is alone.
    """
    state = lane.state[0]
    state.fresh, state.prefilling, state.tokens, state.prefix = 0, 0, 0, 0
    state.pairs, state.window_pairs, state.leaving = 0, 0, 0
    before = state.preemptions
    chunk = make_room(lane, rules, requests)
    if state.preemptions != before:
        if chunk > 0:
            prefill(lane, rules, state.partial, chunk)
        return float(state.time)
    decode_blocks = lane.phases[(state.step + 1) % rules.block_tokens]
    state.free_blocks -= decode_blocks
    if chunk > 0:
        prefill(lane, rules, state.partial, chunk)
    blocked = admit(lane, rules, requests)
    state.free_blocks += decode_blocks
    if state.tokens > 0:
        return float(state.time)
    if state.head < 0 or (blocked and not rules.priorities):
        return until
    return float(min(until, requests.arrivals[state.head]))


@inlined
def steps_ahead(lane: Lane, rules: Record) -> int:
    """Return how many pure decode steps pass before one completes, fills a window or the cache."""
    state = lane.state[0]
    steps = next_mark(lane.end_marks, state.step) - state.step
    if state.crossing > 0:
        steps = min(steps, next_mark(lane.crossing_marks, state.step) - state.step)
    return steps_of_cache(lane, rules.block_tokens, steps)


@inlined
def run_steps(lane: Lane, rules: Record, first: float, slope: float, steps: int) -> None:
    """Let `steps` steps pass, the first in `first` seconds, each later one `slope` longer."""
    state, n = lane.state[0], lane.state[0].decoding
    earlier = 0.5 * steps * (steps - 1)
    seconds = steps * first + slope * earlier
    kv = state.context + state.prefix
    squares = earlier * (2 * steps - 1) / 3.0
    state.kv_seconds += kv * seconds + n * (first * earlier + slope * squares)
    state.running_seconds += state.running * seconds
    state.busy += seconds
    state.peak_kv = max(state.peak_kv, kv + n * (steps - 1))
    state.steps += steps
    state.prefill_tokens += state.tokens
    state.decode_tokens += n * steps
    if n > 0:
        count_gaps(lane.gaps, first, slope, steps, n)
        state.free_blocks -= blocks_taken(lane, rules.block_tokens, steps)
    state.time += seconds
    state.step += steps
    state.context += n * steps
    state.window_context += state.growing * steps
