"""The one place where the page asks for decisions: whole ones, and quick looks while a hand moves.

A quick look weighs what led the last whole answer of the same kind of question; the whole answer
follows when the hand rests.
"""

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from threading import Lock

from breakeven.api.answering import Terms
from breakeven.api.answering import answer as answered
from breakeven.api.desk import QUICK, Desk
from breakeven.api.known import Known, known_facts
from breakeven.api.workloads import with_numbers, workload_of
from breakeven.domain.workload import Workload
from breakeven.economics.decision import Decision
from breakeven.economics.repricing import PriceFactors, repriced
from breakeven.web.page.state import DEFAULT, PageState

WHOLE = Terms(simulate="none", samples=256, shown=200)
"""Of an answer at rest."""
LOOK = replace(QUICK, samples=0, sway=False, shown=0)
"""Of a look while a hand moves: the best of each kind and model, neither how sure it is nor what
would change it."""
KEPT = 48
"""Answers that are kept; each holds some thousands of options."""
DESKS = 12
DAYS = 4
"""Whose facts are kept."""
MOVING = ("workload", "targets", "horizon")
"""Parts of a question between whose values a hand slides."""


@dataclass(slots=True)
class Facts:
    """The facts that a server answers with, those of its overlay over our own; read once a day."""

    overlay: str | None = None
    _known: dict[date, Known] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def of_day(self, day: date | None) -> Known:
        """Return what is known on a day, today unless said otherwise."""
        then = day or date.today()
        with self._lock:
            if then not in self._known:
                known = known_facts(then, self.overlay)
                while len(self._known) >= DAYS:
                    self._known.pop(next(iter(self._known)))
                self._known[then] = known
            return self._known[then]

    def of(self, state: PageState) -> Known:
        """Return the facts of a state's day, at the prices that it asks for."""
        known = self.of_day(state.as_of)
        if state.prices == PriceFactors():
            return known
        return Known(catalog=known.catalog, market=repriced(known.market, state.prices))


def workload(state: PageState, known: Known, log: Workload | None) -> Workload:
    """Return the traffic of a state: its numbers, or its log's with the numbers beside it."""
    if log is None:
        return workload_of(state.scenario, known.catalog, folder=Path())
    return with_numbers(log, state.scenario.workload, known.catalog)


def answer(state: PageState, *, known: Known, log: Workload | None = None) -> Decision:
    """Return the whole answer of a state; `log` is the traffic of the log that it names.

    Raises BreakevenError where the question cannot be asked.
    """
    return answered(known, state.scenario, workload(state, known, log), terms=WHOLE)


@dataclass(slots=True)
class Kept:
    """The last answers by their question; one that is being computed is waited for, not repeated.

    Failures are not kept.
    """

    most: int = KEPT
    _found: OrderedDict[str, Future[Decision]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def get(self, key: str, make: Callable[[], Decision]) -> Decision:
        """Return the answer of a key, made where it is not known."""
        with self._lock:
            known = self._found.get(key)
            if known is not None:
                self._found.move_to_end(key)
            else:
                self._found[key] = mine = Future[Decision]()
                while len(self._found) > self.most:
                    self._found.popitem(last=False)
        if known is not None:
            return known.result()
        try:
            mine.set_result(make())
        except BaseException as error:
            with self._lock:
                self._found.pop(key, None)
            mine.set_exception(error)
            raise
        return mine.result()

    def peek(self, key: str) -> Decision | None:
        """Return the answer of a key where it is there already."""
        with self._lock:
            known = self._found.get(key)
        done = known is not None and known.done() and known.exception() is None
        return known.result() if done and known is not None else None


@dataclass(slots=True)
class Looks:
    """Desks for quick looks, one for each kind of question, the least used gone first."""

    facts: Facts
    most: int = DESKS
    _desks: OrderedDict[str, tuple[Desk, Lock]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def look(self, state: PageState, *, log: Workload | None) -> Decision:
        """Return a quick answer."""
        desk, mine = self._desk(state)
        with mine:
            moved = workload(state, desk.known, log)
            return desk.look(state.scenario, moved, terms=LOOK)

    def ready(self, state: PageState) -> bool:
        """Whether a look at a state is quick."""
        with self._lock:
            known = self._desks.get(kind_of(state))
        return known is not None and known[0].ready

    def learn(self, state: PageState, decision: Decision) -> None:
        """Take a whole answer as what leads this kind of question."""
        desk, mine = self._desk(state)
        with mine:
            desk.learn(decision)

    def _desk(self, state: PageState) -> tuple[Desk, Lock]:
        key = kind_of(state)
        with self._lock:
            if key not in self._desks:
                self._desks[key] = (Desk(self.facts.of(state)), Lock())
            self._desks.move_to_end(key)
            while len(self._desks) > self.most:
                self._desks.popitem(last=False)
            return self._desks[key]


def kind_of(state: PageState) -> str:
    """Return what stays of a question while numbers slide, and the day on which it is asked."""
    still = {name: getattr(DEFAULT, name) for name in MOVING}
    scenario = replace(state.scenario, **still)
    day = state.as_of or date.today()
    return f"{day} {replace(state.question, scenario=scenario).query()}"
