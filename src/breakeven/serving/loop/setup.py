"""Empty replicas and queues for a simulation to start from, and running it."""

from typing import Any, TypeAlias

import numpy as np

from breakeven.serving.asked import Asked
from breakeven.serving.kernel_cost import KernelCost, Limits
from breakeven.serving.loop.arithmetic import GAP_BINS, GAP_FLOOR, GAPS_PER_E_FOLD, MARKS
from breakeven.serving.loop.dispatch import Fleet
from breakeven.serving.loop.lane import (
    NOBODY,
    OVERFLOW,
    RULES,
    SCALING,
    SLOT,
    STATE,
    FloatArray,
    Requests,
)
from breakeven.serving.service import Autoscaling, Overflow

Counts: TypeAlias = np.ndarray[Any, np.dtype[np.int64]]
LIMITS = ("max_num_seqs", "max_num_batched_tokens", "block_tokens", "reserve_prompt", "step_tokens")
COSTS = (
    "sequence",
    "decode",
    "context",
    "window_context",
    "window",
    "pair",
    "window_pair",
    "prompts",
)


def new_rules(
    cost: KernelCost, limits: Limits, served: Asked, *, stride: int, think_seconds: float
) -> Any:
    """Return the engine's limits and the linear part of the cost as one record."""
    rules = np.zeros(1, RULES)[0]
    for name in LIMITS:
        rules[name] = getattr(limits, name)
    for name in COSTS:
        rules[name] = getattr(cost, name)
    rules["blocks"] = limits.blocks
    rules["requests"], rules["stride"] = served.size, stride
    rules["think"] = think_seconds
    rules["priorities"] = served.ranks.size > 0
    rules["prefix_tokens"] = served.prefixes.block_tokens
    rules["prefix_blocks"] = served.prefixes.blocks
    return rules


def new_scaling(autoscaling: Autoscaling) -> Any:
    """Return how a fleet follows its load as one record."""
    scaling = np.zeros(1, SCALING)[0]
    scaling["least"] = autoscaling.min_replicas
    scaling["target"] = autoscaling.target_outstanding
    scaling["cold_start"] = autoscaling.cold_start_seconds
    scaling["idle"] = autoscaling.idle_seconds
    return scaling


def new_overflow(overflow: Overflow) -> Any:
    """Return a fleet's gate as one record; what is not limited is limited by nothing."""
    gate = np.zeros(1, OVERFLOW)[0]
    most = np.iinfo(np.int64).max
    gate["queue"] = most if overflow.queue is None else overflow.queue
    gate["outstanding"] = most if overflow.outstanding is None else overflow.outstanding
    gate["ttft"] = np.inf if overflow.ttft_seconds is None else overflow.ttft_seconds
    return gate


def new_fleet(replicas: int, limits: Limits, served: Asked) -> Fleet:
    """Return idle replicas with calendars that span the longest output, and empty caches."""
    longest, prefix_ids = served.outputs.max(initial=1), served.prefixes.distinct
    span = max(MARKS, 1 << int(longest + 1).bit_length())
    states = np.zeros(replicas, STATE)
    for name in ("partial", "youngest", "head", "tail", "upcoming"):
        states[name] = NOBODY
    states["free_blocks"] = limits.blocks
    seqs = limits.max_num_seqs
    slots = np.zeros((replicas, seqs), SLOT)
    slots["next"] = np.arange(1, seqs + 1)
    ring = np.full((replicas, prefix_ids + 1), NOBODY, np.int32)
    ring[:, -1] = prefix_ids
    return Fleet(
        states=states,
        slots=slots,
        ends=np.full((replicas, span), NOBODY, np.int32),
        end_marks=np.zeros((replicas, span // MARKS), np.int64),
        crossings=np.zeros((replicas, span), np.int32),
        crossing_marks=np.zeros((replicas, span // MARKS), np.int64),
        phases=np.zeros((replicas, limits.block_tokens), np.int64),
        fresh=np.zeros((replicas, seqs), np.int64),
        resumed=np.zeros((replicas, seqs), np.int64),
        heap=np.zeros((replicas, served.ranks.size), np.int32),
        gaps=np.zeros((replicas, GAP_BINS), np.int64),
        newer=ring,
        older=ring.copy(),
    )


def new_requests(served: Asked, *, stride: int, sent: int) -> Requests:
    """Return requests of which the first `sent` are dealt to `stride` queues in turn."""
    size = served.size
    following = np.arange(stride, size + stride, dtype=np.int32)
    following[max(sent - stride, 0) :] = NOBODY
    ranked = np.empty_like(served.ranks)
    ranked[served.ranks] = np.arange(served.ranks.size, dtype=np.int32)
    return Requests(
        arrivals=served.times,
        inputs=served.inputs,
        outputs=served.outputs,
        cached=served.cached,
        prefix_starts=served.prefixes.starts,
        prefix_ids=served.prefixes.ids,
        ranks=served.ranks,
        ranked=ranked,
        following=following,
        generated=np.zeros(size, np.int32),
        starts=np.empty(size),
        firsts=np.empty(size),
        finishes=np.empty(size),
        preemptions=np.zeros(size, np.int32),
    )


def deal(fleet: Fleet, stride: int, sent: int, *, closed: bool) -> None:
    """Give each replica the head of its queue, and in a closed loop its users' next request."""
    for replica in range(min(stride, sent)):
        state = fleet.states[replica]
        state["head"] = replica
        state["tail"] = replica + (sent - 1 - replica) // stride * stride
        state["outstanding"] = (sent - 1 - replica) // stride + 1
        if closed:
            state["upcoming"] = sent + (replica - sent) % stride


def gaps(fleet: Fleet) -> tuple[FloatArray, Counts]:
    """Return the gaps between tokens: the centres of the bins that are not empty, and counts."""
    counts = fleet.gaps.sum(axis=0)
    places = np.flatnonzero(counts)
    return GAP_FLOOR * np.exp((places + 0.5) / GAPS_PER_E_FOLD), counts[places]
