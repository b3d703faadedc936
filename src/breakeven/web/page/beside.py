"""Scenarios side by side: what each asks differently, and what it answers."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from breakeven.domain.errors import BreakevenError
from breakeven.economics.decision import Decision, Option
from breakeven.outputs.names import KINDS, name_of
from breakeven.outputs.numbers import UNKNOWN, count, times, usd
from breakeven.web.page import figure, months
from breakeven.web.page.figure import Figure, Line
from breakeven.web.page.headline import edges, flip
from breakeven.web.page.reading import read
from breakeven.web.page.sheet import Cell
from breakeven.web.page.state import PageState, pairs_of, text_of, without_pin

HERE = "This scenario"
SHORT = 4
"""Characters by which logs are told apart."""
Answerer = Callable[[PageState], Decision]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One column: how it is called, what it says, where its links lead."""

    name: str
    link: str
    """Query that opens it; empty for the present one."""
    removal: str
    """Query of the page without it; empty for the present one."""
    error: str
    """Why it has no answer; empty where it has one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What all scenarios say of one thing."""

    label: str
    cells: tuple[Cell, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """The cells as they are read."""
        return tuple(c.text if isinstance(c, Figure) else c or UNKNOWN for c in self.cells)

    @property
    def marked(self) -> Iterator[tuple[Cell, bool]]:
        """Each cell, and whether it says something else than the present scenario's."""
        first = self.texts[0]
        return ((c, t != first) for c, t in zip(self.cells, self.texts, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Columns of scenarios, rows of what differs and of answers."""

    scenarios: tuple[Scenario, ...]
    asked: tuple[Row, ...]
    """Keys on which they differ, with each one's value."""
    answered: tuple[Row, ...]


def beside(state: PageState, decision: Decision, answerer: Answerer) -> Comparison | None:
    """Return the present scenario beside the pinned ones; None where none is pinned."""
    if not state.pins:
        return None
    states = pinned_questions(state)
    answers = [_answered(one, answerer) for one in states]
    found = [decision, *(a for a, _ in answers)]
    return Comparison(
        scenarios=(
            Scenario(name=HERE, link="", removal="", error=""),
            *(
                Scenario(
                    name=f"Pinned {i}",
                    link=pin,
                    removal=without_pin(state, pin).query(),
                    error=error,
                )
                for i, (pin, (_, error)) in enumerate(zip(state.pins, answers, strict=True), 1)
            ),
        ),
        asked=tuple(_asked([state, *states])),
        answered=tuple(_rows(found)),
    )


def pinned_questions(state: PageState) -> list[PageState]:
    """Return the questions that are pinned beside a state."""
    return [read(pairs_of(pin)).state.question for pin in state.pins]


def _answered(state: PageState, answerer: Answerer) -> tuple[Decision | None, str]:
    try:
        return answerer(state), ""
    except BreakevenError as error:
        return None, error.message


def _asked(states: Sequence[PageState]) -> Iterator[Row]:
    said = [dict(pairs_of(one.question.query())) for one in states]
    shown = [{**_defaults(one), **own} for one, own in zip(states, said, strict=True)]
    for key in dict.fromkeys(key for own in said for key in own):
        values = [own.get(key, "") or UNKNOWN for own in shown]
        if len(set(values)) > 1:
            label = key.replace("assume.", "").replace("_", " ")
            cells = [_said(key, label, v, own) for v, own in zip(values, said, strict=True)]
            yield Row(label=label, cells=_keyed(f"asked-{key}", cells))


def _said(key: str, label: str, value: str, own: dict[str, str]) -> Cell:
    """Return what a scenario asks; a number says who said it."""
    if key == "log" and key in own:
        return f"a usage log, {value[:SHORT]}…"
    try:
        float(value)
    except ValueError:
        return value
    by = "this scenario" if key in own else "nobody: the page asks so where no link says otherwise"
    return Figure(
        key="",
        text=value,
        what=f"{label}: asked, not computed",
        how="a number of the question",
        lines=(Line(name="said by", text=by), Line(name="key of the link", text=key)),
    )


def _defaults(state: PageState) -> dict[str, str]:
    return {key: text_of(value) for key, value in state.values().items()} | {"log": ""}


def _rows(found: Sequence[Decision | None]) -> Iterator[Row]:
    for key, (label, told) in ROWS.items():
        cells = [UNKNOWN if one is None else told(one) for one in found]
        yield Row(label=label, cells=_keyed(key, cells))
    over = [_over(one, found[0]) for one in found]
    yield Row(label="over this scenario", cells=_keyed("over", over))


def _keyed(row: str, cells: Iterable[Cell]) -> tuple[Cell, ...]:
    """Return a row's cells, each number under a key of its own."""
    return tuple(
        replace(cell, key=f"beside-{row}-{column}") if isinstance(cell, Figure) else cell
        for column, cell in enumerate(cells)
    )


def _over(one: Decision | None, here: Decision | None) -> Cell:
    """Return what a scenario's winner costs more than the present one's."""
    mine, theirs = _best(here), _best(one)
    if mine is None or theirs is None or not mine.usd_per_month or theirs.usd_per_month is None:
        return UNKNOWN
    gap = theirs.usd_per_month - mine.usd_per_month
    ratio = times(theirs.usd_per_month / mine.usd_per_month)
    return Figure(
        key="",
        text=f"{'+' if gap > 0 else ''}{usd(gap)} ({ratio})",
        what="What a month costs more than in this scenario",
        how="the difference of the two cheapest options' bills",
        lines=tuple(
            Line(name=str(name_of(o.id)), text=usd(o.usd_per_month)) for o in (theirs, mine)
        ),
    )


def _best(decision: Decision | None) -> Option | None:
    return decision.best if decision else None


def _winner(decision: Decision) -> Cell:
    return str(name_of(decision.best.id)) if decision.best else "nothing is feasible"


def _kind(decision: Decision) -> Cell:
    return KINDS[decision.best.kind] if decision.best else UNKNOWN


def _month(decision: Decision) -> Cell:
    return figure.month(decision.best, key="") if decision.best else UNKNOWN


def _million(decision: Decision) -> Cell:
    return figure.per_million(decision, decision.best, key="") if decision.best else UNKNOWN


def _sure(decision: Decision) -> Cell:
    sure = figure.chance(decision, decision.best, key="") if decision.best else None
    return sure or UNKNOWN


def _flips(decision: Decision) -> Cell:
    found = list(edges(decision))
    if not found:
        return "not within what was searched"
    each = [flip(decision, *edge) for edge in found]
    return replace(
        each[0],
        text=", ".join(f"{side} {count(volume)} a day" for side, volume, _ in found),
        what="Requests a day beyond which another option is the cheapest",
        lines=tuple(line for one in each for line in one.lines),
    )


def _ahead(decision: Decision) -> Cell:
    found = decision.prospect
    if found is None:
        return UNKNOWN
    made = months.total(found, found.best, key="")
    return replace(made, text=f"{made.text} in {found.months} months")


ROWS: Mapping[str, tuple[str, Callable[[Decision], Cell]]] = {
    "winner": ("cheapest", _winner),
    "kind": ("kind", _kind),
    "month": ("a month", _month),
    "million": ("per million tokens", _million),
    "sure": ("sure to be the cheapest", _sure),
    "flips": ("flips", _flips),
    "ahead": ("the months ahead", _ahead),
}
"""Rows of answers by their keys."""
