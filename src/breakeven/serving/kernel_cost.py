"""An engine in the few numbers that the simulator's loop needs: its limits and a step's cost."""

from dataclasses import dataclass

import numpy as np

from breakeven.domain.errors import UsageError
from breakeven.domain.numbers import Array, Num
from breakeven.serving.steptime import StepCost, step_time

NO_LIMIT = 2**40
"""Tokens; more than any cache, longer than any context."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one replica can hold and do at once."""

    kv_tokens: float
    """Tokens of its cache."""
    max_num_seqs: int
    """Requests running."""
    max_num_batched_tokens: int
    """Tokens computed in one step."""
    block_tokens: int = 1
    """Unit of its cache."""
    reserve_prompt: bool = False
    """Whether a request joins only if its whole prompt finds a place, not just its first chunk."""
    step_tokens: int = 1
    """Tokens that a decoding request puts into a step: more than one where some are drafted."""

    @property
    def blocks(self) -> int:
        """Whole blocks of the cache."""
        return int(min(self.kv_tokens, NO_LIMIT) // self.block_tokens)

    def check(self) -> None:
        """Raise UsageError for limits that no engine runs with."""
        if self.block_tokens < 1:
            raise UsageError(f"a block of {self.block_tokens} tokens holds nothing; give 1 or more")
        most = self.max_num_batched_tokens // self.step_tokens
        if not 1 <= self.max_num_seqs <= most:
            needs = "a token" if self.step_tokens == 1 else f"{self.step_tokens} tokens"
            raise UsageError(
                f"max_num_seqs ({self.max_num_seqs}) must be from 1 to {most}: each running"
                f" request needs {needs} of max_num_batched_tokens ({self.max_num_batched_tokens})"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class KernelCost:
    """Seconds per unit of work of one option; a step's time is their sum."""

    step: Array
    """Of a step by the number of its tokens, prefill and decode together: all that the batch's
    size decides."""
    sequence: float
    """Of each sequence in the step."""
    decode: float
    """Of each decoding sequence, whatever its context."""
    context: float
    """Of each token of context of a decoding sequence."""
    window_context: float
    """The same, of the last `window` tokens of context only."""
    window: int
    pair: float
    """Of each pair of a prompt's token with itself or an earlier token."""
    window_pair: float
    """The same, of the pairs inside the window only."""
    prompts: float
    """Of each step that computes some of a prompt."""


def kernel_cost(cost: StepCost, *, max_num_batched_tokens: int) -> KernelCost:
    """Split the cost of one option: a table over the step's tokens, and what is linear.

    The table is `step_time` itself, so every term that depends on the tokens alone is in it.
    """
    window = _one(cost.window)
    return KernelCost(
        step=np.ascontiguousarray(
            step_time(
                cost,
                tokens=np.arange(max_num_batched_tokens + 1, dtype=float),
                sequences=0.0,
                decode_sequences=0.0,
                decode_context=0.0,
                prefill_pairs=0.0,
                prefill_context=0.0,
            ),
            dtype=float,
        ),
        sequence=_one(cost.sequence),
        decode=_one(cost.state),
        context=_one(cost.kv_token),
        window_context=_one(cost.kv_window_token),
        window=int(window) if window < NO_LIMIT else NO_LIMIT,
        pair=_one(cost.pair),
        window_pair=_one(cost.pair_window),
        prompts=_one(cost.prompts),
    )


def _one(value: Num) -> float:
    """Return the number of a single option, given as a float or an array of one."""
    return float(np.asarray(value, float).item())
