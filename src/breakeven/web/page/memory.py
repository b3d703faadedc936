"""What one server remembers for its page: dropped logs, the last answers, what leads."""

from dataclasses import dataclass, field

from fastapi import FastAPI, Request

from breakeven.api.known import Known
from breakeven.domain.errors import BreakevenError
from breakeven.domain.workload import Workload
from breakeven.economics.decision import Decision
from breakeven.web.page.answering import Facts, Kept, Looks, answer
from breakeven.web.page.logs import DroppedLog, Shelf
from breakeven.web.page.state import PageState


@dataclass(slots=True)
class Memory:
    """Of one application; its parts may be used from several threads."""

    facts: Facts
    looks: Looks
    shelf: Shelf = field(default_factory=Shelf)
    kept: Kept = field(default_factory=Kept)

    def decide(self, state: PageState) -> Decision:
        """Return the whole answer of a state."""
        asked = state.question
        return self.kept.get(asked.query(), lambda: self._answered(asked))

    def _answered(self, asked: PageState) -> Decision:
        decision = answer(asked, known=self.facts.of(asked), log=self._traffic(asked))
        self.looks.learn(asked, decision)
        return decision

    def look(self, state: PageState) -> tuple[Decision, bool]:
        """Return an answer at once, and whether it is the whole one."""
        asked = state.question
        known = self.kept.peek(asked.query())
        if known is not None:
            return known, True
        return self.looks.look(asked, log=self._traffic(asked)), False

    def ready(self, state: PageState) -> bool:
        """Whether `look` needs no whole answer."""
        asked = state.question
        return self.kept.peek(asked.query()) is not None or self.looks.ready(asked)

    def _traffic(self, state: PageState) -> Workload | None:
        return self.shelf.get(state.log).workload if state.log else None

    def log(self, state: PageState) -> DroppedLog | None:
        """Return the log of a state, None where it names none or one that is gone."""
        try:
            return self.shelf.get(state.log) if state.log else None
        except BreakevenError:
            return None

    def known(self, state: PageState) -> Known:
        """Return the facts of a state's day; those of today where it has none."""
        try:
            return self.facts.of_day(state.as_of)
        except BreakevenError:
            return self.facts.of_day(None)


def memory_of(request: Request) -> Memory:
    """Return the memory of the application that a request came to."""
    return memory_in(request.app)


def memory_in(app: FastAPI) -> Memory:
    """Return the memory of an application, made for whoever asks first."""
    state = app.state
    if not hasattr(state, "page"):
        server = getattr(state, "server", None)
        facts = Facts(overlay=server.settings.facts if server else None)
        state.page = Memory(facts=facts, looks=Looks(facts=facts))
    found: Memory = state.page
    return found
