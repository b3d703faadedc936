"""The engine's answer to one question, with a market that a test may change."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from breakeven.api.asking import market_of, question_of, versions
from breakeven.api.points import points
from breakeven.api.workloads import workload_of
from breakeven.domain.horizon import Horizon, PriceMove
from breakeven.domain.scenario import ModelChoice, Scenario, ScenarioWorkload
from breakeven.economics.decision import Decision
from breakeven.economics.market import Market
from breakeven.inputs.catalog import load_catalog
from breakeven.studies.deciding import decide
from breakeven.studies.prospecting import Draw

SCENARIO = Scenario(
    workload=ScenarioWorkload(
        requests_per_day=300_000.0,
        input_tokens=900.0,
        output_tokens=150.0,
        cached_input_share=0.3,
    ),
    models=ModelChoice(only=("gpt-4o-mini", "llama-3.1-8b", "qwen3-8b")),
    horizon=Horizon(
        growth_per_month=0.06, moves=(PriceMove(month=9, prices="tokens", change=0.1),)
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An answer, and what it was computed from."""

    decision: Decision
    market: Market


def answer(
    scenario: Scenario = SCENARIO, change: Callable[[Market], Market] = lambda market: market
) -> Asked:
    """Return the answer to a scenario in a changed market."""
    from pathlib import Path

    from breakeven.api.dates import day

    catalog = load_catalog(as_of=day("2026-11-24"), overlay=None)
    workload = workload_of(scenario, catalog, folder=Path())
    market = change(market_of(catalog))
    found = decide(
        market,
        question_of(scenario, workload, catalog),
        draw=Draw(cube=points(16, seed=1), seed=1),
        facts=versions(catalog),
    )
    return Asked(decision=found, market=market)


def with_volume(times: float) -> Scenario:
    """Return the scenario with more traffic."""
    volume = SCENARIO.workload.requests_per_day or 0.0
    work = replace(SCENARIO.workload, requests_per_day=times * volume)
    return replace(SCENARIO, workload=work)
