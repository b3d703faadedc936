"""Simulate replicas of an engine on given requests: exact, in time proportional to requests.

The scheduler is vLLM's (V1): running requests first, then waiting ones in order of arrival,
chunked prefill, preemption by recomputation (see `breakeven.serving.loop`). A request's first
token comes with the step that ends its prompt. Its cache holds the prompt and every token but the
last. Tokens of a prompt that a prefix cache holds are not computed, but they fill the cache and
are attended to.
"""

from time import perf_counter
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from breakeven.domain.errors import UsageError
from breakeven.domain.numbers import Array, Flags
from breakeven.serving.kernel_cost import KernelCost, Limits, kernel_cost
from breakeven.serving.prefix_ids import NO_PREFIXES, Prefixes
from breakeven.serving.simulation import Simulation
from breakeven.serving.steptime import StepCost

if TYPE_CHECKING:
    from breakeven.serving.loop.dispatch import Fleet
    from breakeven.serving.loop.lane import Requests

Counts: TypeAlias = np.ndarray[Any, np.dtype[np.int64]]
ROUTERS = ("round-robin", "least-loaded", "prefix-aware")


def simulate(
    cost: StepCost | KernelCost,
    *,
    arrivals: ArrayLike | None = None,
    input_tokens: ArrayLike,
    output_tokens: ArrayLike,
    kv_tokens: float,
    max_num_seqs: float,
    max_num_batched_tokens: float,
    cached_tokens: ArrayLike = 0,
    concurrency: int | None = None,
    replicas: int = 1,
    router: str = "round-robin",
    block_tokens: int = 1,
    reserve_prompt: bool = False,
    prefixes: Prefixes = NO_PREFIXES,
    prefix_slack: int = 8,
) -> Simulation:
    """Serve requests on `replicas` replicas and return what happened to each.

    Open loop: `arrivals` in seconds, ascending. Closed loop: `concurrency` users in all, each of
    whom stays with one replica and sends the next request the moment the last one ends. The
    limits are one replica's (see `Limits`). A request without output counts as one token.

    What is cached of each prompt is given (`cached_tokens`), or found by simulating each replica's
    prefix cache on the `prefixes` of the requests. Routers: `round-robin`; `least-loaded`, by
    outstanding requests; `prefix-aware`, to the replica that holds most of the prompt among those
    with at most `prefix_slack` outstanding requests more than the least loaded one.
    """
    limits = Limits(
        kv_tokens=kv_tokens,
        max_num_seqs=int(max_num_seqs),
        max_num_batched_tokens=int(max_num_batched_tokens),
        block_tokens=block_tokens,
        reserve_prompt=reserve_prompt,
    )
    inputs = np.maximum(np.asarray(input_tokens, np.int64), 1)
    outputs = np.maximum(np.asarray(output_tokens, np.int64), 1)
    cached = np.zeros(inputs.shape, np.int64) + np.asarray(cached_tokens, np.int64)
    times = _times(arrivals, concurrency, inputs.size)
    _check(limits, times, inputs, outputs, replicas, router)
    fits: Flags = inputs + outputs - 1 <= limits.blocks * block_tokens
    if not fits.all():
        times, inputs, outputs, cached = times[fits], inputs[fits], outputs[fits], cached[fits]
        prefixes = prefixes.chosen(fits)
    if isinstance(cost, StepCost):
        cost = kernel_cost(cost, max_num_batched_tokens=limits.max_num_batched_tokens)
    began = perf_counter()
    slack = prefix_slack if router == "prefix-aware" else 0
    asked = (times, inputs, outputs, cached)
    routed = router != "round-robin" and concurrency is None
    fleet, requests = _run(
        cost, limits, asked, prefixes, concurrency, replicas, slack if routed else None
    )
    wall = perf_counter() - began
    return _simulation(fleet, _all_requests(requests, fits), limits, fits, wall)


def _times(arrivals: ArrayLike | None, concurrency: int | None, size: int) -> Array:
    """Return the arrivals; of a closed loop zeros, which the loop overwrites."""
    if (arrivals is None) == (concurrency is None):
        raise UsageError("give either arrivals (open loop) or a concurrency (closed loop)")
    if concurrency is not None and concurrency < 1:
        raise UsageError(f"a concurrency of {concurrency} serves nobody; give 1 or more")
    return np.zeros(size) if arrivals is None else np.array(arrivals, float)


def _check(
    limits: Limits, times: Array, inputs: Counts, outputs: Counts, replicas: int, router: str
) -> None:
    """Raise UsageError for what cannot be simulated."""
    if not times.shape == inputs.shape == outputs.shape:
        sizes = f"{times.size}, {inputs.size} and {outputs.size}"
        raise UsageError(f"arrivals, inputs and outputs must be as many; they are {sizes}")
    if times.size and not (np.isfinite(times[-1]) and np.all(times[1:] >= times[:-1])):
        raise UsageError("arrivals must ascend and be finite: sort the requests by time")
    if not 1 <= limits.max_num_seqs <= limits.max_num_batched_tokens:
        raise UsageError(
            f"max_num_seqs ({limits.max_num_seqs}) must be from 1 to max_num_batched_tokens "
            f"({limits.max_num_batched_tokens}): every running request needs a token of the step"
        )
    if replicas < 1 or limits.block_tokens < 1:
        raise UsageError("replicas and block_tokens must be 1 or more")
    if router not in ROUTERS:
        raise UsageError(f"no router is called {router!r}; there are {', '.join(ROUTERS)}")


def _run(
    cost: KernelCost,
    limits: Limits,
    asked: tuple[Array, Counts, Counts, Counts],
    prefixes: Prefixes,
    concurrency: int | None,
    replicas: int,
    slack: int | None,
) -> "tuple[Fleet, Requests]":
    """Set replicas and queues up, and run until every request is served.

    With a `slack` each request is routed as it arrives, without one they are dealt in turn.
    """
    from breakeven.serving.loop import dispatch, setup

    inputs, outputs = asked[1:3]
    sent = inputs.size if concurrency is None else min(concurrency, inputs.size)
    stride = max(min(replicas, sent), 1)
    rules = setup.new_rules(cost, limits, prefixes, requests=inputs.size, stride=stride)
    longest = int(outputs.max(initial=1))
    fleet = setup.new_fleet(replicas, limits, longest=longest, prefix_ids=prefixes.distinct)
    requests = setup.new_requests(*asked, prefixes, stride=stride, sent=sent)
    if slack is None:
        setup.deal(fleet, stride, sent, closed=concurrency is not None)
        dispatch.run_apart(fleet, rules, cost.step, requests)
    else:
        dispatch.run_routed(fleet, rules, cost.step, requests, slack)
    return fleet, requests


def _all_requests(requests: "Requests", fits: Flags) -> "Requests":
    """Put rejected requests back, with NaN for times that never came."""
    if fits.all():
        return requests

    def spread(values: Any) -> Any:
        if values.shape[:1] != (np.count_nonzero(fits),):
            return values
        whole = np.full(fits.shape, np.nan if values.dtype == float else 0, values.dtype)
        whole[fits] = values
        return whole

    return type(requests)(*(spread(values) for values in requests))


def _simulation(
    fleet: "Fleet", requests: "Requests", limits: Limits, fits: Flags, wall: float
) -> Simulation:
    from breakeven.serving.loop.setup import gaps

    total = {name: fleet.states[name].sum() for name in fleet.states.dtype.names}
    gap_seconds, gap_counts = gaps(fleet)
    return Simulation(
        arrivals=requests.arrivals,
        starts=requests.starts,
        firsts=requests.firsts,
        finishes=requests.finishes,
        input_tokens=requests.inputs,
        output_tokens=requests.outputs,
        cached_tokens=requests.cached,
        preemptions=requests.preemptions,
        rejected=int(np.count_nonzero(~fits)),
        replicas=fleet.states.size,
        replica_kv_tokens=limits.kv_tokens,
        steps=int(total["steps"]),
        prefill_tokens=int(total["prefill_tokens"]),
        decode_tokens=int(total["decode_tokens"]),
        busy_seconds=float(total["busy"]),
        kv_token_seconds=float(total["kv_seconds"]),
        request_seconds=float(total["running_seconds"]),
        peak_kv_tokens=int(fleet.states["peak_kv"].max()),
        gap_seconds=gap_seconds,
        gap_counts=gap_counts,
        wall_seconds=wall,
    )
