"""`decide`: which of all options, at what cost, and where the answer flips."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from breakeven.api.asking import (
    GIVEN,
    lognormal,
    market_of,
    question_of,
    versions,
    workload_of_numbers,
)
from breakeven.api.dates import day
from breakeven.api.numbers import check, check_share
from breakeven.domain.errors import UsageError
from breakeven.domain.scenario import Scenario, ScenarioWorkload
from breakeven.domain.workload import LatencyTargets, Lengths, Workload
from breakeven.economics.decision import Decision
from breakeven.inputs.catalog import Catalog, load_catalog
from breakeven.inputs.scenario import read_scenario
from breakeven.studies.deciding import decide as decided


def decide(
    scenario: Scenario | Path | str | None = None,
    *,
    requests_per_day: float | None = None,
    input_tokens: float | None = None,
    output_tokens: float | None = None,
    cached_input_share: float | None = None,
    usage_log: Sequence[str | Path] = (),
    column_map: Mapping[str, str] | None = None,
    like: str | None = None,
    models: Sequence[str] = (),
    ttft_p99_ms: float | None = None,
    tpot_p99_ms: float | None = None,
    e2e_p99_ms: float | None = None,
    profile: str | None = None,
    without: Sequence[str] = (),
    days_per_month: float | None = None,
    as_of: date | str | None = None,
    facts: Path | str | None = None,
    samples: int = 512,
) -> Decision:
    """Return every option for a workload, cheapest first, with every crossing.

    What is given by name goes before what the scenario says; what neither says is assumed, and
    the answer lists it with its source.

    Raises InputError for bad values, UsageError where the traffic is not told.
    """
    check(
        requests_per_day=requests_per_day,
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        ttft_p99_ms=ttft_p99_ms,
        tpot_p99_ms=tpot_p99_ms,
        e2e_p99_ms=e2e_p99_ms,
        days_per_month=days_per_month,
    )
    check_share("cached_input_share", cached_input_share)
    folder = Path(scenario).parent if isinstance(scenario, str | Path) else Path()
    base = read_scenario(scenario) if isinstance(scenario, str | Path) else scenario or Scenario()
    asked = replace(
        base,
        workload=_override(
            base.workload,
            requests_per_day=requests_per_day,
            input_tokens=input_tokens,
            output_tokens=output_tokens,
            cached_input_share=cached_input_share,
            usage_log=tuple(str(p) for p in usage_log) or None,
            column_map=dict(column_map) if column_map else None,
            profile=profile,
        ),
        targets=_override(
            base.targets,
            ttft_p99_ms=ttft_p99_ms,
            tpot_p99_ms=tpot_p99_ms,
            e2e_p99_ms=e2e_p99_ms,
        ),
        models=_override(base.models, like=like, only=tuple(models) or None),
        costs=_override(base.costs, without=tuple(without) or None, days_per_month=days_per_month),
    )
    catalog = load_catalog(as_of=day(as_of), overlay=facts)
    workload = workload_of(asked, catalog, folder=Path() if usage_log else folder)
    question = question_of(asked, workload, catalog)
    return decided(
        market_of(catalog),
        question,
        samples=samples,
        warnings=_warnings(asked, workload, question.reference_model),
        facts=versions(catalog),
    )


def _override(part: Any, **given: object) -> Any:
    """Return a part of the scenario with what was given by name."""
    return replace(part, **{k: v for k, v in given.items() if v is not None})


def workload_of(scenario: Scenario, catalog: Catalog, *, folder: Path) -> Workload:
    """Return the traffic of a scenario: a log, corrected by any number given beside it, or numbers.

    Paths are relative to `folder`.
    """
    told = scenario.workload
    if told.usage_log:
        return _with_numbers(_spread(_from_log(told, folder), catalog), told)
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


def _from_log(told: ScenarioWorkload, folder: Path) -> Workload:
    paths = [folder / p for p in told.usage_log]
    if len(paths) == 1 and paths[0].suffix == ".toml":
        from breakeven.inputs.workload_toml import read_workload

        return read_workload(paths[0])
    from breakeven.inputs.usage import read_usage  # late: a log engine takes time to load

    log = read_usage(paths, format=told.format, column_map=told.column_map or None)
    return log.workload()


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
    if told.cached_input_share is not None:
        changed["cached_input_share"] = told.cached_input_share
    for name in ("input_tokens", "output_tokens"):
        mean = getattr(told, name)
        if mean:
            changed[name] = _scaled(getattr(workload, name), mean)
            changed["request_tokens"] = None
    return replace(workload, **changed, provenance=GIVEN) if changed else workload


def _scaled(lengths: Lengths, mean: float) -> Lengths:
    """Return lengths of the same spread with another mean."""
    factor = mean / lengths.mean
    return Lengths(
        mean=mean,
        p50=lengths.p50 * factor,
        p90=lengths.p90 * factor,
        p99=lengths.p99 * factor,
        mean_square=lengths.mean_square * factor**2,
    )


def _warnings(scenario: Scenario, workload: Workload, reference: str) -> tuple[str, ...]:
    """Return what a reader must know before trusting the answer."""
    said = []
    if not scenario.models.like and not scenario.models.only:
        said.append(
            f"no model was named: options must be about as good as {reference}"
            " (--like MODEL or --models A,B to say otherwise)"
        )
    if not workload.hourly_shape and scenario.workload.usage_log:
        said.append(
            "the log is too short to show the hours of a day: they follow the profile"
            f" {scenario.workload.profile!r} around the log's mean rate"
        )
    if scenario.targets == LatencyTargets():
        said.append("no latency target was given: a chat service's is assumed")
    return tuple(said)
