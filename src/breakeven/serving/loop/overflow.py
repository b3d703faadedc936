"""A gate before a fleet: who would wait too long is served elsewhere.

A request comes to the gate when it arrives, and is weighed at the replica that would take it. Its
time to the first token is predicted from what a gateway can know: the step that runs, the prompts
that wait, the batch that decodes, and how long requests have stayed so far. Lengths of answers are
not looked at.
"""

import math

from breakeven.serving.loop.arithmetic import blocks, pairs
from breakeven.serving.loop.compiled import compiled, inlined
from breakeven.serving.loop.dispatch import Fleet, lane_of, outstanding, routed, run_apart
from breakeven.serving.loop.lane import FloatArray, Lane, Record, Requests
from breakeven.serving.loop.prefixes import known_tokens
from breakeven.serving.loop.queue import enqueue


@compiled
def run_gated(
    fleet: Fleet,
    rules: Record,
    step_seconds: FloatArray,
    requests: Requests,
    slack: int,
    gate: Record,
) -> None:
    """Route each request as `run_routed` does, or send it elsewhere: its times are then NaN."""
    for request in range(requests.arrivals.size):
        lane = lane_of(fleet, routed(fleet, rules, step_seconds, requests, slack, request))
        if rules.prefix_blocks > 0:
            requests.cached[request] = known_tokens(lane, rules, requests, request)
        if is_shut(lane, rules, step_seconds, requests, request, gate):
            requests.starts[request] = math.nan
            requests.firsts[request] = math.nan
            requests.finishes[request] = math.nan
            requests.cached[request] = 0
        else:
            enqueue(lane, requests, request)
    run_apart(fleet, rules, step_seconds, requests)


@compiled
def is_shut(
    lane: Lane,
    rules: Record,
    step_seconds: FloatArray,
    requests: Requests,
    request: int,
    gate: Record,
) -> bool:
    """Return whether a request goes elsewhere."""
    state = lane.state[0]
    time = requests.arrivals[request]
    if outstanding(lane, time) >= gate.outstanding:
        return True
    if state.outstanding - state.running >= gate.queue:
        return True
    if gate.ttft == math.inf:
        return False
    return bool(predicted_ttft(lane, rules, step_seconds, requests, request) > gate.ttft)


@compiled
def predicted_ttft(
    lane: Lane, rules: Record, step_seconds: FloatArray, requests: Requests, request: int
) -> float:
    """Return in how many seconds a request that arrives now would get its first token.

    The rest of the step that runs; the prompts before it and its own, in as few steps as their
    tokens need beside the batch that decodes; and, where the batch or the cache has no place, as
    many turns as are missing, each place free once in a mean stay of the requests so far.
    """
    state = lane.state[0]
    count, tokens, needed, seconds = prompts_until(lane, rules, requests, request)
    decoding = state.decoding * rules.step_tokens
    room = max(rules.max_num_batched_tokens - decoding, 1)
    steps = (tokens + room - 1) // room
    each = min(decoding + (tokens + steps - 1) // steps, step_seconds.size - 1)
    seconds += steps * (
        step_seconds[each]
        + rules.sequence * (state.decoding + 1)
        + rules.decode * state.decoding
        + rules.context * state.context
        + rules.window_context * state.window_context
        + rules.prompts
    )
    turns = max(
        (state.running + count - rules.max_num_seqs) / rules.max_num_seqs,
        (needed - state.free_blocks) / rules.blocks,
        0.0,
    )
    stay = state.running_seconds / max(state.served, 1)
    return float(max(state.time - requests.arrivals[request], 0.0) + seconds + turns * stay)


@compiled
def prompts_until(
    lane: Lane, rules: Record, requests: Requests, request: int
) -> tuple[int, int, int, float]:
    """Return what is served up to a request's own prompt: requests, tokens, blocks, seconds.

    The requests wait, or are the request itself; the tokens are still to be computed, those of a
    prompt that is partly done too; the seconds are those of their attention alone.
    """
    state, size = lane.state[0], rules.block_tokens
    count, tokens, needed, seconds = add(rules, requests, request, (0, 0, 0, 0.0))
    if state.partial >= 0:
        slot = lane.slots[state.partial]
        left = slot.target - slot.computed
        tokens += left
        seconds += prompt_seconds(rules, slot.computed, left)
        needed += blocks(slot.target, size) - blocks(slot.computed, size)
    found = (count, tokens, needed, seconds)
    for place in range(state.heaped if rules.priorities else state.resumed):
        other = requests.ranked[lane.heap[place]] if rules.priorities else lane.resumed[place]
        if is_ahead(rules, requests, other, request):
            found = add(rules, requests, other, found)
    other = state.head
    while other >= 0:
        if is_ahead(rules, requests, other, request):
            found = add(rules, requests, other, found)
        other = requests.following[other]
    return found


@inlined
def add(
    rules: Record, requests: Requests, request: int, found: tuple[int, int, int, float]
) -> tuple[int, int, int, float]:
    """Return the sums with one more request whose whole prompt waits."""
    count, tokens, needed, seconds = found
    target = requests.inputs[request] + requests.generated[request]
    new = target - min(requests.cached[request], target - 1)
    return (
        count + 1,
        tokens + new,
        needed + blocks(target, rules.block_tokens),
        seconds + prompt_seconds(rules, target - new, new),
    )


@inlined
def prompt_seconds(rules: Record, done: int, new: int) -> float:
    """Return what the attention of some new tokens of a prompt takes."""
    looked = done * new + new * (new + 1) // 2
    return float(rules.pair * looked + rules.window_pair * pairs(done, new, rules.window))


@inlined
def is_ahead(rules: Record, requests: Requests, other: int, request: int) -> bool:
    """Return whether a waiting request is served before one that arrives."""
    return bool(not rules.priorities or requests.ranks[other] < requests.ranks[request])
