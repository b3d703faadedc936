"""What rules cost, in words: the dearest first, the free ones in a sentence, clauses with links."""

from dataclasses import replace
from io import StringIO

import pytest

from breakeven.domain.rules import Clause
from breakeven.economics.decision import Decision
from breakeven.economics.licence_terms import LicenceTerms
from breakeven.economics.rule_price import RulePrice
from breakeven.outputs.decision_table import decision_table
from breakeven.outputs.report import report_of
from breakeven.outputs.report.model import Bullets, Paragraph, Table
from breakeven.outputs.rules_table import costly, extra_words, free_words, is_asked, rule_words
from breakeven.outputs.tables import console
from tests.outputs.handmade import API, make_decision

LICENCE = LicenceTerms(
    id="l",
    name="The Licence",
    url="https://l.example",
    open_source=False,
    verified=True,
    models=("llama-3.1-8b",),
    applying=(Clause(topic="attribution", text='show "Built with it"', where="section 1"),),
    others=(Clause(topic="litigation", text="a suit ends it", where="section 5"),),
)


def price(name: str, value: object, extra: float | None, without: str = API) -> RulePrice:
    return RulePrice(
        name=name,
        value=value,
        usd_per_month_without=100.0 if without else None,
        extra_usd_per_month=extra,
        best_without=without,
    )


RULES = (
    price("commercial", True, 0.0),
    price("data_stays", "eu", 40.0),
    price("classes", ("open-weight", "open-source"), 700.0),
    price("min_quality", 20.0, -12.0),
)


def ruled(rules: tuple[RulePrice, ...] = RULES, *, feasible: bool = True) -> Decision:
    made = make_decision(feasible=feasible)
    return replace(made, rules=rules, licences=(LICENCE,))


def text_of(decision: Decision) -> str:
    stream = StringIO()
    console(stream, width=100).print(decision_table(decision))
    return stream.getvalue()


def test_the_dearest_go_first_and_what_saves_last() -> None:
    assert [r.name for r in costly(RULES)] == ["classes", "data_stays", "min_quality"]
    assert [extra_words(r) for r in costly(RULES)] == ["$700", "$40.00", "saves $12.00"]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (price("commercial", True, 0.0), "commercial use"),
        (price("monthly_users", 50_000, 0.0), "monthly users: 50,000"),
        (price("classes", ("open-source",), 0.0), "classes: open-source"),
        (price("max_round_trip_ms", 40.0, 0.0), "round trip of at most: 40 ms"),
        (price("all", ("data_stays", "classes"), 0.0), "all of these together"),
    ],
)
def test_a_rule_says_what_it_says(rule: RulePrice, words: str) -> None:
    assert rule_words(rule) == words


def test_the_terminal_shows_prices_and_clauses() -> None:
    said = text_of(ruled())
    assert "What each rule costs" in said
    assert "classes: open-weight, open-source" in said
    assert "Each of these alone costs nothing here: commercial use." in said
    assert "The Licence, https://l.example" in said
    assert 'attribution: show "Built with it" (section 1)' in said
    assert "a suit ends it" not in said


def test_uses_that_cost_nothing_are_not_mentioned() -> None:
    quiet = (price("commercial", True, 0.0), price("monthly_users", 5, 0.0))
    assert not is_asked(quiet)
    assert "What each rule costs" not in text_of(ruled(quiet))


def test_where_nothing_is_feasible_the_rule_that_forbids_all_goes_first() -> None:
    rules = (price("data_stays", "eu", None), price("classes", ("open-source",), None, without=""))
    assert [r.name for r in costly(rules)] == ["data_stays"]
    assert extra_words(rules[0]) == "nothing with it"
    assert free_words(rules, feasible=False) == (
        "Nothing is feasible without one of these alone either: classes: open-source."
    )
    assert "nothing with it" in text_of(ruled(rules, feasible=False))


def test_the_report_has_a_section_of_them() -> None:
    (section,) = (s for s in report_of(ruled()).sections if s.id == "rules")
    table, free, licence, clauses = section.blocks
    assert isinstance(table, Table)
    assert table.rows[0][0] == "classes: open-weight, open-source"
    assert isinstance(free, Paragraph)
    assert "commercial use" in free.text
    assert isinstance(licence, Paragraph)
    assert "https://l.example" in licence.text
    assert isinstance(clauses, Bullets)
    assert clauses.items == ('attribution: show "Built with it" (section 1)',)


def test_json_has_rules_and_all_clauses() -> None:
    data = ruled().to_dict()
    assert data["rules"][2] == {  # type: ignore[index]
        "name": "classes",
        "value": ["open-weight", "open-source"],
        "usd_per_month_without": 100.0,
        "extra_usd_per_month": 700.0,
        "best_without": API,
    }
    (licence,) = data["licences"]  # type: ignore[misc]
    assert [(c["topic"], c["applies"]) for c in licence["clauses"]] == [  # type: ignore[index]
        ("attribution", True),
        ("litigation", False),
    ]
