"""What exceeds a rate limit goes elsewhere, by hand."""

import pytest

import breakeven as be
from breakeven.api.answering import Terms, answer
from breakeven.api.known import known_facts
from breakeven.api.workloads import workload_of_numbers
from breakeven.domain.errors import UnknownName
from breakeven.domain.rules import Rules
from breakeven.domain.scenario import Costs, ModelChoice, Scenario, ScenarioWorkload
from breakeven.economics.decision import Decision, Option


def decided(
    limit: float | None, *, profile: str = "flat", without: tuple[str, ...] = ()
) -> Decision:
    scenario = Scenario(
        workload=ScenarioWorkload(profile=profile),
        models=ModelChoice(only=("gpt-4o-mini", "gpt-4o")),
        rules=Rules(tokens_per_minute={"openai/gpt-4o-mini": limit} if limit else {}),
        costs=Costs(without=without),
    )
    work = workload_of_numbers(
        requests_per_day=1_440_000.0, input_tokens=1_000.0, output_tokens=100.0, spread=(1.0, 1.0)
    )
    known = known_facts("2026-11-25", None)
    return answer(known, scenario, work, terms=Terms(simulate="none", samples=32))


def mini(decision: Decision) -> Option:
    return next(o for o in decision.options if o.id == "api:openai/gpt-4o-mini")


def test_an_even_day_sends_what_exceeds_the_limit_elsewhere() -> None:
    plain, limited = mini(decided(None)), mini(decided(750_000.0))
    lines = {line.name: line.usd_per_month for line in limited.lines}
    known = {line.name: line.usd_per_month for line in plain.lines}
    assert lines["input tokens"] == pytest.approx(0.75 * known["input tokens"])
    azure = next(o for o in decided(None).options if o.id == "api:azure/gpt-4o-mini")
    assert azure.usd_per_month is not None
    assert lines["second source"] == pytest.approx(0.25 * azure.usd_per_month)
    assert limited.usd_per_month == pytest.approx(sum(lines.values()))
    assert any("25.0% of the requests go to api:azure/gpt-4o-mini" in f for f in limited.flags)


def test_only_the_busy_hours_exceed_a_limit_above_the_mean() -> None:
    assert "second source" not in {line.name for line in mini(decided(1_000_001.0)).lines}
    chat = mini(decided(1_000_001.0, profile="chat"))
    assert "second source" in {line.name for line in chat.lines}


def test_it_is_switched_off_by_name() -> None:
    off = mini(decided(750_000.0, without=("second source",)))
    assert off.usd_per_month == mini(decided(None)).usd_per_month


def test_a_misspelt_provider_is_named() -> None:
    scenario = Scenario(
        workload=ScenarioWorkload(requests_per_day=10.0, input_tokens=10.0, output_tokens=10.0),
        rules=Rules(tokens_per_minute={"opnai": 5.0}),
    )
    with pytest.raises(UnknownName, match="openai"):
        be.decide(scenario, as_of="2026-11-25", simulate="none", samples=0)
