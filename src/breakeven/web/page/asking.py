"""A link as a view with its answer, or with why there is none."""

from dataclasses import dataclass

from breakeven.domain.errors import BreakevenError
from breakeven.economics.decision import Decision
from breakeven.web.page.beside import Answerer
from breakeven.web.page.memory import Memory
from breakeven.web.page.reading import Read
from breakeven.web.page.view import View, view


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A state with its answer and its view."""

    view: View
    decision: Decision | None
    whole: bool
    """False for a quick look."""

    @property
    def wrong(self) -> bool:
        """Whether something of the link could not be understood or answered."""
        return bool(self.view.problems or self.view.error)


def ask(
    memory: Memory, found: Read, *, answerer: Answerer | None = None, quick: bool = False
) -> Asked:
    """Return the view of what was read; a question that cannot be asked says why.

    Whole answers come from `answerer`; without one they are computed here and now.
    """
    answered = answerer or memory.decide
    state, decision, error, whole = found.state, None, "", True
    try:
        decision, whole = memory.look(state) if quick else (answered(state), True)
    except BreakevenError as problem:
        error = problem.message
    made = view(
        state,
        decision,
        answerer=answered,
        known=memory.known(state),
        whole=whole,
        log=memory.log(state),
        problems=found.problems,
        error=error,
    )
    return Asked(view=made, decision=decision, whole=whole)
