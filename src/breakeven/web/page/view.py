"""Everything that the page shows, from a state and its answer."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from breakeven.api.known import Known
from breakeven.economics.decision import Decision
from breakeven.web.page.assumed import Assumed, assumed
from breakeven.web.page.beside import Answerer, Comparison, beside
from breakeven.web.page.controls import Group, groups
from breakeven.web.page.headline import Headline, headline
from breakeven.web.page.logs import DroppedLog
from breakeven.web.page.ranked import Ranked, Rejected, ranked, rejected
from breakeven.web.page.sheet import Sheet
from breakeven.web.page.sheets import sheets
from breakeven.web.page.state import MOST_SHOWN, PageState, pinned

PARTS = ("problem", "head", "beside", "ranked", "sheets", "rejected", "assumed", "warnings")
"""Parts of the page that change with the answer, by their templates."""
MORE = 60
"""Options that are shown after the first few, and how many more each time after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is shown of a decision."""

    whole: bool
    """False for a quick look among what leads."""
    as_of: date
    headline: Headline
    ranked: Ranked
    sheets: tuple[Sheet, ...]
    rejected: tuple[Rejected, ...]
    assumed: tuple[Assumed, ...]
    warnings: tuple[str, ...]
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The whole page."""

    state: PageState
    query: str
    link: str
    """Query of the question alone, for exports and pictures."""
    pin: str
    """Query of the page with this question pinned."""
    more: str
    """Query of the page with a longer ranking."""
    groups: tuple[Group, ...]
    models: tuple[str, ...]
    """Names that the field of the reference model suggests."""
    log: DroppedLog | None
    problems: Mapping[str, str]
    error: str
    """Why there is no answer; empty where there is one."""
    answer: Answer | None
    beside: Comparison | None

    @property
    def sentence(self) -> str:
        """What is read aloud when the answer changes."""
        return self.answer.headline.sentence if self.answer else self.error


def view(
    state: PageState,
    decision: Decision | None,
    *,
    answerer: Answerer,
    known: Known,
    whole: bool = True,
    log: DroppedLog | None = None,
    problems: Mapping[str, str] | None = None,
    error: str = "",
) -> View:
    """Return the page of a state; `decision` is None where the question cannot be asked."""
    catalog = known.catalog
    longer = min(MORE if state.top < MORE else state.top + MORE, MOST_SHOWN)
    return View(
        state=state,
        query=state.query(),
        link=state.question.query(),
        pin=pinned(state).query(),
        more=_with_top(state, longer),
        groups=groups(catalog),
        models=tuple(sorted({s.model for s in catalog.quality})),
        log=log,
        problems=problems or {},
        error=error,
        answer=_answer(state, decision, whole=whole) if decision else None,
        beside=beside(state, decision, answerer) if decision and whole else None,
    )


def _with_top(state: PageState, top: int) -> str:
    return replace(state, top=top).query()


def _answer(state: PageState, decision: Decision, *, whole: bool) -> Answer:
    return Answer(
        whole=whole,
        as_of=decision.as_of,
        headline=headline(decision),
        ranked=ranked(decision, top=state.top),
        sheets=sheets(decision) if whole else (),
        rejected=rejected(decision.options) if whole else (),
        assumed=assumed(decision, state) if whole else (),
        warnings=decision.warnings,
        facts=decision.facts,
    )
