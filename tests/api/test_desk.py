"""Quick looks are what a whole answer says of the same options."""

from dataclasses import replace
from pathlib import Path

import pytest

from breakeven.api.answering import Terms, answer
from breakeven.api.desk import Desk
from breakeven.api.known import Known, known_facts
from breakeven.api.workloads import workload_of
from breakeven.domain.scenario import ModelChoice, Scenario, ScenarioWorkload
from breakeven.domain.workload import Workload
from breakeven.economics.decision import Decision

TERMS = Terms(simulate="none", samples=64)


@pytest.fixture(scope="module")
def known() -> Known:
    return known_facts("2026-11-24", None)


def scenario(volume: float, output_tokens: float = 200.0) -> Scenario:
    work = ScenarioWorkload(
        requests_per_day=volume, input_tokens=1_000.0, output_tokens=output_tokens
    )
    return Scenario(workload=work, models=ModelChoice(only=("llama-3.3-70b", "gpt-4o-mini")))


def traffic(known: Known, asked: Scenario) -> Workload:
    return workload_of(asked, known.catalog, folder=Path())


def usd(decision: Decision) -> dict[str, float | None]:
    return {option.id: option.usd_per_month for option in decision.feasible}


def test_a_look_is_the_whole_answer_among_the_leaders(known: Known) -> None:
    desk = Desk(known)
    start = scenario(50_000.0)
    desk.answer(start, traffic(known, start), terms=TERMS)
    for asked in (scenario(50_000.0), scenario(3e6), scenario(3e6, 900.0), scenario(2_000.0)):
        workload = traffic(known, asked)
        look = desk.look(asked, workload, terms=TERMS)
        whole = answer(known, asked, workload, terms=TERMS)
        assert look.best is not None
        assert whole.best is not None
        assert look.best.id == whole.best.id
        known_costs = usd(whole)
        shared = {name: cost for name, cost in usd(look).items() if name in known_costs}
        assert len(shared) > 5
        assert shared == {name: known_costs[name] for name in shared}


def test_only_the_volume_leaves_the_options_as_they_are(known: Known) -> None:
    desk = Desk(known)
    first = scenario(50_000.0)
    desk.look(first, traffic(known, first), terms=TERMS)
    assert desk._kept is not None
    kept = desk._kept[1]
    more = scenario(90_000.0)
    desk.look(more, traffic(known, more), terms=TERMS)
    assert desk._kept[1] is kept
    longer = scenario(90_000.0, 300.0)
    desk.look(longer, traffic(known, longer), terms=TERMS)
    assert desk._kept[1] is not kept
    ruled = replace(longer, rules=replace(longer.rules, data_stays="own-machines"))
    look = desk.look(ruled, traffic(known, ruled), terms=TERMS)
    assert {option.kind for option in look.feasible} <= {"rented", "owned"}


def test_facts_of_a_day_are_read_once_but_an_overlay_anew(known: Known) -> None:
    assert known_facts("2026-11-24", None) is known
    assert known_facts("2026-11-23", None) is not known
    lesson = "examples/lesson"
    assert known_facts("2026-11-24", lesson) is not known_facts("2026-11-24", lesson)
