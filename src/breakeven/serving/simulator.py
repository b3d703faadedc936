"""Simulate replicas of an engine on given requests: exact, in time proportional to requests.

The scheduler is vLLM's (V1): running requests first, then waiting ones in order of arrival,
chunked prefill, preemption by recomputation (see `breakeven.serving.loop`). A request's first
token comes with the step that ends its prompt. Its cache holds the prompt and every token but the
last. Tokens of a prompt that a prefix cache holds are not computed, but they fill the cache and
are attended to.
"""

from dataclasses import replace
from importlib.util import find_spec
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from breakeven.domain.errors import UsageError
from breakeven.domain.numbers import Flags
from breakeven.serving.asked import Asked, asked
from breakeven.serving.kernel_cost import KernelCost, Limits, kernel_cost
from breakeven.serving.prefix_ids import NO_PREFIXES, Prefixes
from breakeven.serving.service import Autoscaling, Overflow, Service
from breakeven.serving.simulation import Simulation
from breakeven.serving.speculation import NO_SPECULATION, Speculation
from breakeven.serving.steptime import StepCost

if TYPE_CHECKING:
    from breakeven.serving.loop.dispatch import Fleet
    from breakeven.serving.loop.lane import Requests


def can_simulate() -> bool:
    """Return whether what the simulator is compiled with is there."""
    return find_spec("numba") is not None


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
    priorities: ArrayLike | None = None,
    concurrency: int | None = None,
    think_seconds: float = 0.0,
    speculation: Speculation = NO_SPECULATION,
    replicas: int = 1,
    router: str = "round-robin",
    block_tokens: int = 1,
    reserve_prompt: bool = False,
    prefixes: Prefixes = NO_PREFIXES,
    prefix_slack: int = 8,
    autoscaling: Autoscaling | None = None,
    overflow: Overflow | None = None,
) -> Simulation:
    """Serve requests on `replicas` replicas and return what happened to each.

    Open loop: `arrivals` in seconds, ascending. Closed loop: `concurrency` users in all, each of
    whom stays with one replica and sends the next request `think_seconds` after the last one ended.
    The limits are one replica's (see `Limits`). A request without output counts as one token.

    With `priorities`, lower ones are served first and preempted last, equal ones by arrival; the
    running requests that a full cache leaves a place all advance (vLLM may stall some of them for
    a step).

    With `speculation` a step yields a decoding request some tokens: as many steps as its answer
    needs on average are run, and the cache grows by one token in each.

    What is cached of each prompt is given (`cached_tokens`), or found by simulating each replica's
    prefix cache on the `prefixes` of the requests. Routers: `round-robin`; `least-loaded`, by
    outstanding requests; `prefix-aware`, to the replica that holds most of the prompt among those
    with at most `prefix_slack` outstanding requests more than the least loaded one. With
    `autoscaling`, which needs an open loop, `replicas` is the most there may be, and a request goes
    to the first one that is ready and below its target, else to the least loaded; a replica that
    starts knows no prefix.

    With `overflow`, requests that find a limit reached at the replica which would take them are
    served elsewhere, and so are those that no replica's cache can hold.
    """
    if (arrivals is None) == (concurrency is None):
        raise UsageError("give either arrivals (open loop) or a concurrency (closed loop)")
    limits = Limits(
        kv_tokens=kv_tokens,
        max_num_seqs=int(max_num_seqs),
        max_num_batched_tokens=int(max_num_batched_tokens),
        block_tokens=block_tokens,
        reserve_prompt=reserve_prompt,
        step_tokens=1 + speculation.draft_tokens,
    )
    limits.check()
    service = Service(
        replicas=replicas,
        router=router,
        prefix_slack=prefix_slack,
        concurrency=concurrency,
        think_seconds=think_seconds,
        autoscaling=autoscaling,
        overflow=overflow,
    )
    service.check()
    steps = output_tokens
    if speculation.draft_tokens:
        steps = np.ceil(np.asarray(output_tokens) / speculation.step_yield)
    everything = asked(arrivals, input_tokens, steps, cached_tokens, prefixes, priorities)
    fits = everything.fits(limits)
    served = everything if fits.all() else everything.chosen(fits)
    if isinstance(cost, StepCost):
        cost = kernel_cost(cost, max_num_batched_tokens=limits.max_num_batched_tokens)
    if not _is_compiled(service):
        _run(cost, limits, service, served.chosen(slice(0)))
    began = perf_counter()
    fleet, requests = _run(cost, limits, service, served)
    wall = perf_counter() - began
    if served.size < everything.size:
        requests = _spread(requests, everything, fits, closed=concurrency is not None)
    found = _simulation(
        fleet, requests, limits, service, rejected=everything.size - served.size, wall=wall
    )
    if not speculation.draft_tokens:
        return found
    return replace(found, output_tokens=np.maximum(np.asarray(output_tokens, np.int64), 1))


def _is_compiled(service: Service) -> bool:
    """Return whether the loop that this fleet needs is ready in this process."""
    from breakeven.serving.loop import compiled, dispatch, overflow, scaling

    if service.overflow is not None:
        return compiled.is_ready(overflow.run_gated)
    if service.autoscaling is not None:
        return compiled.is_ready(scaling.run_scaled)
    routed = service.slack is not None
    return compiled.is_ready(dispatch.run_routed if routed else dispatch.run_apart)


def _run(
    cost: KernelCost, limits: Limits, service: Service, served: Asked
) -> "tuple[Fleet, Requests]":
    """Set replicas and queues up, and run until every request is served."""
    from breakeven.serving.loop import dispatch, overflow, scaling, setup

    closed = service.concurrency is not None
    sent = min(service.concurrency or served.size, served.size)
    stride = max(min(service.replicas, sent), 1)
    rules = setup.new_rules(
        cost, limits, served, stride=stride, think_seconds=service.think_seconds
    )
    fleet = setup.new_fleet(service.replicas, limits, served)
    requests = setup.new_requests(served, stride=stride, sent=sent)
    if service.autoscaling is not None:
        policy = setup.new_scaling(service.autoscaling)
        scaling.run_scaled(fleet, rules, cost.step, requests, policy)
    elif service.overflow is not None:
        gate = setup.new_overflow(service.overflow)
        overflow.run_gated(fleet, rules, cost.step, requests, service.slack or 0, gate)
    elif service.slack is not None:
        dispatch.run_routed(fleet, rules, cost.step, requests, service.slack)
    else:
        setup.deal(fleet, stride, sent, closed=closed)
        dispatch.run_apart(fleet, rules, cost.step, requests)
    return fleet, requests


def _spread(requests: "Requests", everything: Asked, fits: Flags, *, closed: bool) -> "Requests":
    """Put the rejected requests back, with NaN for times that never came."""

    def spread(values: Any) -> Any:
        whole = np.full(fits.shape, np.nan if values.dtype == float else 0, values.dtype)
        whole[fits] = values
        return whole

    names = ("starts", "firsts", "finishes", "preemptions", "cached")
    return requests._replace(
        arrivals=spread(requests.arrivals) if closed else everything.times,
        inputs=everything.inputs,
        outputs=everything.outputs,
        **{name: spread(getattr(requests, name)) for name in names},
    )


def _simulation(
    fleet: "Fleet",
    requests: "Requests",
    limits: Limits,
    service: Service,
    *,
    rejected: int,
    wall: float,
) -> Simulation:
    from breakeven.serving.loop.setup import gaps

    total = {name: fleet.states[name].sum() for name in fleet.states.dtype.names}
    gap_seconds, gap_counts = gaps(fleet)
    outside = 0 if service.overflow is None else int(np.isnan(requests.finishes).sum())
    return Simulation(
        arrivals=requests.arrivals,
        starts=requests.starts,
        firsts=requests.firsts,
        finishes=requests.finishes,
        input_tokens=requests.inputs,
        output_tokens=requests.outputs,
        cached_tokens=np.minimum(requests.cached, requests.inputs - 1),
        preemptions=requests.preemptions,
        rejected=0 if service.overflow else rejected,
        outside=outside,
        replicas=service.replicas,
        scaled_replica_seconds=float(total["paid"]) if service.autoscaling else None,
        cold_starts=int(total["cold_starts"]),
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
