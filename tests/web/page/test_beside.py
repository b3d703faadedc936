"""Scenarios side by side."""

from dataclasses import replace

from breakeven.domain.errors import InputError
from breakeven.economics.decision import Decision
from breakeven.web.page.beside import beside
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
    assert dict(made.answered)["a month"] == ("$130", "$260", "-")
    assert dict(made.answered)["over this scenario"] == ("$0 (1.00 x)", "+$130 (2.0 x)", "-")
    assert dict(made.asked)["requests per day"] == ("100000", "200000", "400000")
    assert dict(made.asked)["like"] == ("gpt-4o-mini", "gpt-4o-mini", "nobody")
    assert [one.error for one in made.scenarios] == ["", "", "no such model"]


def test_a_pin_can_be_taken_away() -> None:
    made = beside(HERE, make_decision(), answerer)
    assert made is not None
    assert made.scenarios[1].removal == "requests_per_day=100000&pin=like%3Dnobody"
