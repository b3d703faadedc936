"""`size`: what one replica holds, serves and costs."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np

from breakeven.api.asking import question_of
from breakeven.api.catalogs import catalog_of
from breakeven.api.crossing import cheapest_rental
from breakeven.api.numbers import check
from breakeven.api.replica import (
    NamedReplica,
    Overrides,
    check_parallel,
    named_replica,
    speculation_of,
)
from breakeven.api.workloads import workload_of
from breakeven.domain.errors import InputError
from breakeven.domain.model import Model
from breakeven.domain.offers import Excuse, RentalOffer
from breakeven.domain.scenario import Scenario, ScenarioWorkload
from breakeven.domain.workload import LatencyTargets, Workload
from breakeven.economics.combos import Combo
from breakeven.economics.fleet import at, latency_excuse, memory_excuse, misfit_excuse
from breakeven.economics.simulated import latency_of, missed_excuse
from breakeven.economics.sizing import (
    CapacityReport,
    MemoryReport,
    RateRange,
    Sizing,
    Tried,
)
from breakeven.inputs.catalog import Catalog
from breakeven.serving.capacity import LIMITS, Capacity, capacity
from breakeven.serving.memory import Memory
from breakeven.serving.search import SimulatedCapacity
from breakeven.serving.simulator import can_simulate
from breakeven.serving.traffic import traffic_of
from breakeven.serving.trial import (
    NO_SIMULATOR,
    Trial,
    limit_of,
    requests_from,
    tried,
)

Z95 = 1.6448536269514722


def size(
    model: str,
    *,
    gpu: str,
    count: int = 1,
    precision: str | None = None,
    engine: str = "vllm",
    tensor_parallel: int | None = None,
    max_num_seqs: int | None = None,
    max_num_batched_tokens: int | None = None,
    draft_tokens: int | None = None,
    acceptance: float | None = None,
    context: float | None = None,
    input_tokens: float | None = None,
    output_tokens: float | None = None,
    usage_log: Sequence[str | Path] = (),
    column_map: Mapping[str, str] | None = None,
    ttft_p99_ms: float | None = None,
    tpot_p99_ms: float | None = None,
    e2e_p99_ms: float | None = None,
    as_of: date | str | None = None,
    facts: Path | str | None = None,
    network: bool = False,
) -> Sizing:
    """Return memory, highest load inside the targets, and cost per million output tokens.

    `model` may be a Hugging Face config.json. `count` GPUs are one replica, split by tensor
    parallelism. `engine` may carry a version (vllm@0.6), whose scheduler's defaults then hold. The
    load is found by simulating requests with Poisson arrivals: those of the busiest hours of
    `usage_log`, else of lognormal lengths around the means; without the simulator it is the closed
    form's.
    """
    check(
        count=count,
        max_num_seqs=max_num_seqs,
        max_num_batched_tokens=max_num_batched_tokens,
        draft_tokens=draft_tokens,
        context=context,
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        ttft_p99_ms=ttft_p99_ms,
        tpot_p99_ms=tpot_p99_ms,
        e2e_p99_ms=e2e_p99_ms,
    )
    check_parallel(tensor_parallel, count)
    catalog = catalog_of(as_of, facts)
    replica = named_replica(
        catalog,
        model,
        gpu=gpu,
        count=count,
        precision=precision,
        engine=engine,
        overrides=Overrides(
            max_num_seqs=max_num_seqs, max_num_batched_tokens=max_num_batched_tokens
        ),
        speculation=speculation_of(draft_tokens, acceptance),
        network=network,
    )
    found, combo = replica.model, replica.combo
    asked = Scenario(
        targets=LatencyTargets(
            ttft_p99_ms=ttft_p99_ms, tpot_p99_ms=tpot_p99_ms, e2e_p99_ms=e2e_p99_ms
        ),
        workload=ScenarioWorkload(
            requests_per_day=None if usage_log else 1.0,
            input_tokens=input_tokens or _typical(catalog, "input_tokens", usage_log),
            output_tokens=output_tokens or _typical(catalog, "output_tokens", usage_log),
            usage_log=tuple(str(p) for p in usage_log),
            column_map=dict(column_map or {}),
        ),
    )
    workload = workload_of(asked, catalog, folder=Path())
    traffic = traffic_of(workload)
    length = context or traffic.longest
    if not (context or input_tokens or output_tokens or usage_log):
        length = min(length, found.context_tokens or length)
    targets = question_of(asked, workload, catalog).targets
    memory = replica.memory(length)
    best = capacity(replica.plain_cost, replica.hardware, memory, traffic, targets=targets)
    excuse = _excuse(found, combo, memory, best, length, targets)
    closed_form = None if excuse else _closed_form(best, traffic.output_mean)
    measured, run = closed_form, None
    if (closed_form or _is_latency(excuse)) and can_simulate():
        trial = Trial(workload=workload, targets=targets)
        run = _tried(replica, memory, trial, closed_form)
        if run.feasible:
            excuse, measured = None, _simulated(run, replica, targets)
        else:
            excuse, measured = excuse or missed_excuse(run, trial), None
    rental = _rental(catalog, combo)
    held = (rental.accelerator_count // count) if rental else 1
    return Sizing(
        setup=combo.setup(found),
        memory=_memory(found, combo, memory, length, fits=not _is_memory(excuse)),
        capacity=measured,
        closed_form=closed_form,
        tried=_how(run, workload) if run else None,
        note=_note(replica, simulated=run is not None) if closed_form else "",
        speculation=replica.speculation,
        excuse=excuse,
        range=_range(measured.requests_per_second, found, combo) if measured else None,
        usd_per_million_output_tokens=rental.usd_per_hour
        / (measured.output_tokens_per_second * 3600 * held)
        * 1e6
        if rental and measured
        else None,
        rental=rental,
        basis=f"coefficients {combo.efficiency.id!r}: {combo.efficiency.provenance}; "
        f"1 sigma of the rate {combo.rate_error(found):.0%}",
    )


def _note(replica: NamedReplica, *, simulated: bool) -> str:
    """Say what the answer leaves out."""
    if simulated:
        return ""
    drafts = ", drafted tokens left out" if replica.speculation.draft_tokens else ""
    return f"by the closed form{drafts}: {NO_SIMULATOR}"


def _typical(catalog: Catalog, name: str, usage_log: Sequence[object]) -> float | None:
    """Return a length to assume where neither a number nor a log tells."""
    return None if usage_log else catalog.assumptions[f"typical_{name}"].value


def _is_latency(excuse: Excuse | None) -> bool:
    return excuse is not None and excuse.reason == "misses-latency-target"


def _tried(
    replica: NamedReplica, memory: Memory, trial: Trial, closed_form: CapacityReport | None
) -> SimulatedCapacity:
    return tried(
        trial,
        replica.cost,
        replica.hardware,
        memory,
        engine=replica.combo.engine,
        speculation=replica.speculation,
        guess=closed_form.requests_per_second if closed_form else None,
        service_seconds=closed_form.batch / closed_form.requests_per_second if closed_form else 0.0,
    )


def _how(run: SimulatedCapacity, workload: Workload) -> Tried:
    return Tried(
        requests=int(run.simulation.arrivals.size),
        requests_from=requests_from(workload),
        simulations=run.simulations,
    )


def _simulated(
    found: SimulatedCapacity, replica: NamedReplica, targets: LatencyTargets
) -> CapacityReport:
    run = found.simulation
    latency = latency_of(run)
    output_mean = float(run.output_tokens.mean())
    return CapacityReport(
        requests_per_second=found.requests_per_second,
        output_tokens_per_second=found.requests_per_second * output_mean,
        batch=run.batch,
        ttft_p50_ms=latency.ttft_p50_ms,
        ttft_p99_ms=latency.ttft_p99_ms,
        tpot_p50_ms=latency.tpot_p50_ms,
        tpot_p99_ms=latency.tpot_p99_ms,
        limit=limit_of(found, replica.hardware, targets),
    )


def _is_memory(excuse: Excuse | None) -> bool:
    return excuse is not None and excuse.reason == "does-not-fit-in-memory"


def _excuse(
    model: Model,
    combo: Combo,
    memory: Memory,
    best: Capacity,
    length: float,
    targets: LatencyTargets,
) -> Excuse | None:
    tight = memory_excuse(combo, memory, 0, context_tokens=length) or misfit_excuse(
        model, combo, longest=length
    )
    if tight or best.feasible.reshape(-1)[0]:
        return tight
    return latency_excuse(best, 0, targets)


def _memory(
    model: Model, combo: Combo, memory: Memory, length: float, *, fits: bool
) -> MemoryReport:
    tokens, longest = at(memory.kv_tokens, 0), at(memory.max_context_tokens, 0)
    seqs = at(combo.hardware.max_num_seqs, 0)
    return MemoryReport(
        fits=fits,
        weights_gib=at(memory.weights_gib, 0),
        kv_cache_gib=at(memory.kv_cache_gib, 0),
        overhead_gib=at(memory.overhead_gib, 0),
        activation_gib=at(memory.activation_gib, 0),
        visible_gib=combo.accelerator.visible_gib,
        kv_tokens=int(tokens),
        max_context_tokens=int(min(longest, model.context_tokens or 1e12)),
        max_sequences=int(min(tokens // length, seqs)),
        context_tokens=int(np.ceil(length)),
    )


def _closed_form(best: Capacity, output_mean: float) -> CapacityReport:
    load = best.load
    rate = at(load.requests_per_second, 0)
    return CapacityReport(
        requests_per_second=rate,
        output_tokens_per_second=rate * output_mean,
        batch=at(load.batch, 0),
        ttft_p50_ms=at(load.ttft_p50, 0) * 1e3,
        ttft_p99_ms=at(load.ttft_p99, 0) * 1e3,
        tpot_p50_ms=at(load.tpot_p50, 0) * 1e3,
        tpot_p99_ms=at(load.tpot_p99, 0) * 1e3,
        limit=LIMITS[int(best.limit.reshape(-1)[0])],
    )


def _range(rate: float, model: Model, combo: Combo) -> RateRange:
    spread = float(np.exp(Z95 * combo.rate_error(model)))
    return RateRange(low=rate / spread, high=rate * spread)


def _rental(catalog: Catalog, combo: Combo) -> RentalOffer | None:
    try:
        return cheapest_rental(catalog, combo.accelerator.id, combo.count, {}, full=True)
    except InputError:
        return None
