"""One replica while it is simulated: its state, its slots, its calendars, its queue."""

from typing import Any, NamedTuple, TypeAlias

import numpy as np

from breakeven.serving.loop.arithmetic import IntArray, blocks
from breakeven.serving.loop.compiled import inlined

Record: TypeAlias = Any
"""An element of a structured array, or such an array; a pointer to its fields once compiled."""
FloatArray: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]

SIMULTANEOUS = 1e-9
"""Seconds: an arrival this short after a step's start is in the step, whatever the rounding."""
NOBODY = -1


def _fields(kind: str, *names: str) -> list[tuple[str, str]]:
    return [(name, kind) for name in names]


RULES = np.dtype(
    _fields("i8", "max_num_seqs", "max_num_batched_tokens", "block_tokens", "reserve_prompt")
    + _fields("i8", "priorities", "step_tokens", "blocks")
    + _fields("i8", "window", "stride", "requests", "prefix_tokens", "prefix_blocks")
    + _fields("f8", "sequence", "decode", "context", "window_context", "pair", "window_pair")
    + _fields("f8", "prompts", "think")
)
"""The engine's limits, the deal of requests in a closed loop, and seconds per unit of work."""

STATE = np.dtype(
    _fields("f8", "time")
    # decoding requests: how many, how many inside the window, and their contexts in the next step
    + _fields("i8", "step", "decoding", "growing", "crossing", "context", "window_context")
    + _fields("i8", "running", "free_blocks", "partial", "youngest", "free_slot")
    # preempted requests wait before the new ones; `upcoming` is the next of a closed loop
    + _fields("i8", "resumed", "heaped", "head", "tail", "upcoming", "outstanding", "leaving")
    + _fields("i8", "prefixes")
    # of a fleet that scales: whether the replica is on, since when, ready when; the seconds paid
    + _fields("i8", "on", "cold_starts")
    + _fields("f8", "since", "ready", "last_finish", "paid")
    # the step that is being put together
    + _fields("i8", "fresh", "prefilling", "tokens", "pairs", "window_pairs", "prefix")
    # what has happened
    + _fields("i8", "preemptions", "steps", "prefill_tokens", "decode_tokens", "peak_kv", "served")
    + _fields("f8", "busy", "kv_seconds", "running_seconds")
)

SCALING = np.dtype(_fields("i8", "least", "target") + _fields("f8", "cold_start", "idle"))

OVERFLOW = np.dtype(_fields("i8", "queue", "outstanding") + _fields("f8", "ttft"))

SLOT = np.dtype(
    _fields("i8", "request", "older", "younger", "next", "computed", "target")
    # context = offset + step; `end` is the last step, after `cross` the window is full
    + _fields("i8", "offset", "end", "cross")
)


class Requests(NamedTuple):
    """The requests by their number: what they ask, and what happens to them."""

    arrivals: FloatArray
    inputs: IntArray
    outputs: IntArray
    cached: IntArray
    """Tokens of the prompt that need not be computed; written where there is a prefix cache."""
    prefix_starts: IntArray
    """Where each request's blocks begin in `prefix_ids`; empty without a prefix cache."""
    prefix_ids: IntArray
    ranks: IntArray
    """Order of service by priority, then arrival; empty without priorities."""
    ranked: IntArray
    """The request of each rank."""
    following: IntArray
    generated: IntArray
    """Tokens emitted before the last preemption."""
    starts: FloatArray
    firsts: FloatArray
    finishes: FloatArray
    """While preempted: when the last token came."""
    preemptions: IntArray


class Lane(NamedTuple):
    """One replica."""

    state: Record
    """An array of one."""
    slots: Record
    ends: IntArray
    """Calendar of completions: by step, the first slot of a list."""
    end_marks: IntArray
    crossings: IntArray
    """Calendar of windows that fill up: by step, how many."""
    crossing_marks: IntArray
    phases: IntArray
    """Decoding requests by the step (modulo the block) in which they need a new block."""
    fresh: IntArray
    """Slots whose prompts end in this step."""
    resumed: IntArray
    """Stack of preempted requests, the first to return on top."""
    heap: IntArray
    """Ranks of the requests that wait, the first on top; used with priorities."""
    gaps: IntArray
    """Gaps between tokens, counted by length."""
    newer: IntArray
    """The prefix cache: a ring of blocks by their last use, closed by one that is none."""
    older: IntArray


@inlined
def take_slot(lane: Lane) -> int:
    """Return a free slot, now the youngest."""
    state = lane.state[0]
    number = state.free_slot
    slot = lane.slots[number]
    state.free_slot = slot.next
    slot.older, slot.younger = state.youngest, NOBODY
    if state.youngest >= 0:
        lane.slots[state.youngest].younger = number
    state.youngest = number
    state.running += 1
    return int(number)


@inlined
def release(lane: Lane, number: int, tokens: int, size: int) -> None:
    """Free a slot and the blocks of its tokens."""
    state, slot = lane.state[0], lane.slots[number]
    if slot.younger >= 0:
        lane.slots[slot.younger].older = slot.older
    else:
        state.youngest = slot.older
    if slot.older >= 0:
        lane.slots[slot.older].younger = slot.younger
    slot.next = state.free_slot
    state.free_slot = number
    state.running -= 1
    state.free_blocks += blocks(tokens, size)
