"""What is asked of a simulated fleet: requests with their times, tokens and prefixes."""

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from breakeven.domain.errors import UsageError
from breakeven.domain.numbers import Array, Flags
from breakeven.serving.kernel_cost import Limits
from breakeven.serving.prefix_ids import Prefixes

Counts: TypeAlias = np.ndarray[Any, np.dtype[np.int64]]
Ranks: TypeAlias = np.ndarray[Any, np.dtype[np.int32]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Asked:
    """Requests in order of arrival; arrays of shape (requests,)."""

    times: Array
    """Seconds; zeros in a closed loop, which the simulation overwrites."""
    inputs: Counts
    outputs: Counts
    cached: Counts
    prefixes: Prefixes
    ranks: Ranks
    """Order of service, lower first; empty where it is the order of arrival."""

    @property
    def size(self) -> int:
        """How many."""
        return int(self.inputs.size)

    def fits(self, limits: Limits) -> Flags:
        """Return which requests a replica's cache can hold to their end."""
        flags: Flags = self.inputs + self.outputs - 1 <= limits.blocks * limits.block_tokens
        return flags

    def chosen(self, which: Any) -> "Asked":
        """Return some of the requests, given as a mask or a slice."""
        return Asked(
            times=self.times[which],
            inputs=self.inputs[which],
            outputs=self.outputs[which],
            cached=self.cached[which],
            prefixes=self.prefixes.chosen(which),
            ranks=_ranks(self.ranks[which]) if self.ranks.size else self.ranks,
        )


def asked(
    arrivals: ArrayLike | None,
    input_tokens: ArrayLike,
    output_tokens: ArrayLike,
    cached_tokens: ArrayLike,
    prefixes: Prefixes,
    priorities: ArrayLike | None,
) -> Asked:
    """Return the requests as arrays of their own; one without input or output counts as one token.

    Raises UsageError where they are not as many, or not in order.
    """
    inputs = np.maximum(np.asarray(input_tokens, np.int64), 1)
    outputs = np.maximum(np.asarray(output_tokens, np.int64), 1)
    times = np.zeros(inputs.size) if arrivals is None else np.array(arrivals, float)
    if not times.shape == inputs.shape == outputs.shape:
        sizes = f"{times.size}, {inputs.size} and {outputs.size}"
        raise UsageError(f"arrivals, inputs and outputs must be as many; they are {sizes}")
    if times.size and not (np.isfinite(times[-1]) and np.all(times[1:] >= times[:-1])):
        raise UsageError("arrivals must ascend and be finite: sort the requests by time")
    if prefixes.blocks and prefixes.starts.size != inputs.size + 1:
        raise UsageError(f"prefixes of {prefixes.starts.size - 1} requests, not of {inputs.size}")
    cached = np.zeros(inputs.shape, np.int64) + np.asarray(cached_tokens, np.int64)
    ranks = np.zeros(0, np.int32)
    if priorities is not None:
        ranks = _ranks(np.zeros(inputs.shape) + np.asarray(priorities))
    return Asked(
        times=times, inputs=inputs, outputs=outputs, cached=cached, prefixes=prefixes, ranks=ranks
    )


def _ranks(priorities: Any) -> Ranks:
    """Return the place of each request when sorted by priority, then arrival."""
    ranks: Ranks = np.empty(priorities.shape, np.int32)
    ranks[np.argsort(priorities, kind="stable")] = np.arange(priorities.size, dtype=np.int32)
    return ranks
