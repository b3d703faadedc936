"""Scenarios side by side: what each asks differently, and what it answers."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from breakeven.domain.errors import BreakevenError
from breakeven.economics.decision import Decision
from breakeven.outputs.names import KINDS, name_of
from breakeven.outputs.numbers import UNKNOWN, count, percent, times, usd
from breakeven.web.page.headline import edges
from breakeven.web.page.reading import read
from breakeven.web.page.state import PageState, pairs_of, text_of, without_pin

HERE = "This scenario"
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
class Comparison:
    """Columns of scenarios, rows of what differs and of answers."""

    scenarios: tuple[Scenario, ...]
    asked: tuple[tuple[str, tuple[str, ...]], ...]
    """Keys on which they differ, with each one's value."""
    answered: tuple[tuple[str, tuple[str, ...]], ...]


def beside(state: PageState, decision: Decision, answerer: Answerer) -> Comparison | None:
    """Return the present scenario beside the pinned ones; None where none is pinned."""
    if not state.pins:
        return None
    states = [read(pairs_of(pin)).state.question for pin in state.pins]
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


def _answered(state: PageState, answerer: Answerer) -> tuple[Decision | None, str]:
    try:
        return answerer(state), ""
    except BreakevenError as error:
        return None, error.message


def _asked(states: Sequence[PageState]) -> Iterator[tuple[str, tuple[str, ...]]]:
    said = [dict(pairs_of(one.question.query())) for one in states]
    shown = [{**_defaults(one), **own} for one, own in zip(states, said, strict=True)]
    for key in dict.fromkeys(key for own in said for key in own):
        values = tuple(own.get(key, "") or UNKNOWN for own in shown)
        if len(set(values)) > 1:
            yield key.replace("assume.", "").replace("_", " "), values


def _defaults(state: PageState) -> dict[str, str]:
    return {key: text_of(value) for key, value in state.values().items()} | {"log": ""}


def _rows(found: Sequence[Decision | None]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for label, told in ROWS:
        yield label, tuple(UNKNOWN if one is None else told(one) for one in found)
    costs = [one.best.usd_per_month if one and one.best else None for one in found]
    yield "over this scenario", tuple(_over(cost, costs[0]) for cost in costs)


def _over(usd_per_month: float | None, here: float | None) -> str:
    if usd_per_month is None or not here:
        return UNKNOWN
    gap = usd_per_month - here
    return f"{'+' if gap > 0 else ''}{usd(gap)} ({times(usd_per_month / here)})"


def _winner(decision: Decision) -> str:
    return str(name_of(decision.best.id)) if decision.best else "nothing is feasible"


def _kind(decision: Decision) -> str:
    return KINDS[decision.best.kind] if decision.best else UNKNOWN


def _month(decision: Decision) -> str:
    return usd(decision.best.usd_per_month) if decision.best else UNKNOWN


def _million(decision: Decision) -> str:
    return usd(decision.best.usd_per_million_tokens) if decision.best else UNKNOWN


def _sure(decision: Decision) -> str:
    return percent(decision.best.p_best) if decision.best else UNKNOWN


def _flips(decision: Decision) -> str:
    found = [f"{side} {count(volume)} a day" for side, volume, _ in edges(decision)]
    return ", ".join(found) or "not within what was searched"


def _ahead(decision: Decision) -> str:
    ahead = decision.prospect
    return f"{usd(ahead.best.usd)} in {ahead.months} months" if ahead else UNKNOWN


ROWS: tuple[tuple[str, Callable[[Decision], str]], ...] = (
    ("cheapest", _winner),
    ("kind", _kind),
    ("a month", _month),
    ("per million tokens", _million),
    ("sure to be the cheapest", _sure),
    ("flips", _flips),
    ("the months ahead", _ahead),
)
