"""Answers are kept, and those that are being made are waited for."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event

import pytest

from breakeven.economics.decision import Decision
from breakeven.economics.repricing import PriceFactors
from breakeven.web.page.answering import Facts, Kept, Looks, answer, kind_of
from breakeven.web.page.state import DEFAULT, PageState
from tests.outputs.handmade import make_decision


def test_an_answer_is_made_once() -> None:
    kept, made = Kept(), []

    def make() -> Decision:
        made.append(1)
        return make_decision()

    assert kept.peek("a") is None
    assert kept.get("a", make) is kept.get("a", make) is kept.peek("a")
    assert len(made) == 1


def test_who_asks_meanwhile_waits_for_the_same() -> None:
    kept, started, go = Kept(), Event(), Event()

    def slow() -> Decision:
        started.set()
        assert go.wait(10)
        return make_decision()

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(kept.get, "a", slow)
        assert started.wait(10)
        second = pool.submit(kept.get, "a", lambda: pytest.fail("made twice"))
        assert kept.peek("a") is None
        go.set()
        assert first.result() is second.result()


def test_a_failure_is_not_kept() -> None:
    kept = Kept()

    def fail() -> Decision:
        raise RuntimeError("once")

    with pytest.raises(RuntimeError, match="once"):
        kept.get("a", fail)
    assert kept.get("a", make_decision) is not None


def test_the_least_used_answer_goes() -> None:
    kept = Kept(most=2)
    for key in ("a", "b", "a", "c"):
        kept.get(key, make_decision)
    assert kept.peek("b") is None
    assert kept.peek("a") is not None


def test_questions_that_differ_by_sliding_numbers_share_what_leads() -> None:
    work = replace(DEFAULT.workload, requests_per_day=5.0)
    slid = PageState(scenario=replace(DEFAULT, workload=work))
    ruled = PageState(scenario=replace(DEFAULT, models=replace(DEFAULT.models, like="gpt-4o")))
    assert kind_of(PageState()) == kind_of(slid)
    assert kind_of(PageState()) != kind_of(ruled)
    assert kind_of(PageState()) != kind_of(PageState(prices=PriceFactors(gpu=2.0)))


def test_a_look_says_what_the_whole_answer_says_of_the_winner() -> None:
    facts, state = Facts(), PageState()
    whole = answer(state, known=facts.of(state))
    looks = Looks(facts=facts)
    looks.learn(state, whole)
    quick = looks.look(state, log=None)
    assert quick.samples == 0
    assert quick.best is not None
    assert whole.best is not None
    assert quick.best.id == whole.best.id
    assert quick.best.usd_per_month == pytest.approx(whole.best.usd_per_month)
