"""Numbers that explain themselves."""

import pytest

from breakeven.web.page import figure
from tests.outputs.handmade import API, RENTED, copy_of, make_decision

DECISION = make_decision()
BY_ID = {o.id: o for o in DECISION.options}


def test_a_month_is_its_lines() -> None:
    made = figure.month(BY_ID[API], key="k")
    assert made.text == "$594"
    assert [(line.name, line.text, line.source) for line in made.lines] == [
        ("tokens", "$594", "example")
    ]


def test_a_million_tokens_can_be_computed_from_what_is_shown() -> None:
    made = figure.per_million(DECISION, BY_ID[API], key="k")
    said = {line.name: line.text for line in made.lines}
    tokens = 100_000 * 30.4375 * (500 + 200)
    assert said["million tokens a month"] == "2,131"
    assert float(made.text.removeprefix("$")) == pytest.approx(594 / tokens * 1e6, rel=1e-3)
    assert (said["requests a day"], said["input tokens"]) == ("100,000", "500")


def test_a_fleet_says_what_it_rests_on() -> None:
    made = figure.fleet(DECISION, BY_ID[RENTED], key="k")
    assert made is not None
    assert made.text == "2 x 1, 4 %"
    assert ("busiest hour", "2.1 x") in [(line.name, line.text) for line in made.lines]


def test_what_an_option_does_not_have_is_none() -> None:
    assert figure.fleet(DECISION, BY_ID[API], key="k") is None
    assert figure.latency(BY_ID[API], key="k") is None
    assert figure.quality(BY_ID[API], key="k") is None


def test_without_samples_the_certainty_follows_later() -> None:
    quick = copy_of(DECISION, samples=0)
    made = figure.chance(quick, BY_ID[RENTED], key="k")
    assert made is not None
    assert made.text == "…"
