"""`simulate`: the very requests of a log, served by replicas."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np

from breakeven.api.dates import day
from breakeven.api.numbers import check
from breakeven.api.replica import named_replica
from breakeven.api.workloads import workload_of
from breakeven.domain.errors import NothingFeasible
from breakeven.domain.requests import Requests, drawn
from breakeven.domain.workload import LatencyTargets, Workload
from breakeven.inputs.catalog import Catalog, load_catalog
from breakeven.inputs.scenario import read_scenario
from breakeven.inputs.workload_toml import is_workload, read_workload
from breakeven.serving.simulation import Simulation
from breakeven.serving.simulator import simulate as simulated

PERCENTILES = (50.0, 90.0, 99.0)
DRAWN = 20_000
"""Requests drawn where a scenario gives numbers and no log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationReport:
    """What happened to the requests."""

    setup: str
    replicas: int
    targets: LatencyTargets
    simulation: Simulation

    def to_dict(self) -> dict[str, object]:
        """Return the JSON of `breakeven simulate`."""
        run = self.simulation
        good = int(run.meets(self.targets).sum())
        return {
            "setup": self.setup,
            "replicas": self.replicas,
            "requests": int(run.arrivals.size),
            "rejected": run.rejected,
            "simulated_seconds": run.seconds,
            "wall_seconds": run.wall_seconds,
            "ttft_ms": milliseconds(run, "ttft"),
            "tpot_ms": milliseconds(run, "tpot"),
            "itl_ms": _named(run.itl_percentiles(PERCENTILES)),
            "e2e_ms": milliseconds(run, "e2e"),
            "queueing_ms": milliseconds(run, "queueing"),
            "output_tokens_per_second": run.output_tokens_per_second,
            "requests_per_second": run.requests_per_second,
            "goodput_requests_per_second": good / run.seconds if run.seconds else 0.0,
            "preemptions": int(run.preemptions.sum()),
            "utilization": run.utilization,
            "kv_use": run.kv_use,
            "batch_mean": run.batch,
            "steps": run.steps,
        }


def milliseconds(run: Simulation, metric: str) -> dict[str, float | None]:
    """Return a metric's percentiles over requests, in milliseconds."""
    return _named(run.percentiles(metric, PERCENTILES))


def _named(seconds: tuple[float, ...]) -> dict[str, float | None]:
    return {
        f"p{p:g}": None if np.isnan(s) else s * 1e3
        for p, s in zip(PERCENTILES, seconds, strict=True)
    }


def simulate(
    source: Path | str,
    *,
    model: str,
    gpu: str,
    count: int = 1,
    precision: str | None = None,
    engine: str = "vllm",
    replicas: int = 1,
    rate_scale: float = 1.0,
    concurrency: int | None = None,
    router: str = "round-robin",
    format: str = "auto",  # noqa: A002 - the name of the command's option
    column_map: Mapping[str, str] | None = None,
    ttft_p99_ms: float | None = None,
    tpot_p99_ms: float | None = None,
    e2e_p99_ms: float | None = None,
    as_of: date | str | None = None,
    facts: Path | str | None = None,
) -> SimulationReport:
    """Return what replicas make of a log's requests, a workload's, or a scenario's drawn ones.

    `rate_scale` speeds the arrivals up; with `concurrency` the arrivals do not matter and that
    many users send one request after the other.
    """
    check(
        count=count,
        replicas=replicas,
        rate_scale=rate_scale,
        concurrency=concurrency,
        ttft_p99_ms=ttft_p99_ms,
        tpot_p99_ms=tpot_p99_ms,
        e2e_p99_ms=e2e_p99_ms,
    )
    catalog = load_catalog(as_of=day(as_of), overlay=facts)
    replica = named_replica(
        catalog, model, gpu=gpu, count=count, precision=precision, engine=engine
    )
    requests = _requests(Path(source), catalog, format, column_map)
    longest = float((requests.input_tokens + requests.output_tokens).max())
    memory = replica.memory(longest)
    if float(memory.kv_tokens) < 1:
        name = replica.combo.setup(replica.model).id
        raise NothingFeasible(f"{name} has no room for a KV cache", where="options")
    serve = partial(
        simulated,
        replica.cost,
        kv_tokens=float(memory.kv_tokens),
        max_num_seqs=float(replica.hardware.max_num_seqs),
        max_num_batched_tokens=float(replica.hardware.max_num_batched_tokens),
        concurrency=concurrency,
        replicas=replicas,
        router=router,
        block_tokens=replica.combo.engine.kv_block_tokens,
    )
    # The first call loads the compiled loop, which is no part of the simulation's own time.
    serve(arrivals=None if concurrency else [0.0], input_tokens=[1], output_tokens=[1])
    run = serve(
        arrivals=None if concurrency else requests.scaled(rate_scale).arrivals,
        input_tokens=requests.input_tokens,
        output_tokens=requests.output_tokens,
        cached_tokens=requests.cached_tokens,
    )
    return SimulationReport(
        setup=replica.combo.setup(replica.model).id,
        replicas=replicas,
        targets=LatencyTargets(
            ttft_p99_ms=ttft_p99_ms or catalog.assumptions["ttft_p99_ms"].value,
            tpot_p99_ms=tpot_p99_ms or catalog.assumptions["tpot_p99_ms"].value,
            e2e_p99_ms=e2e_p99_ms,
        ),
        simulation=run,
    )


def _requests(
    source: Path, catalog: Catalog, log_format: str, column_map: Mapping[str, str] | None
) -> Requests:
    """Return the requests of a log, of a workload file, or of a scenario: its log's, else drawn.

    Format and columns that are given go before those of the scenario.
    """
    paths = [source]
    if source.suffix == ".toml" and not is_workload(source):
        scenario = read_scenario(source)
        told = scenario.workload
        if not told.usage_log:
            return _drawn(workload_of(scenario, catalog, folder=Path()), catalog)
        paths = [source.parent / p for p in told.usage_log]
        log_format = told.format if log_format == "auto" else log_format
        column_map = column_map or told.column_map
    if len(paths) == 1 and paths[0].suffix == ".toml":
        return _sampled(read_workload(paths[0]), catalog)
    from breakeven.inputs.usage import read_usage  # late: a log engine takes time to load
    from breakeven.inputs.usage.requests import requests_of

    return requests_of(read_usage(paths, format=log_format, column_map=column_map or None))


def _sampled(workload: Workload, catalog: Catalog) -> Requests:
    """Return the requests that a workload carries, with Poisson arrivals at its rate."""
    requests = _drawn(workload, catalog)
    if workload.request_tokens is None:
        return requests
    inputs, outputs = workload.request_tokens[:DRAWN].T
    return Requests(
        arrivals=requests.arrivals[: len(inputs)],
        input_tokens=inputs,
        output_tokens=outputs,
        cached_tokens=np.floor(inputs * workload.cached_input_share),
    )


def _drawn(workload: Workload, catalog: Catalog) -> Requests:
    assumed = catalog.assumptions
    return drawn(
        count=DRAWN,
        requests_per_second=workload.requests_per_second,
        input_mean=workload.input_tokens.mean,
        output_mean=workload.output_tokens.mean,
        variations=(assumed["input_variation"].value, assumed["output_variation"].value),
        cached_share=workload.cached_input_share,
    )
