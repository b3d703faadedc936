"""The requests that a simulation serves: a log's, a workload's, or drawn ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from breakeven.api.workloads import workload_of
from breakeven.domain.requests import Requests, drawn
from breakeven.domain.scenario import Scenario
from breakeven.domain.workload import Workload
from breakeven.inputs.catalog import Catalog
from breakeven.inputs.scenario import read_scenario
from breakeven.inputs.workload_toml import is_workload, read_workload

DRAWN = 20_000
"""Requests drawn where a scenario gives numbers and no log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a source tells."""

    requests: Requests
    scenario: Scenario
    """With nothing in it where the source is a log or a workload file."""


def read_told(
    source: Path, catalog: Catalog, log_format: str, column_map: Mapping[str, str] | None
) -> Told:
    """Return the requests of a log, of a workload file, or of a scenario: its log's, else drawn.

    Format and columns that are given go before those of the scenario.
    """
    if source.suffix != ".toml":
        return Told(requests=_logged([source], log_format, column_map), scenario=Scenario())
    if is_workload(source):
        return Told(requests=_sampled(read_workload(source), catalog), scenario=Scenario())
    scenario = read_scenario(source)
    told = scenario.workload
    paths = [source.parent / p for p in told.usage_log]
    if not paths:
        requests = _drawn(workload_of(scenario, catalog, folder=Path()), catalog)
    elif len(paths) == 1 and paths[0].suffix == ".toml":
        requests = _sampled(read_workload(paths[0]), catalog)
    else:
        own = told.format if log_format == "auto" else log_format
        requests = _logged(paths, own, column_map or told.column_map)
    return Told(requests=requests, scenario=scenario)


def _logged(
    paths: Sequence[Path], log_format: str, column_map: Mapping[str, str] | None
) -> Requests:
    from breakeven.inputs.usage import read_usage  # late: a log engine takes time to load
    from breakeven.inputs.usage.requests import requests_of

    log = read_usage(paths, format=log_format, column_map=column_map or None, simulated=True)
    return requests_of(log)


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
