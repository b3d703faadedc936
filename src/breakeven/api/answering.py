"""A scenario's answer, from facts that are in memory and traffic that was read."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import get_args

from breakeven.api.asking import question_of, versions
from breakeven.api.caveats import caveats
from breakeven.api.escalating import escalation_of
from breakeven.api.evaluating import evaluations_of
from breakeven.api.known import Known
from breakeven.api.points import points
from breakeven.domain.errors import UnknownName
from breakeven.domain.scenario import Costs, Scenario
from breakeven.domain.workload import Workload
from breakeven.economics.decision import Decision
from breakeven.economics.market import Market, Question
from breakeven.economics.options import Options
from breakeven.economics.simulated import Which
from breakeven.serving.simulator import can_simulate
from breakeven.serving.trial import NO_SIMULATOR
from breakeven.studies.deciding import MOST, decide
from breakeven.studies.prospecting import Draw

SEED = 20_261_124
SMALL_TEAM = 5_000.0
"""Requests a day up to which workstations are among the machines: a few dozen people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How an answer is computed."""

    simulate: Which = "leaders"
    samples: int = 512
    seed: int = SEED
    influences: bool = False
    shown: int = MOST
    """Series that are shown before the dear ones are left out; with none, the best of each kind and
    model."""
    sway: bool = True
    """Whether to say what would change the answer."""
    folder: Path = field(default_factory=Path)
    """To which the scenario's paths are relative."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Asked:
    """A scenario as a question, and what to say beside its answer."""

    question: Question
    simulate: Which
    said: tuple[str, ...]


def answer(known: Known, scenario: Scenario, workload: Workload, *, terms: Terms) -> Decision:
    """Return every option for a workload, cheapest first, with every crossing."""
    asked = asked_of(known, scenario, workload, terms=terms)
    return decision_of(known, known.market, asked, terms=terms)


def asked_of(known: Known, scenario: Scenario, workload: Workload, *, terms: Terms) -> Asked:
    """Return the question of a scenario."""
    scenario = at_desks(scenario)
    results, unread = evaluations_of(scenario.tasks, known.catalog, folder=terms.folder)
    question = question_of(scenario, workload, known.catalog, evaluations=results)
    shared = escalation_of(
        scenario.cascade, known.catalog, question.assumptions, folder=terms.folder
    )
    question = replace(question, escalation=shared)
    which, unable = able(terms.simulate)
    said = caveats(scenario, workload, question.reference_model)
    return Asked(question=question, simulate=which, said=(*said, *unable, *unread))


def decision_of(
    known: Known, market: Market, asked: Asked, *, terms: Terms, found: Options | None = None
) -> Decision:
    """Return the answer of a question from a market, which may be a part of all that is known.

    `found` are the market's options, where they are known.
    """
    samples, seed = terms.samples, terms.seed
    return decide(
        market,
        asked.question,
        draw=Draw(cube=points(samples, seed=seed), seed=seed) if samples else None,
        influences=terms.influences,
        simulate=asked.simulate,
        shown=terms.shown,
        sway=terms.sway,
        found=found,
        warnings=asked.said,
        facts=versions(known.catalog),
    )


def at_desks(asked: Scenario) -> Scenario:
    """Return a small team's scenario with workstations among its machines, unless it says which."""
    volume, chosen = asked.workload.requests_per_day, asked.costs.purchases
    if volume is None or volume > SMALL_TEAM or chosen != Costs().purchases:
        return asked
    return replace(asked, costs=replace(asked.costs, purchases=(*chosen, "workstation")))


def able(simulate: Which) -> tuple[Which, tuple[str, ...]]:
    """Return what can be simulated here, and a warning where that is not what was asked."""
    if simulate not in get_args(Which):
        raise UnknownName("choice", simulate, get_args(Which), where="simulate")
    if simulate == "none" or can_simulate():
        return simulate, ()
    said = "own machines are not simulated, but rated by the closed form: " + NO_SIMULATOR
    return "none", (said,)
