"""What may be bought, as it is weighed: beyond rate limits, simulated, following the load."""

from dataclasses import dataclass, field

from breakeven.economics.carbon import within_budget
from breakeven.economics.decision import Simulated
from breakeven.economics.market import Market, Question
from breakeven.economics.options import Options, with_followers
from breakeven.economics.second_source import with_second_sources
from breakeven.economics.simulated import Answers, Which, corrected
from breakeven.serving.trial import REQUESTS, requests_from


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Weighed:
    """Options that are ready to be compared."""

    options: Options
    simulated: Simulated | None = None
    """None where no replica was."""
    answers: Answers = field(default_factory=dict)
    """What the simulated replicas serve."""


def weighed(
    offered: Options,
    market: Market,
    question: Question,
    which: Which,
    *,
    known: Answers | None = None,
) -> Weighed:
    """Return what is on offer with second sources, simulated rates, and within the carbon budget.

    Replicas that are `known` are not simulated again.
    """
    found = with_second_sources(offered, market, question)
    run = corrected(found, question, which, known=known) if which != "none" else None
    found = run.options if run and run.simulated else found
    found = within_budget(with_followers(found, question), market, question)
    if run is None or not run.simulated:
        return Weighed(options=found)
    told = Simulated(
        which=which,
        replicas=run.simulated,
        requests=REQUESTS,
        requests_from=requests_from(question.workload),
    )
    return Weighed(options=found, simulated=told, answers=run.answers)
