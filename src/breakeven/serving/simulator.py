"""Simulate replicas of an engine on given requests, exactly, token by token in effect.

The scheduler is vLLM's (V1): running requests first, then waiting ones in order of arrival,
chunked prefill, preemption by recomputation (docs: `breakeven.serving.loop`). A request's first
token comes with the step that ends its prompt. The cache of a request holds its prompt and every
token but the last. Tokens of a prompt found in a prefix cache are not computed, but they fill the
cache and are attended to.
"""

from time import perf_counter
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from breakeven.domain.errors import UsageError
from breakeven.domain.numbers import Array
from breakeven.serving.kernel_cost import KernelCost, kernel_cost
from breakeven.serving.simulation import Simulation
from breakeven.serving.steptime import StepCost

Counts: TypeAlias = np.ndarray[Any, np.dtype[np.int64]]
ROUTERS = ("round-robin", "least-loaded")


def simulate(
    cost: StepCost | KernelCost,
    *,
    arrivals: ArrayLike | None = None,
    input_tokens: ArrayLike,
    output_tokens: ArrayLike,
    kv_tokens: float,
    max_num_seqs: float,
    max_num_batched_tokens: float,
    cached_tokens: ArrayLike | None = None,
    concurrency: int | None = None,
    replicas: int = 1,
    router: str = "round-robin",
    block_tokens: int = 1,
    reserve_prompt: bool = False,
) -> Simulation:
    """Serve requests on `replicas` replicas and return what happened to each.

    Open loop: `arrivals` in seconds, ascending. Closed loop: `concurrency` users in all, each of
    whom sends its next request the moment its last one ends; requests are dealt to the replicas
    in turn. `kv_tokens`, `max_num_seqs` and `max_num_batched_tokens` are a replica's limits.
    `block_tokens` is the cache's unit (vLLM: 16); with `reserve_prompt` a request is admitted
    only if its whole prompt finds a place (newer vLLM), else if its first chunk does. A request
    without output counts as one token.
    """
    from breakeven.serving.fleet_arrays import deal, new_fleet, new_rules, run

    inputs = np.maximum(np.ascontiguousarray(input_tokens, np.int64), 1)
    outputs = np.maximum(np.ascontiguousarray(output_tokens, np.int64), 1)
    seqs, budget = int(max_num_seqs), int(max_num_batched_tokens)
    _check(arrivals, concurrency, seqs, budget, router, inputs.size)
    ...
