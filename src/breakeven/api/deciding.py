"""`decide`: which of all options, at what cost, and where the answer flips."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import get_args

from breakeven.api.asked import MOST, Asked, asked_of
from breakeven.api.asking import (
    market_of,
    question_of,
    versions,
)
from breakeven.api.dates import day
from breakeven.api.evaluating import evaluations_of
from breakeven.api.points import points
from breakeven.api.workloads import workload_of
from breakeven.domain.errors import InputError, UnknownName
from breakeven.domain.scenario import Costs, Scenario
from breakeven.domain.workload import LatencyTargets, Workload
from breakeven.economics.decision import Decision
from breakeven.economics.simulated import Which
from breakeven.inputs.catalog import load_catalog
from breakeven.serving.simulator import can_simulate
from breakeven.serving.trial import NO_SIMULATOR
from breakeven.studies.deciding import decide as decided
from breakeven.studies.prospecting import Draw

SMALL_TEAM = 5_000.0
"""Requests a day up to which workstations are among the machines: a few dozen people."""
SHORT_SECONDS = 600.0
SEED = 20_261_124
SAMPLES = 512


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
    batch: bool = False,
    days_per_month: float | None = None,
    as_of: date | str | None = None,
    facts: Path | str | None = None,
    samples: int = SAMPLES,
    seed: int = SEED,
    simulate: Which = "leaders",
    months: int | None = None,
    growth_per_month: float | None = None,
    discount_rate_per_year: float | None = None,
    purchases: Sequence[str] = (),
    influences: bool = False,
) -> Decision:
    """Return every option for a workload, cheapest first, with every crossing.

    What is given by name goes before what the scenario says; what neither says is assumed, and
    the answer lists it with its source. `simulate` says which own machines serve the workload's
    requests in the simulator: `leaders`, all that could be the cheapest; `all`; or `none`.
    `influences` adds the Sobol indices of the unknowns, which take some seconds.

    Raises InputError for bad values, UsageError where the traffic is not told.
    """
    asked = asked_of(
        scenario,
        requests_per_day=requests_per_day,
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        cached_input_share=cached_input_share,
        usage_log=usage_log,
        column_map=column_map,
        like=like,
        models=models,
        ttft_p99_ms=ttft_p99_ms,
        tpot_p99_ms=tpot_p99_ms,
        e2e_p99_ms=e2e_p99_ms,
        profile=profile,
        without=without,
        batch=batch,
        days_per_month=days_per_month,
        months=months,
        growth_per_month=growth_per_month,
        discount_rate_per_year=discount_rate_per_year,
        purchases=purchases,
    )
    return answer_to(
        asked,
        as_of=as_of,
        facts=facts,
        samples=samples,
        seed=seed,
        simulate=simulate,
        influences=influences,
    )


def answer_to(
    asked: Asked,
    *,
    as_of: date | str | None = None,
    facts: Path | str | None = None,
    samples: int = SAMPLES,
    seed: int = SEED,
    simulate: Which = "leaders",
    influences: bool = False,
) -> Decision:
    """Return the decision of one question; the options are those of `decide`."""
    if not 0 <= samples <= MOST:
        raise InputError(f"samples must lie between 0 and {MOST:g}, read {samples:g}")
    scenario = _at_desks(asked.scenario)
    catalog = load_catalog(as_of=day(as_of), overlay=facts)
    workload = workload_of(scenario, catalog, folder=asked.log_folder)
    results, unread = evaluations_of(scenario.tasks, catalog, folder=asked.folder)
    question = question_of(scenario, workload, catalog, evaluations=results)
    which, unable = _able(simulate)
    return decided(
        market_of(catalog),
        question,
        draw=Draw(cube=points(samples, seed=seed), seed=seed) if samples else None,
        influences=influences,
        simulate=which,
        warnings=(*_warnings(scenario, workload, question.reference_model), *unable, *unread),
        facts=versions(catalog),
    )


def _at_desks(asked: Scenario) -> Scenario:
    """Return a small team's scenario with workstations among its machines, unless it says which."""
    volume, chosen = asked.workload.requests_per_day, asked.costs.purchases
    if volume is None or volume > SMALL_TEAM or chosen != Costs().purchases:
        return asked
    return replace(asked, costs=replace(asked.costs, purchases=(*chosen, "workstation")))


def _able(simulate: Which) -> tuple[Which, tuple[str, ...]]:
    """Return what can be simulated here, and a warning where that is not what was asked."""
    if simulate not in get_args(Which):
        raise UnknownName("choice", simulate, get_args(Which), where="simulate")
    if simulate == "none" or can_simulate():
        return simulate, ()
    said = "own machines are not simulated, but rated by the closed form: " + NO_SIMULATOR
    return "none", (said,)


def _warnings(scenario: Scenario, workload: Workload, reference: str) -> tuple[str, ...]:
    """Return what a reader must know before trusting the answer."""
    said = []
    if not scenario.models.like and not scenario.models.only:
        said.append(
            f"no model was named: options must be about as good as {reference or 'nothing'}"
            " (--like MODEL or --models A,B to say otherwise)"
        )
    if not workload.hourly_shape and scenario.workload.usage_log:
        said.append(
            "the log is too short to show the hours of a day: they follow the profile"
            f" {scenario.workload.profile!r} around the log's mean rate"
        )
    if scenario.targets == LatencyTargets():
        said.append("no latency target was given: a chat service's is assumed")
    said.append(
        "the latency of APIs and hosts is not known: targets were asked of own machines only"
    )
    if scenario.workload.usage_log and workload.requests:
        seconds = workload.requests / workload.requests_per_second
        if seconds < SHORT_SECONDS and not scenario.workload.requests_per_day:
            said.append(f"the log covers {seconds:,.0f} seconds: its rate may be anything")
        if "reject" in workload.provenance.note:
            said.append(workload.provenance.note)
    return tuple(said)
