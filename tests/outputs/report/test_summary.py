from dataclasses import replace
from typing import TypeGuard

from breakeven.economics.prospect import Lever
from breakeven.outputs.report.model import Bullets, Headline, Paragraph, Table
from breakeven.outputs.report.summary import question, summary, waiting_text
from tests.outputs.ahead import make_ahead, prospect
from tests.outputs.handmade import RENTED, copy_of, make_decision


def test_the_question_is_one_sentence() -> None:
    said = question(make_decision())
    assert said.startswith("What serves 100,000 requests a day of 500 tokens in and 200 out")
    assert said.count("?") == 1


def test_the_first_page_names_the_winner_and_its_leads() -> None:
    blocks = summary(make_ahead(), ()).blocks
    (head,) = (b for b in blocks if isinstance(b, Headline))
    assert (head.text, head.detail) == ("llama-3.1-8b", "hosted by groq")
    assert {label: value for value, label in head.figures}["a month"] == "$130"
    (table,) = (b for b in blocks if isinstance(b, Table))
    assert table.rows[0] == ("proprietary API", "gpt-4o-mini from openai", "$594", "$464 (4.6 x)")


def test_another_winner_over_the_months_is_said() -> None:
    (head,) = (b for b in summary(make_ahead(), ()).blocks if isinstance(b, Headline))
    assert "the least: llama-3.1-8b on 1 x H100-SXM, fp8, lambda, spot" in head.figures[-1][1]


def test_another_that_is_likelier_is_said() -> None:
    found = make_ahead()
    likely = tuple(replace(o, p_best=0.95) if o.id == RENTED else o for o in found.options)
    told = [b.text for b in summary(replace(found, options=likely), ()).blocks if _warns(b)]
    assert any(t.endswith("is in more of the samples, 95 % of them") for t in told)
    assert not any(
        "in more of the samples" in b.text for b in summary(found, ()).blocks if _warns(b)
    )


def _warns(block: object) -> TypeGuard[Paragraph]:
    return isinstance(block, Paragraph) and block.tone == "warning"


def test_the_choice_of_least_regret_is_said_where_it_is_another() -> None:
    found = make_ahead()
    ahead = prospect()
    sorry = replace(ahead.options[0], regret_usd=500.0)
    other = replace(found, prospect=replace(ahead, options=(sorry, *ahead.options[1:])))
    said = "If you choose now, the least is regretted with llama-3.1-8b hosted by groq"
    assert said in _bullets(other)[1].items
    assert said not in _bullets(found)[1].items


def test_levers_are_said_with_both_values() -> None:
    lever = Lever(what="volume", of="", now=1e5, then=2e6, unit="requests/day", instead=RENTED)
    stays = replace(lever, then=None)
    some = _bullets(copy_of(make_decision(), levers=(stays, lever)))
    assert some[0].items == (
        "requests a day: now 100,000; at 2 M the answer becomes llama-3.1-8b on 1 x H100-SXM,"
        " fp8, lambda, spot",
    )
    none = _bullets(copy_of(make_decision(), levers=(stays,)))
    assert none[0].items[0].startswith("No single number")


def _bullets(decision: object) -> list[Bullets]:
    return [b for b in summary(decision, ()).blocks if isinstance(b, Bullets)]  # type: ignore[arg-type]


def test_what_to_measure() -> None:
    next_steps = _bullets(make_ahead())[1].items
    assert (
        "Measure first: busiest minute over its hour. Knowing it is worth $60.00" in next_steps[1]
    )
    assert "How sure this is was not asked" in _bullets(make_decision())[1].items[0]


def test_waiting_is_said_only_where_it_saves() -> None:
    found = prospect()
    now = found.least_regret.usd_mean
    dear = replace(found.waiting[0], usd=now + 50.0, usd_knowing=now - 20.0)
    cheap = replace(dear, usd=now - 30.0)
    deaf = replace(dear, usd_knowing=now + 10.0)
    assert "would be worth at most $20.00" in waiting_text(replace(found, waiting=(dear,)))
    assert waiting_text(replace(found, waiting=(cheap,))).endswith("saves $30.00 in the mean")
    assert waiting_text(replace(found, waiting=(deaf,))).endswith("is worth nothing")
    assert "too short to wait" in waiting_text(replace(found, waiting=()))
