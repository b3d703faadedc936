"""Who computes what in the next step: preemption, prompts, admission, completion."""

from breakeven.serving.loop.arithmetic import blocks, count_gaps, pairs, unmark
from breakeven.serving.loop.compiled import compiled, inlined
from breakeven.serving.loop.decoding import fill_windows, forget, start_decoding, stop_decoding
from breakeven.serving.loop.lane import NOBODY, Lane, Record, Requests, release, take_slot
from breakeven.serving.loop.prefixes import known_tokens, remember
from breakeven.serving.loop.queue import dequeue, enqueue, requeue, waiting


@inlined
def make_room(lane: Lane, rules: Record, requests: Requests) -> int:
    """Preempt until the running requests find their blocks; return the partial prompt's chunk."""
    state, size = lane.state[0], rules.block_tokens
    while True:
        need, chunk = lane.phases[(state.step + 1) % size], 0
        if state.partial >= 0:
            slot = lane.slots[state.partial]
            room = rules.max_num_batched_tokens - state.decoding * rules.step_tokens
            chunk = min(slot.target - slot.computed, room)
            need += blocks(slot.computed + chunk, size) - blocks(slot.computed, size)
        if need <= state.free_blocks:
            return int(chunk)
        preempt(lane, rules, requests)


@compiled
def victim(lane: Lane, rules: Record, requests: Requests) -> int:
    """Return the slot to be preempted next: the youngest, or that of the lowest priority."""
    worst = lane.state[0].youngest
    if rules.priorities:
        number = lane.slots[worst].older
        while number >= 0:
            rank = requests.ranks[lane.slots[number].request]
            if rank > requests.ranks[lane.slots[worst].request]:
                worst = number
            number = lane.slots[number].older
    return int(worst)


@compiled
def preempt(lane: Lane, rules: Record, requests: Requests) -> None:
    """Send a running request back to the queue, its cache lost."""
    state = lane.state[0]
    number = victim(lane, rules, requests)
    slot = lane.slots[number]
    request = slot.request
    if number == state.partial:
        held = slot.computed
        state.partial = NOBODY
    else:
        held = slot.offset + state.step
        forget(lane, number)
        stop_decoding(lane, rules, number)
        requests.generated[request] = requests.outputs[request] - (slot.end - state.step)
        requests.finishes[request] = state.time
    release(lane, number, held, rules.block_tokens)
    requeue(lane, rules, requests, request)
    state.preemptions += 1
    requests.preemptions[request] += 1


@inlined
def prefill(lane: Lane, rules: Record, number: int, chunk: int) -> None:
    """Add a chunk of a prompt to the step."""
    state, slot, size = lane.state[0], lane.slots[number], rules.block_tokens
    done = slot.computed
    state.tokens += chunk
    state.prefilling += 1
    state.pairs += done * chunk + chunk * (chunk + 1) // 2
    state.window_pairs += pairs(done, chunk, rules.window)
    slot.computed = done + chunk
    state.free_blocks -= blocks(slot.computed, size) - blocks(done, size)
    state.prefix += slot.computed
    if slot.computed == slot.target:
        lane.fresh[state.fresh] = number
        state.fresh += 1
        state.partial = NOBODY
    else:
        state.partial = number


@inlined
def admit(lane: Lane, rules: Record, requests: Requests) -> bool:
    """Let waiting requests join the step; return whether one must go on waiting."""
    state, size = lane.state[0], rules.block_tokens
    while True:
        request = waiting(lane, rules, requests)
        if request < 0:
            return False
        decoding = state.decoding * rules.step_tokens
        room = rules.max_num_batched_tokens - decoding - state.tokens
        if room <= 0 or state.running == rules.max_num_seqs:
            return True
        target = requests.inputs[request] + requests.generated[request]
        cached = min(cached_tokens(lane, rules, requests, request), target - 1)
        chunk = min(target - cached, room)
        least = target if rules.reserve_prompt else cached + chunk
        if blocks(least, size) > state.free_blocks:
            return True
        dequeue(lane, rules, requests, request)
        number = take_slot(lane)
        slot = lane.slots[number]
        slot.request, slot.computed, slot.target = request, cached, target
        state.free_blocks -= blocks(cached, size)
        prefill(lane, rules, number, chunk)


@inlined
def cached_tokens(lane: Lane, rules: Record, requests: Requests, request: int) -> int:
    """Return the tokens of a prompt that need not be computed."""
    if rules.prefix_blocks > 0:
        requests.cached[request] = known_tokens(lane, rules, requests, request)
    return int(requests.cached[request])


@inlined
def finish_step(lane: Lane, rules: Record, requests: Requests) -> None:
    """Handle what ends with the step: windows, completions, prompts."""
    state = lane.state[0]
    fill_windows(lane)
    place = state.step & (lane.ends.size - 1)
    number = lane.ends[place]
    if number >= 0:
        lane.ends[place] = NOBODY
        unmark(lane.end_marks, state.step)
    while number >= 0:
        slot = lane.slots[number]
        after = slot.next
        stop_decoding(lane, rules, number)
        release(lane, number, slot.offset + state.step, rules.block_tokens)
        complete(lane, rules, requests, slot.request)
        number = after
    for i in range(state.fresh):
        emit(lane, rules, requests, lane.fresh[i])


@inlined
def emit(lane: Lane, rules: Record, requests: Requests, number: int) -> None:
    """Emit the token that ends a prompt; the rest is decoded, if there is more."""
    state, slot = lane.state[0], lane.slots[number]
    request = slot.request
    if rules.prefix_blocks > 0:
        remember(lane, rules, requests, request)
    emitted = requests.generated[request] + 1
    if emitted == 1:
        requests.firsts[request] = state.time
    else:
        count_gaps(lane.gaps, state.time - requests.finishes[request], 0.0, 1, 1)
    if emitted == requests.outputs[request]:
        release(lane, number, slot.target, rules.block_tokens)
        complete(lane, rules, requests, request)
    else:
        start_decoding(lane, rules, number, requests.outputs[request] - emitted)


@inlined
def complete(lane: Lane, rules: Record, requests: Requests, request: int) -> None:
    """Note the end of a request; in a closed loop its user thinks, then sends the next one."""
    state = lane.state[0]
    requests.finishes[request] = state.time
    state.last_finish = state.time
    state.outstanding -= 1
    state.served += 1
    state.leaving += 1
    if state.upcoming >= 0 and state.upcoming < rules.requests:
        requests.arrivals[state.upcoming] = state.time + rules.think
        enqueue(lane, requests, state.upcoming)
        state.upcoming += rules.stride
