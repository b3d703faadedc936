"""Scenarios side by side."""

from dataclasses import replace

from breakeven.domain.errors import InputError
from breakeven.economics.decision import Decision
from breakeven.web.page.beside import beside
from breakeven.web.page.figure import Figure
from breakeven.web.page.state import DEFAULT, PageState
from tests.outputs.handmade import make_decision

HERE = replace(
    PageState(),
    scenario=replace(DEFAULT, workload=replace(DEFAULT.workload, requests_per_day=100_000.0)),
    pins=("requests_per_day=200000", "like=nobody"),
)


def answerer(state: PageState) -> Decision:
    if state.scenario.models.like == "nobody":
        raise InputError("no such model")
    return make_decision(volume=state.scenario.workload.requests_per_day or 0.0)


def test_nothing_pinned_is_nothing_beside() -> None:
    assert beside(PageState(), make_decision(), answerer) is None


def test_answers_and_what_is_asked_differently_stand_beside_each_other() -> None:
    made = beside(HERE, make_decision(), answerer)
    assert made is not None
    answered = {row.label: row.texts for row in made.answered}
    assert answered["a month"] == ("$130", "$260", "-")
    assert answered["over this scenario"] == ("$0 (1.00 x)", "+$130 (2.0 x)", "-")
    asked = {row.label: row for row in made.asked}
    assert asked["requests per day"].texts == ("100000", "200000", "400000")
    assert asked["like"].texts == ("gpt-4o-mini", "gpt-4o-mini", "nobody")
    assert [other for _, other in asked["like"].marked] == [False, False, True]


def test_numbers_say_who_said_them_and_what_they_are_made_of() -> None:
    made = beside(HERE, make_decision(), answerer)
    assert made is not None
    here, _, nobody = next(r.cells for r in made.asked if r.label == "requests per day")
    assert isinstance(here, Figure)
    assert isinstance(nobody, Figure)
    assert here.lines[0].text == "this scenario"
    assert nobody.lines[0].text.startswith("nobody")
    rows = {row.label: row.cells for row in made.answered}
    month = rows["a month"][1]
    assert isinstance(month, Figure)
    assert month.lines[0].source == "example"
    figures = [c for r in (*made.answered, *made.asked) for c in r.cells if isinstance(c, Figure)]
    assert len({one.key for one in figures}) == len(figures) > 8


def test_a_log_is_not_shown_by_its_token() -> None:
    made = beside(replace(HERE, log="secret-token"), make_decision(), answerer)
    assert made is not None
    row = next(r for r in made.asked if r.label == "log")
    assert row.texts == ("a usage log, secr…", "-", "-")
    assert [one.error for one in made.scenarios] == ["", "", "no such model"]


def test_a_pin_can_be_taken_away() -> None:
    made = beside(HERE, make_decision(), answerer)
    assert made is not None
    assert made.scenarios[1].removal == "requests_per_day=100000&pin=like%3Dnobody"
