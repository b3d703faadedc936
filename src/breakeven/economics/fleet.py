"""Machines for a model: what each combination serves, or why it cannot be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from breakeven.domain.model import Model
from breakeven.domain.numbers import Array
from breakeven.domain.offers import Excuse
from breakeven.domain.units import GB, GIB
from breakeven.domain.workload import LatencyTargets
from breakeven.economics.combos import Combo, runs, stacked
from breakeven.economics.decision import Latency
from breakeven.serving.capacity import Capacity, capacity
from breakeven.serving.columns import joined, take
from breakeven.serving.hardware import Hardware
from breakeven.serving.load import Load
from breakeven.serving.memory import Memory, fit
from breakeven.serving.shape import shape_of
from breakeven.serving.steptime import StepCost, slowed, step_cost
from breakeven.serving.traffic import Traffic


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Replica:
    """One combination that works: a replica inside the targets."""

    combo: Combo
    requests_per_second: float
    latency: Latency
    error: float
    """Standard deviation of ln(real / predicted rate)."""
    weights_gb: float = 0.0
    """All weights of the replica, in 10^9 bytes."""
    closed_form: float | None = None
    """The closed form's rate where the simulator's stands in its place, in requests per second."""

    @property
    def gain(self) -> float:
        """The simulator's rate over the closed form's."""
        return self.requests_per_second / (self.closed_form or self.requests_per_second)


Why = Callable[[], Excuse]
"""Says why a combination does not work; most are never asked."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Fitting:
    """The combinations of one model that fit, and the excuses of the others."""

    model: Model
    parts: Sequence[Combo]
    found: list[Replica | Why | None]
    able: list[int]
    """Places of those that fit."""
    cost: StepCost
    hardware: Hardware
    memory: Memory


def replicas(
    asked: Sequence[tuple[Model, Sequence[Combo]]], *, traffic: Traffic, targets: LatencyTargets
) -> list[list[Replica | Why]]:
    """Return, for each combination of each model, a replica at its highest load or why none is.

    Only what fits is asked how fast it is, all models in one call.
    """
    sheets: dict[tuple[Combo, ...], Hardware] = {}
    fitting = [_fitting(model, tuple(parts), traffic, sheets) for model, parts in asked]
    some = [f for f in fitting if f.able]
    if some:
        sizes = [len(f.able) for f in some]
        best = capacity(
            joined([f.cost for f in some], sizes),
            joined([f.hardware for f in some], sizes),
            joined([f.memory for f in some], sizes),
            traffic,
            targets=targets,
        )
        latencies = _latencies(best.load)
        rates, works = (
            np.asarray(best.load.requests_per_second).tolist(),
            (np.asarray(best.feasible) > 0).tolist(),
        )
        places = ((f, n, i) for f in some for n, i in enumerate(f.able))
        for place, (f, n, i) in enumerate(places):
            f.found[i] = (
                _replica(f, n, i, rates[place], latencies[place])
                if works[place]
                else partial(latency_excuse, best, place, targets)
            )
    return [[one for one in f.found if one is not None] for f in fitting]


def _fitting(
    model: Model,
    parts: tuple[Combo, ...],
    traffic: Traffic,
    sheets: dict[tuple[Combo, ...], Hardware],
) -> _Fitting:
    """Return which combinations of a model fit; `sheets` keeps those of the models before."""
    if parts not in sheets:
        sheets[parts] = stacked(parts)
    shape, hardware, longest = shape_of(model), sheets[parts], traffic.longest
    memory = fit(shape, hardware, context_tokens=longest)
    tight = np.asarray((memory.deficit_gib > 0) | (memory.max_context_tokens < longest)).tolist()
    found: list[Replica | Why | None] = [
        _misfit(model, part, memory, i, longest, tight=tight[i]) for i, part in enumerate(parts)
    ]
    able = [i for i, why in enumerate(found) if why is None]
    kept, size = np.array(able, int), len(parts)
    measured = np.array([parts[i].factor(model) for i in able])
    there = take(hardware, kept, size=size)
    return _Fitting(
        model=model,
        parts=parts,
        found=found,
        able=able,
        cost=slowed(step_cost(shape, there), measured),
        hardware=there,
        memory=take(memory, kept, size=size),
    )


def _misfit(
    model: Model, part: Combo, memory: Memory, index: int, longest: float, *, tight: bool
) -> Why | None:
    if tight:
        return partial(_tight, part, memory, index, longest)
    excuse = misfit_excuse(model, part, longest=longest)
    return (lambda: excuse) if excuse else None


def _tight(part: Combo, memory: Memory, index: int, longest: float) -> Excuse:
    excuse = memory_excuse(part, memory, index, context_tokens=longest)
    assert excuse is not None  # noqa: S101 - asked only where it does not fit
    return excuse


def _latencies(load: Load) -> list[Latency]:
    """Return what users wait at the load of each option."""
    columns = (load.ttft_p50, load.ttft_p99, load.tpot_p50, load.tpot_p99)
    rows = zip(*((np.asarray(c, float).reshape(-1) * 1e3).tolist() for c in columns), strict=True)
    return [
        Latency(ttft_p50_ms=first, ttft_p99_ms=late, tpot_p50_ms=each, tpot_p99_ms=slow)
        for first, late, each, slow in rows
    ]


def _replica(
    fitting: _Fitting, able: int, part: int, requests_per_second: float, latency: Latency
) -> Replica:
    combo = fitting.parts[part]
    weights = at(fitting.memory.weights_gib, able) * combo.count
    return Replica(
        combo=combo,
        requests_per_second=requests_per_second,
        latency=latency,
        error=combo.rate_error(fitting.model),
        weights_gb=weights * GIB / GB,
    )


def timed(model: Model, combo: Combo, traffic: Traffic) -> tuple[StepCost, Memory]:
    """Return how long the steps of one replica take, and what its memory holds."""
    shape, hardware = shape_of(model), combo.hardware
    cost = slowed(step_cost(shape, hardware), combo.factor(model))
    return cost, fit(shape, hardware, context_tokens=traffic.longest)


def at(values: float | Array, index: int) -> float:
    """Return one option's value."""
    return float(np.asarray(values).reshape(-1)[index])


def context_excuse(model: Model, longest: float) -> Excuse | None:
    """Return why a model cannot take the longest requests, or None."""
    if 0 < model.context_tokens < longest:
        detail = f"{longest:,.0f} tokens needed, it takes {model.context_tokens:,}"
        return Excuse(reason="context-too-long", detail=detail)
    return None


def misfit_excuse(model: Model, combo: Combo, *, longest: float) -> Excuse | None:
    """Return why a model, an engine and a card do not go together, whatever the load, or None."""
    heads = model.architecture.heads if model.architecture else 0
    if heads % combo.count:
        detail = f"{heads} attention heads cannot be split over {combo.count} GPUs"
        return Excuse(reason="unsupported", detail=detail)
    if not runs(combo.accelerator, combo.precision, combo.engine):
        detail = f"{combo.engine.name} does not run {combo.precision.id} on {combo.accelerator.id}"
        return Excuse(reason="unsupported", detail=detail)
    return context_excuse(model, longest)


def memory_excuse(
    combo: Combo, memory: Memory, index: int, *, context_tokens: float
) -> Excuse | None:
    """Return why a model does not fit, with the numbers, or None."""
    weights, overhead = at(memory.weights_gib, index), at(memory.overhead_gib, index)
    usable = combo.accelerator.visible_gib * combo.engine.memory_fraction
    held = at(memory.max_context_tokens, index)
    cards = f"{combo.count}x {combo.accelerator.id}"
    if at(memory.deficit_gib, index) > 0:
        return Excuse(
            reason="does-not-fit-in-memory",
            detail=(
                f"weights {weights:.1f} GiB and overhead {overhead:.1f} GiB on each GPU of {cards},"
                f" {usable:.1f} GiB usable"
            ),
        )
    if held < context_tokens:
        return Excuse(
            reason="does-not-fit-in-memory",
            detail=(
                f"weights {weights:.1f} GiB and overhead {overhead:.1f} GiB of {usable:.1f} GiB"
                f" on each GPU of {cards} leave a KV cache of {held:,.0f} tokens,"
                f" {context_tokens:,.0f} needed"
            ),
        )
    return None


def latency_excuse(best: Capacity, index: int, targets: LatencyTargets) -> Excuse:
    """Return which target even an idle replica misses."""
    idle = best.idle
    named = (
        ("TTFT p99", at(idle.ttft_p99, index) * 1e3, targets.ttft_p99_ms),
        ("TPOT p99", at(idle.tpot_p99, index) * 1e3, targets.tpot_p99_ms),
        ("end-to-end p99", at(idle.e2e_p99, index) * 1e3, targets.e2e_p99_ms),
    )
    missed = [
        f"{name} {value:,.0f} ms over the target of {target:,.0f} ms"
        for name, value, target in named
        if target and value > target
    ]
    return Excuse(
        reason="misses-latency-target",
        detail="even when idle: " + ("; ".join(missed) or "no room for one sequence"),
    )
