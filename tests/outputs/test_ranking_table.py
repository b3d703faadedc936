from dataclasses import replace

from rich.console import Group

from breakeven.economics.decision import Decision, ReplicaRate
from breakeven.outputs.ranking_table import best_of_each, ranking, remarks
from tests.outputs.conftest import Shown
from tests.outputs.handmade import API, HOSTED, RENTED, copy_of


def test_one_line_for_each_kind_and_model(decision: Decision) -> None:
    twice = (*decision.options, *decision.options)
    assert [o.id for o in best_of_each(twice)] == [HOSTED, API, RENTED]


def test_fleet_and_latency_are_shown(shown: Shown, decision: Decision) -> None:
    text = shown(Group(*ranking(decision, top=12)))
    assert "2 x 1, 4 %" in text
    assert "312 / 24" in text


def test_remarks_have_letters(shown: Shown, decision: Decision) -> None:
    text = shown(Group(*ranking(decision, top=12)))
    assert "a  48.3 on MMLU-Pro, below the 63.1 of gpt-4o-mini: not the same answers" in text
    assert "b  spot: may be taken back at short notice" in text
    assert len(remarks(decision.options[2])) == 2


def test_a_rate_that_was_not_simulated_is_remarked(decision: Decision) -> None:
    rented = next(o for o in decision.options if o.kind == "rented")
    for source, said in (("closed-form", 1), ("simulation", 0)):
        rate = ReplicaRate(requests_per_second=2.0, closed_form=2.1, source=source)  # type: ignore[arg-type]
        notes = remarks(replace(rented, rate=rate))
        assert sum("not simulated" in note for note in notes) == said


def test_top_says_how_many_it_leaves_out(shown: Shown, decision: Decision) -> None:
    text = shown(Group(*ranking(decision, top=1)))
    assert "gpt-4o-mini from openai" in text


def test_top_keeps_the_best_of_each_kind(shown: Shown, decision: Decision) -> None:
    twice = tuple(replace(o, model=f"{o.model}-{n}") for n in (1, 2) for o in decision.feasible)
    many = copy_of(decision, options=twice)
    text = shown(Group(*ranking(many, top=1)))
    assert "and 3 more (--top N)" in text
    assert [line.split()[0] for line in text.splitlines()[3:] if line[:1].isdigit()] == list("123")
