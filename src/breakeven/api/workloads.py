"""The traffic of a question: from a log, from a few numbers, or from both."""

from dataclasses import replace
from math import exp, log, sqrt
from pathlib import Path
from typing import Any

from breakeven.domain.errors import InputError, UsageError
from breakeven.domain.provenance import Provenance
from breakeven.domain.scenario import Scenario, ScenarioWorkload
from breakeven.domain.workload import Lengths, Workload
from breakeven.economics.demand import SPARSE_PER_DAY
from breakeven.inputs.catalog import Catalog

SAMPLES = ("request_tokens", "busy_request_tokens")
"""Fields with real requests, which do not hold beside other mean lengths."""
MOST_TOKENS = 1e9
"""Of one request: a thousand times what the longest contexts hold."""
GIVEN = Provenance(source="numbers that were given")


def workload_of(scenario: Scenario, catalog: Catalog, *, folder: Path) -> Workload:
    """Return the traffic of a scenario: a log, corrected by any number given beside it, or numbers.

    Paths are relative to `folder`.
    """
    told = scenario.workload
    if told.usage_log:
        return with_numbers(_from_log(told, folder), told, catalog)
    numbers = {
        "requests_per_day": told.requests_per_day,
        "input_tokens": told.input_tokens,
        "output_tokens": told.output_tokens,
    }
    missing = [name for name, value in numbers.items() if value is None]
    if missing:
        raise UsageError(
            f"the traffic is not told: give {', '.join(missing)}, or a usage log"
            " (--usage-log FILE, or usage_log in the scenario's [workload])"
        )
    assumed = catalog.assumptions
    workload = workload_of_numbers(
        requests_per_day=told.requests_per_day or 0.0,
        input_tokens=told.input_tokens or 0.0,
        output_tokens=told.output_tokens or 0.0,
        cached_input_share=told.cached_input_share or 0.0,
        spread=(assumed["input_variation"].value, assumed["output_variation"].value),
    )
    return replace(workload, name=scenario.name or workload.name)


def with_numbers(log: Workload, told: ScenarioWorkload, catalog: Catalog) -> Workload:
    """Return a log's traffic, corrected by any number given beside it."""
    return _with_numbers(_spread(log, catalog), told)


def _from_log(told: ScenarioWorkload, folder: Path) -> Workload:
    paths = [folder / p for p in told.usage_log]
    if len(paths) == 1 and paths[0].suffix == ".toml":
        from breakeven.inputs.workload_toml import read_workload

        return read_workload(paths[0])
    from breakeven.inputs.usage import read_usage  # late: a log engine takes time to load

    log = read_usage(paths, format=told.format, column_map=told.column_map or None)
    return log.workload(requests_per_day=told.requests_per_day)


def _spread(workload: Workload, catalog: Catalog) -> Workload:
    """Return a workload with assumed spreads of the lengths where its log holds only sums."""
    if workload.request_tokens is not None:
        return workload
    assumed = catalog.assumptions
    inputs, outputs = workload.input_tokens.mean, workload.output_tokens.mean
    return replace(
        workload,
        input_tokens=lognormal(inputs, assumed["input_variation"].value),
        output_tokens=lognormal(outputs, assumed["output_variation"].value),
    )


def _with_numbers(workload: Workload, told: ScenarioWorkload) -> Workload:
    """Return a log's workload with the numbers that were given beside it."""
    changed: dict[str, Any] = {}
    if told.requests_per_day:
        changed["requests_per_day"] = told.requests_per_day
        if workload.requests_per_day < SPARSE_PER_DAY:
            changed["peak_to_mean"] = replace(workload.peak_to_mean, minute=None)
    if told.cached_input_share is not None:
        changed["cached_input_share"] = told.cached_input_share
    for name in ("input_tokens", "output_tokens"):
        mean = getattr(told, name)
        if mean:
            changed[name] = _scaled(getattr(workload, name), mean)
            changed |= dict.fromkeys(SAMPLES)
    if not changed:
        return workload
    known = workload.provenance
    named = ", ".join(n for n in changed if n not in (*SAMPLES, "peak_to_mean"))
    note = f"{known.note}; {named} as given".removeprefix("; ")
    return replace(workload, **changed, provenance=replace(known, note=note))


def _scaled(lengths: Lengths, mean: float) -> Lengths:
    """Return lengths of the same spread with another mean."""
    if lengths.mean <= 0:
        return Lengths.constant(mean)
    factor = mean / lengths.mean
    return Lengths(
        mean=mean,
        p50=lengths.p50 * factor,
        p90=lengths.p90 * factor,
        p99=lengths.p99 * factor,
        mean_square=lengths.mean_square * factor**2,
    )


def workload_of_numbers(
    *,
    requests_per_day: float,
    input_tokens: float,
    output_tokens: float,
    cached_input_share: float = 0.0,
    spread: tuple[float, float],
) -> Workload:
    """Return a workload from the few numbers that someone knows.

    Lengths of real requests are spread; `spread` gives the squared coefficients of variation of
    input and output that are assumed, as lognormal lengths.
    """
    _possible("input_tokens", input_tokens)
    _possible("output_tokens", output_tokens)
    return Workload(
        requests_per_day=requests_per_day,
        input_tokens=lognormal(input_tokens, spread[0]),
        output_tokens=lognormal(output_tokens, spread[1]),
        cached_input_share=cached_input_share,
        provenance=GIVEN,
    )


def _possible(name: str, value: float) -> None:
    """Raise InputError for what no machine could serve, before arithmetic overflows on it."""
    if value > MOST_TOKENS:
        raise InputError(f"expected at most {MOST_TOKENS:g}, read {value:g}", where=name)


def lognormal(mean: float, variation: float) -> Lengths:
    """Return lognormal lengths of a mean and a squared coefficient of variation.

    >>> round(lognormal(100.0, 0.0).p99, 9)
    100.0
    """
    variance = log(1.0 + variation)
    median, sigma = mean * exp(-variance / 2), sqrt(variance)
    return Lengths(
        mean=mean,
        p50=median,
        p90=median * exp(1.2815515655 * sigma),
        p99=median * exp(2.3263478740 * sigma),
        mean_square=mean**2 * (1.0 + variation),
    )
