"""Prefill and decode on replicas of their own: two simulations, one after the other.

The prefill pool computes a prompt and emits the first token. Its cache then moves to the decode
pool, which emits the rest: there a request arrives with all of its prompt cached, and takes a place
in the batch and in the cache as any other.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from breakeven.domain.numbers import Array, Flags
from breakeven.serving.hardware import Hardware
from breakeven.serving.kernel_cost import KernelCost
from breakeven.serving.memory import sequence_bytes
from breakeven.serving.prefix_ids import NO_PREFIXES, Prefixes
from breakeven.serving.shape import Shape
from breakeven.serving.simulation import Counts, Simulation
from breakeven.serving.simulator import simulate
from breakeven.serving.speculation import NO_SPECULATION, Speculation
from breakeven.serving.steptime import StepCost

COUNTED = ("replicas", "steps", "prefill_tokens", "decode_tokens")
TIMED = ("busy_seconds", "kv_token_seconds", "request_seconds", "wall_seconds")
BINS_PER_E_FOLD = 200.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Replicas for one of the two phases; as the arguments of `simulate`."""

    cost: StepCost | KernelCost
    kv_tokens: float
    max_num_seqs: float
    max_num_batched_tokens: float
    replicas: int
    router: str = "least-loaded"
    prefix_slack: int = 8
    block_tokens: int = 1
    reserve_prompt: bool = False
    speculation: Speculation = NO_SPECULATION

    def serve(
        self,
        arrivals: Array,
        inputs: Counts,
        outputs: Counts,
        cached: ArrayLike,
        *,
        prefixes: Prefixes = NO_PREFIXES,
        priorities: ArrayLike | None = None,
    ) -> Simulation:
        """Simulate the pool."""
        return simulate(
            self.cost,
            arrivals=arrivals,
            input_tokens=inputs,
            output_tokens=outputs,
            cached_tokens=cached,
            kv_tokens=self.kv_tokens,
            max_num_seqs=self.max_num_seqs,
            max_num_batched_tokens=self.max_num_batched_tokens,
            replicas=self.replicas,
            router=self.router,
            prefix_slack=self.prefix_slack,
            block_tokens=self.block_tokens,
            reserve_prompt=self.reserve_prompt,
            speculation=self.speculation,
            prefixes=prefixes,
            priorities=priorities,
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Disaggregated:
    """What became of the requests as a whole, and in each pool."""

    whole: Simulation
    prefill: Simulation
    decode: Simulation
    """Of the requests with more than one token, in order of their arrival there."""


def simulate_disaggregated(
    *,
    prefill: Pool,
    decode: Pool,
    arrivals: ArrayLike,
    input_tokens: ArrayLike,
    output_tokens: ArrayLike,
    cached_tokens: ArrayLike = 0,
    transfer_seconds: float = 0.0,
    transfer_seconds_per_token: float = 0.0,
    prefixes: Prefixes = NO_PREFIXES,
    priorities: ArrayLike | None = None,
) -> Disaggregated:
    """Serve an open loop with two pools; a cache moves in a fixed time and some for each token.

    The prefill pool may keep prefixes; the whole cache of a prompt moves all the same. Priorities
    hold in both pools.
    """
    inputs = np.maximum(np.asarray(input_tokens, np.int64), 1)
    outputs = np.maximum(np.asarray(output_tokens, np.int64), 1)
    once = np.ones_like(outputs)
    first = prefill.serve(
        np.asarray(arrivals, float),
        inputs,
        once,
        cached_tokens,
        prefixes=prefixes,
        priorities=priorities,
    )
    moved = first.finishes + transfer_seconds + transfer_seconds_per_token * inputs
    going: Flags = (outputs > 1) & ~np.isnan(moved)
    order = np.flatnonzero(going)[np.argsort(moved[going], kind="stable")]
    ranks = None if priorities is None else np.broadcast_to(priorities, inputs.shape)[order]
    later = decode.serve(
        moved[order], inputs[order] + 1, outputs[order] - 1, inputs[order], priorities=ranks
    )
    return Disaggregated(
        whole=_whole(first, later, order, outputs, prefill, decode), prefill=first, decode=later
    )


def seconds_per_token(
    shape: Shape, hardware: Hardware, *, context_tokens: float, gb_per_second: float
) -> float:
    """Return how long a token of cache takes to the other pool, at the length of a mean prompt.

    Each GPU sends its own part to its counterpart, at `gb_per_second` in one direction; transfers
    do not disturb each other.
    """
    held = float(sequence_bytes(shape, hardware, context_tokens))
    return held / context_tokens / (gb_per_second * 1e9)


def _whole(
    first: Simulation,
    later: Simulation,
    order: Counts,
    outputs: Counts,
    prefill: Pool,
    decode: Pool,
) -> Simulation:
    """Join the two halves of every request."""
    finishes, firsts = first.finishes.copy(), first.firsts.copy()
    finishes[order] = later.finishes
    firsts[np.isnan(finishes)] = np.nan
    starts = np.where(np.isnan(finishes), np.nan, first.starts)
    preemptions = first.preemptions.copy()
    preemptions[order] += later.preemptions
    seconds, counts = _gaps(later, first.finishes[order])
    sums = {n: getattr(first, n) + getattr(later, n) for n in COUNTED + TIMED}
    kv = prefill.replicas * prefill.kv_tokens + decode.replicas * decode.kv_tokens
    return replace(
        first,
        **sums,
        firsts=firsts,
        starts=starts,
        finishes=finishes,
        output_tokens=outputs,
        preemptions=preemptions,
        rejected=first.rejected + later.rejected,
        replica_kv_tokens=kv / (prefill.replicas + decode.replicas),
        peak_kv_tokens=max(first.peak_kv_tokens, later.peak_kv_tokens),
        gap_seconds=seconds,
        gap_counts=counts,
    )


def _gaps(later: Simulation, first_tokens: Array) -> tuple[Array, Counts]:
    """Return the decode pool's gaps, and those between the first token and the second."""
    moves = later.firsts - first_tokens
    moves = moves[~np.isnan(moves)]
    bins = np.floor(np.log(np.maximum(moves, 1e-6)) * BINS_PER_E_FOLD)
    centres, many = np.unique(bins, return_counts=True)
    seconds = np.concatenate((later.gap_seconds, np.exp((centres + 0.5) / BINS_PER_E_FOLD)))
    order = np.argsort(seconds)
    return seconds[order], np.concatenate((later.gap_counts, many))[order]
