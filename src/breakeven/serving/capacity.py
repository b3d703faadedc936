"""The highest rate at which one replica meets its latency targets: the closed form.

The rate rises with the batch (`load.py`), and so does every latency; the largest batch inside all
limits is a root, found for any number of options at once. `search.py` finds the exact answer by
simulation, from this guess.
"""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from breakeven.domain.numbers import Array, Num
from breakeven.domain.workload import LatencyTargets
from breakeven.serving.columns import joined, take
from breakeven.serving.hardware import Hardware
from breakeven.serving.load import LEAST_BATCH, Z99, Load, load_at
from breakeven.serving.memory import Memory
from breakeven.serving.roots import highest
from breakeven.serving.steptime import StepCost
from breakeven.serving.traffic import Traffic

LIMITS = ("ttft", "tpot", "e2e", "kv_cache", "max_num_seqs", "prefill")
"""What can bound the rate; the last is the token budget's throughput."""
FEW = 256
"""Options that are solved together, whatever their models."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Able(StepCost):
    """Step costs, and what bounds the batch beside the targets; arrays of shape (options,)."""

    room: Num
    """Sequences that the cache holds."""
    seqs: Num
    budget: Num


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """The highest load inside the targets; arrays of shape (options,)."""

    load: Load
    feasible: Array
    """1 where some load meets the targets."""
    limit: Array
    """Index into LIMITS of what binds."""
    idle: Load
    """A single request on an idle replica: what no fleet size can improve on."""


def _bounds(load: Load, able: _Able, traffic: Traffic, targets: LatencyTargets) -> Array:
    """Return, for each limit, how far the load is into it: above 1 is outside. Shape (6, n).

    A request that finds no room waits for a place, and up to a point its targets let it: beyond
    that, fluctuations of the batch must find room.
    """
    drift = load.batch * traffic.output_drift
    spare = _spare(load, targets)
    long = traffic.longest / (traffic.decode_context + traffic.output_mean / 2)
    held = load.batch + np.maximum(
        _deviations(load, able.room, spare)
        * np.sqrt(load.batch * (1.0 + traffic.input_variation + drift)),
        long,
    )
    crowd = load.batch + _deviations(load, able.seqs, spare) * np.sqrt(load.batch * (1.0 + drift))
    inf = float("inf")
    rows = (
        load.ttft_p99 * 1e3 / (targets.ttft_p99_ms or inf),
        load.tpot_p99 * 1e3 / (targets.tpot_p99_ms or inf),
        load.e2e_p99 * 1e3 / (targets.e2e_p99_ms or inf),
        held / np.maximum(able.room, 1e-9),
        crowd / able.seqs,
        load.prefill_utilization / 0.95,
    )
    return np.stack(np.broadcast_arrays(*(np.asarray(r, float) for r in rows)))


def _spare(load: Load, targets: LatencyTargets) -> Num:
    """Return how long a request may wait for a place beside what it waits anyway, in seconds."""
    spare = np.inf + 0.0 * load.batch
    if targets.ttft_p99_ms:
        spare = np.minimum(spare, targets.ttft_p99_ms / 1e3 - load.ttft_p99)
    if targets.e2e_p99_ms:
        spare = np.minimum(spare, targets.e2e_p99_ms / 1e3 - load.e2e_p99)
    return np.maximum(spare, 0.0)


def _deviations(load: Load, places: Num, spare: Num) -> Num:
    """Return for how many standard deviations of the batch there must be places.

    Of M/M/c: the chance of a wait falls as exp(-q^2 / 2), that of a longer one than `spare` by
    another exp(-q sqrt(places) spare / service); both together are to be one per cent.
    """
    service = load.batch / load.requests_per_second
    patience = np.sqrt(np.maximum(places, 1e-9)) * spare / service
    return Z99**2 / (patience + np.sqrt(patience**2 + Z99**2))


def capacity(
    cost: StepCost,
    hardware: Hardware,
    memory: Memory,
    traffic: Traffic,
    *,
    targets: LatencyTargets,
) -> Capacity:
    """Return the highest load of each option inside its targets, memory and engine limits."""
    context = traffic.decode_context + traffic.output_mean / 2
    room = np.asarray(memory.kv_tokens, float) / context
    size = int(room.size)
    able = take(
        _Able(
            **{f.name: getattr(cost, f.name) for f in fields(StepCost)},
            room=room.reshape(-1),
            seqs=hardware.max_num_seqs,
            budget=hardware.max_num_batched_tokens,
        ),
        np.arange(size),
        size=size,
    )
    # Dense models skip half of the work; of few options it is the rounds that take the time.
    experts = np.asarray(able.expert_read) > (0.0 if size > FEW else -1.0)
    groups = [g for g in (np.flatnonzero(~experts), np.flatnonzero(experts)) if g.size]
    sizes = [g.size for g in groups]
    solved = [_solved(_some(able, g), g.size, traffic, targets) for g in groups]
    back = np.argsort(np.concatenate(groups), kind="stable")
    load, idle = (
        take(joined(loads, sizes), back, size=size)
        for loads in ([s.load for s in solved], [s.idle for s in solved])
    )
    return Capacity(
        load=load,
        feasible=np.concatenate([s.feasible for s in solved])[back],
        limit=np.concatenate([s.limit for s in solved])[back],
        idle=idle,
    )


def _solved(able: _Able, size: int, traffic: Traffic, targets: LatencyTargets) -> Capacity:
    """Return the highest loads of options of one kind."""
    loads: dict[str, Array] = {}
    idle: list[Load] = []

    def bounds(root_of_batch: Array, options: NDArray[np.intp]) -> Array:
        these = able if options.size == size else _some(able, options)
        load = load_at(these, traffic, batch=root_of_batch**2, budget=these.budget)
        found = _bounds(load, these, traffic, targets)
        if not idle:
            idle.append(load)
            loads.update({f.name: np.array(getattr(load, f.name)) for f in fields(Load)})
        inside = found.max(axis=0) <= 1.0
        for name, kept in loads.items():
            kept[options[inside]] = np.asarray(getattr(load, name))[inside]
        return found

    low = np.full(size, np.sqrt(LEAST_BATCH))
    high = np.sqrt(np.maximum(np.zeros(size) + able.seqs, 1.0))
    found = highest(bounds, low=low, high=high)
    return Capacity(
        load=Load(**loads),
        feasible=found.is_inside.astype(float),
        limit=found.binding.astype(float),
        idle=idle[0],
    )


def _some(able: _Able, options: NDArray[np.intp]) -> _Able:
    """Return some of the options; what is the same for all of them as one number, which is fast."""
    found: dict[str, Num] = {}
    for field in fields(able):
        value = getattr(able, field.name)
        if isinstance(value, np.ndarray):
            value = value[options]
            if value.size and (value == value[0]).all():
                value = float(value[0])
        found[field.name] = value
    return _Able(**found)
