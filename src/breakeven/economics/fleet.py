"""Machines for a model: what each combination serves, or why it cannot be."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from breakeven.domain.model import Model
from breakeven.domain.numbers import Array
from breakeven.domain.offers import Excuse
from breakeven.domain.workload import LatencyTargets
from breakeven.economics.combos import Combo, runs, stacked
from breakeven.economics.decision import Latency
from breakeven.serving.capacity import Capacity, capacity
from breakeven.serving.memory import Memory, fit
from breakeven.serving.shape import shape_of
from breakeven.serving.steptime import slowed, step_cost
from breakeven.serving.traffic import Traffic


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Replica:
    """One combination that works: a replica inside the targets."""

    combo: Combo
    requests_per_second: float
    latency: Latency
    error: float
    """Standard deviation of ln(real / predicted rate)."""


def replicas(
    model: Model, parts: Sequence[Combo], *, traffic: Traffic, targets: LatencyTargets
) -> list[Replica | Excuse]:
    """Return, for each combination, a replica at its highest load or the excuse.

    Only what fits is asked how fast it is.
    """
    shape, everything = shape_of(model), stacked(parts)
    memory = fit(shape, everything, context_tokens=traffic.longest)
    found: list[Replica | Excuse | None] = [
        memory_excuse(part, memory, i, context_tokens=traffic.longest)
        or misfit_excuse(model, part, longest=traffic.longest)
        for i, part in enumerate(parts)
    ]
    able = [i for i, excuse in enumerate(found) if excuse is None]
    if not able:
        return [excuse for excuse in found if excuse is not None]
    hardware = stacked(parts[i] for i in able)
    held = fit(shape, hardware, context_tokens=traffic.longest)
    measured = np.array([parts[i].factor(model) for i in able])
    cost = slowed(step_cost(shape, hardware), measured)
    best = capacity(cost, hardware, held, traffic, targets=targets)
    for place, i in enumerate(able):
        works = best.feasible[place] > 0
        found[i] = (
            _replica(parts[i], best, place) if works else latency_excuse(best, place, targets)
        )
    return [one for one in found if one is not None]


def _replica(combo: Combo, best: Capacity, index: int) -> Replica:
    load = best.load
    return Replica(
        combo=combo,
        requests_per_second=at(load.requests_per_second, index),
        latency=Latency(
            ttft_p50_ms=at(load.ttft_p50, index) * 1e3,
            ttft_p99_ms=at(load.ttft_p99, index) * 1e3,
            tpot_p50_ms=at(load.tpot_p50, index) * 1e3,
            tpot_p99_ms=at(load.tpot_p99, index) * 1e3,
        ),
        error=combo.efficiency.rate_error,
    )


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
