"""The answer in a sentence and a few numbers."""

from breakeven.web.page.headline import edges, headline, sentence
from tests.outputs.handmade import make_decision


def test_the_sentence_says_who_what_how_sure_and_where_it_flips() -> None:
    said = sentence(make_decision())
    assert said.startswith("Cheapest: llama-3.1-8b hosted by groq at $130 a month, sure to 92 %;")
    assert "flips to llama-3.1-8b on 1 x H100-SXM, fp8, lambda, spot above" in said


def test_nothing_feasible_is_said() -> None:
    nothing = make_decision(feasible=False)
    assert sentence(nothing) == "Nothing is feasible: all 4 options were rejected."
    assert headline(nothing).name is None
    assert not list(edges(nothing))


def test_edges_lie_around_the_volume() -> None:
    decision = make_decision(volume=3e6)
    found = {side: volume for side, volume, _ in edges(decision)}
    for side, volume in found.items():
        assert (volume < 3e6) == (side == "below")


def test_a_kind_that_was_rejected_is_named() -> None:
    rivals = {one.kind: one for one in headline(make_decision()).rivals}
    lead = rivals["proprietary API"].lead
    assert lead is not None
    assert lead.text == "$464 (4.6 x)"
    assert rivals["rented GPUs"].name is not None
