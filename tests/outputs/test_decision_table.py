import pytest

from breakeven.economics.decision import Decision
from breakeven.outputs.decision_table import decision_table
from tests.outputs.conftest import Shown
from tests.outputs.handmade import HOSTED, copy_of, make_decision


def test_the_winner_comes_first(shown: Shown, decision: Decision) -> None:
    text = shown(decision_table(decision))
    assert "llama-3.1-8b hosted by groq: $130 a month, $0.0610 per million tokens" in text
    assert "the cheapest in 92 % of 512 samples of what is not known" in text
    assert "its bill lies between $101 and $170" in text
    assert HOSTED in text


def test_it_says_by_how_much_it_beats_each_other_kind(shown: Shown, decision: Decision) -> None:
    text = shown(decision_table(decision))
    assert "beats proprietary API by" in text
    assert "$464 a month (4.6 x)" in text
    assert "$1,320 a month (11 x)" in text


def test_the_question_is_one_line(shown: Shown, decision: Decision) -> None:
    first = shown(decision_table(decision)).splitlines()[0]
    assert first == (
        "Question   100,000 requests a day of 500 tokens in and 200 out, 20 % of the input cached"
    )


def test_nothing_feasible_says_why(shown: Shown, nothing: Decision) -> None:
    text = shown(decision_table(nothing))
    assert "Nothing is feasible: all 4 options were rejected" in text
    assert "needs 810 GB of weights" in text
    assert "Options:" not in text


def test_a_kind_without_a_feasible_option_is_named(shown: Shown) -> None:
    decision = make_decision()
    kept = tuple(o for o in decision.options if not (o.feasible and o.kind == "rented"))
    changed = copy_of(decision, options=kept)
    assert "no rented GPUs" in shown(decision_table(changed))


@pytest.mark.parametrize("width", [60, 80, 100])
@pytest.mark.parametrize("feasible", [True, False])
def test_no_line_is_longer_than_the_terminal(shown: Shown, width: int, feasible: bool) -> None:
    text = shown(decision_table(make_decision(feasible=feasible)), width=width)
    assert max(len(line) for line in text.splitlines()) <= width


def test_all_parts_are_there(shown: Shown, decision: Decision) -> None:
    text = shown(decision_table(decision))
    for part in ("Options:", "Rejected, 4", "The cheapest by volume", "Where the answer flips"):
        assert part in text
    assert "the price of hosted:acme/llama-3.1-405b is older than a year" in text
