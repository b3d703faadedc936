"""The one place where the page asks for a decision: a state in, an answer out, kept for a while."""

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from threading import Lock

from breakeven.domain.workload import Workload
from breakeven.economics.decision import Decision
from breakeven.economics.market import Market
from breakeven.inputs.catalog import Catalog, load_catalog
from breakeven.web.page.state import PageState

SAMPLES = 256
KEPT = 48
"""Answers that are kept; each holds some thousands of options."""


@lru_cache(maxsize=4)
def catalog_of(day: date) -> Catalog:
    """Return the facts of a day, read once."""
    return load_catalog(as_of=day)


@lru_cache(maxsize=4)
def _market(day: date) -> Market:
    from breakeven.api.asking import market_of

    return market_of(catalog_of(day))


def answer(state: PageState, *, log: Workload | None = None) -> Decision:
    """Return the decision of a state; `log` is the traffic of the log that it names.

    Raises BreakevenError where the question cannot be asked.
    """
    from breakeven.api.asking import question_of, versions
    from breakeven.api.deciding import SEED, at_desks, warnings_of
    from breakeven.api.points import points
    from breakeven.api.workloads import with_numbers, workload_of
    from breakeven.economics.repricing import repriced
    from breakeven.studies.deciding import decide
    from breakeven.studies.prospecting import Draw

    day = state.as_of or date.today()
    asked, catalog = at_desks(state.scenario), catalog_of(day)
    if log is None:
        workload = workload_of(asked, catalog, folder=Path())
    else:
        workload = with_numbers(log, asked.workload, catalog)
    question = question_of(asked, workload, catalog)
    return decide(
        repriced(_market(day), state.prices),
        question,
        draw=Draw(cube=points(SAMPLES, seed=SEED), seed=SEED),
        simulate="none",
        warnings=warnings_of(asked, workload, question.reference_model),
        facts=versions(catalog),
    )


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
