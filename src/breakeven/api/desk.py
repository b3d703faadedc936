"""Many questions in a row: what did not change is not computed again, and a quick look is quick."""

from dataclasses import dataclass, field, replace

from breakeven.api.answering import Asked, Terms, answer, asked_of, decision_of
from breakeven.api.known import Known
from breakeven.domain.scenario import Scenario
from breakeven.domain.workload import Workload
from breakeven.economics.decision import Decision
from breakeven.economics.options import Options, options
from breakeven.economics.shortlist import Shortlist, shortlist, shortlisted, unbeaten

QUICK = Terms(simulate="none", samples=256, shown=60)
"""Of a quick look."""


@dataclass(slots=True, eq=False)
class Desk:
    """Answers questions one after the other; not safe to share between threads.

    >>> from breakeven.api.known import known_facts
    >>> desk = Desk(known_facts("2026-11-24", None))
    """

    known: Known
    _leading: Shortlist | None = None
    _kept: tuple[tuple[object, ...], Options] | None = field(default=None)

    @property
    def ready(self) -> bool:
        """Whether a look is quick: without a whole answer before it, it is one itself."""
        return self._leading is not None

    def answer(self, scenario: Scenario, workload: Workload, *, terms: Terms) -> Decision:
        """Return the whole answer; what leads in it is what `look` weighs from then on."""
        decision = answer(self.known, scenario, workload, terms=terms)
        self.learn(decision)
        return decision

    def learn(self, decision: Decision) -> None:
        """Take a whole answer that was computed elsewhere as the last one."""
        self._leading, self._kept = shortlist(decision), None

    def look(self, scenario: Scenario, workload: Workload, *, terms: Terms = QUICK) -> Decision:
        """Return a quick answer among what led the last whole one, without any excuses.

        It is exact among those: the same sums by the same code, capacities by the closed form. What
        a whole answer would find beside them, it does not see.
        """
        if self._leading is None:
            self.answer(scenario, workload, terms=terms)
        assert self._leading is not None  # noqa: S101 - the line above sets it
        asked = asked_of(self.known, scenario, workload, terms=terms)
        market = shortlisted(self.known.market, asked.question, self._leading)
        key = _key(scenario, asked)
        if self._kept is None or self._kept[0] != key:
            self._kept = (key, unbeaten(options(market, asked.question), asked.question))
        decision = decision_of(self.known, market, asked, terms=terms, found=self._kept[1])
        return replace(decision, options=decision.feasible)


def _key(scenario: Scenario, asked: Asked) -> tuple[object, ...]:
    """Return what options follow from: the scenario and its traffic, but for the volume."""
    work, demand = asked.question.workload, asked.question.demand
    told = replace(scenario.workload, requests_per_day=None)
    return (
        replace(scenario, workload=told),
        asked.question.purchases,
        (work.input_tokens, work.output_tokens, work.cached_input_share, work.hourly_shape),
        (id(work.request_tokens), id(work.busy_request_tokens)),
        (demand.peak_hour, demand.burst),
    )
