"""The requests that decode: sums over them, and the calendars of what will happen to them."""

from breakeven.serving.loop.arithmetic import mark, unmark
from breakeven.serving.loop.compiled import compiled, inlined
from breakeven.serving.loop.lane import Lane, Record


@inlined
def start_decoding(lane: Lane, rules: Record, number: int, output: int) -> None:
    """Let a slot decode its `output` remaining tokens from the next step on."""
    state, slot = lane.state[0], lane.slots[number]
    context = slot.target + 1
    slot.offset = context - state.step - 1
    slot.end = state.step + output
    place = slot.end & (lane.ends.size - 1)
    slot.next = lane.ends[place]
    lane.ends[place] = number
    mark(lane.end_marks, slot.end)
    state.decoding += 1
    state.context += context
    state.window_context += min(context, rules.window)
    lane.phases[(1 - slot.offset) % rules.block_tokens] += 1
    slot.cross = 0
    if context < rules.window:
        state.growing += 1
        full = rules.window - slot.offset - 1
        if full <= slot.end:
            slot.cross = full
            state.crossing += 1
            lane.crossings[full & (lane.crossings.size - 1)] += 1
            mark(lane.crossing_marks, full)


@inlined
def stop_decoding(lane: Lane, rules: Record, number: int) -> None:
    """Take a slot out of the sums over decoding requests."""
    state, slot = lane.state[0], lane.slots[number]
    context = slot.offset + state.step + 1
    state.decoding -= 1
    state.context -= context
    state.window_context -= min(context, rules.window)
    if context < rules.window:
        state.growing -= 1
    lane.phases[(1 - slot.offset) % rules.block_tokens] -= 1


@compiled
def forget(lane: Lane, number: int) -> None:
    """Take a slot's completion and its full window out of the calendars."""
    slots, slot, state = lane.slots, lane.slots[number], lane.state[0]
    place = slot.end & (lane.ends.size - 1)
    if lane.ends[place] == number:
        lane.ends[place] = slot.next
    else:
        before = lane.ends[place]
        while slots[before].next != number:
            before = slots[before].next
        slots[before].next = slot.next
    if lane.ends[place] < 0:
        unmark(lane.end_marks, slot.end)
    if slot.cross > state.step:
        place = slot.cross & (lane.crossings.size - 1)
        state.crossing -= 1
        lane.crossings[place] -= 1
        if lane.crossings[place] == 0:
            unmark(lane.crossing_marks, slot.cross)


@inlined
def fill_windows(lane: Lane) -> None:
    """Let the contexts that fill the window in this step grow no more."""
    state = lane.state[0]
    place = state.step & (lane.crossings.size - 1)
    full = lane.crossings[place]
    if full > 0:
        state.growing -= full
        state.crossing -= full
        lane.crossings[place] = 0
        unmark(lane.crossing_marks, state.step)


@inlined
def blocks_taken(lane: Lane, size: int, steps: int) -> int:
    """Return the blocks that decoding requests take in the next steps."""
    state = lane.state[0]
    taken = state.decoding * (steps // size)
    for j in range(steps - steps % size, steps):
        taken += lane.phases[(state.step + j + 1) % size]
    return int(taken)


@inlined
def steps_of_cache(lane: Lane, size: int, most: int) -> int:
    """Return how many steps, up to `most`, the free blocks last."""
    state = lane.state[0]
    rounds = state.free_blocks // state.decoding
    if most <= rounds * size:
        return most
    steps, free = rounds * size, state.free_blocks - rounds * state.decoding
    while steps < most:
        free -= lane.phases[(state.step + steps + 1) % size]
        if free < 0:
            break
        steps += 1
    return int(steps)
