"""Options and mixtures over the months, in the same worlds."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from breakeven.api.asking import question_of
from breakeven.domain.cascade import Escalation
from breakeven.domain.horizon import Horizon
from breakeven.domain.scenario import ModelChoice, Scenario
from breakeven.economics.hybrid_curve import HybridCurve
from breakeven.economics.ledger import Ledger
from breakeven.economics.market import Question
from breakeven.economics.options import Options
from breakeven.studies.cascades import cascades
from breakeven.studies.contenders import Contenders, contenders
from breakeven.studies.failover import failovers
from breakeven.studies.hybrid import hybrids
from breakeven.studies.mixture import Mixture, Part, blend
from breakeven.studies.prospecting import Draw, prospect
from breakeven.studies.sampling import unit_cube
from tests.studies.portfolio.world import MODELS, catalog, demanded, market

VOLUME = 8e6
DRAW = Draw(cube=unit_cube(64, seed=3), seed=3)
FLAT = {
    "api_price_change_per_year": 0.0,
    "hosted_price_change_per_year": 0.0,
    "rental_price_change_per_year": 0.0,
    "hardware_price_change_per_year": 0.0,
    "engine_gain_per_year": 0.0,
}


@cache
def asked(*, flat: bool = False) -> tuple[Options, Question]:
    one = demanded("a", requests_per_day=VOLUME)
    if not flat:
        return one.found, one.question
    scenario = Scenario(
        models=ModelChoice(only=MODELS),
        horizon=Horizon(months=12, discount_rate_per_year=0.0),
        assumptions=FLAT,
    )
    return one.found, question_of(scenario, one.question.workload, catalog())


@cache
def mixed(*, flat: bool = False) -> tuple[Mixture, ...]:
    found, question = asked(flat=flat)
    pair = Escalation(
        small="llama-3.1-8b", large="gpt-4o-mini", kind="cascade", share=0.2, source="as given"
    )
    return (
        *hybrids(found, question),
        *failovers(found, question),
        *cascades(market(), replace(question, escalation=pair), "none"),
    )


def compared(*, flat: bool = False) -> Contenders:
    found, question = asked(flat=flat)
    return contenders(found.take(np.arange(5)), mixed(flat=flat), question)


def own(mixture: Mixture) -> bool:
    return any(row.kind == "owned" for row in mixture.rows)


def test_without_change_it_is_the_month_times_the_months_and_what_is_paid_once() -> None:
    _, question = asked(flat=True)
    worlds = compared(flat=True)
    usd = dict(zip(worlds.ids, worlds.ahead(worlds.central)[:, 0], strict=True))
    kinds = set()
    for one in mixed(flat=True):
        if own(one):
            continue
        kinds.add(one.id.partition(":")[0])
        option = one.option(question)
        once = sum(line.usd for line in option.once)
        assert usd[one.id] == pytest.approx(12 * (option.usd_per_month or 0.0) + once, rel=1e-9)
    assert kinds == {"self", "failover", "cascade"}


def test_what_is_paid_once_is_what_the_answer_says() -> None:
    _, question = asked()
    worlds = compared()
    once = dict(zip(worlds.ids, worlds.once_usd, strict=True))
    for one in mixed():
        said = sum(line.usd for line in one.option(question).once)
        assert once[one.id] == pytest.approx(said, rel=1e-12)
        alone = [sum(x.usd for x in p.option(question).once) for p in map(single, one.parts)]
        assert max(alone) <= said <= sum(alone)


def single(part: Part) -> Mixture:
    return blend([replace(part, share=1.0)], name=part.row.id, said="")


def test_an_offer_with_itself_costs_what_it_costs_alone() -> None:
    found, question = asked()
    tokens = next(i for i, r in enumerate(found.rows) if r.kind == "hosted")
    part = Part(row=found.rows[tokens], curve=found.curve.pick(tokens), share=1.0)
    worlds = contenders(found.take(np.array([tokens])), [single(part)], question)
    usd = worlds.ahead(DRAW.inputs(worlds.unknowns))
    assert usd[1] == pytest.approx(usd[0], rel=1e-12)


@pytest.mark.parametrize("purchase", ["on-demand", "owned"])
def test_where_tokens_are_dear_nothing_overflows_and_it_is_the_fleet_alone(purchase: str) -> None:
    """But for what the other offer costs at any volume and once."""
    found, question = asked()
    mixture = overflow(found, question, purchase)
    place = np.array([found.ids.index(mixture.rows[0].id)])
    worlds = contenders(found.take(place), [mixture], question)
    dear = _dear_and_nothing_else(worlds.worlds.found.ledger)
    every = replace(worlds.worlds.found, ledger=dear)
    worlds = replace(worlds, worlds=replace(worlds.worlds, found=every))
    usd = worlds.by_month(DRAW.inputs(worlds.unknowns))
    assert usd[1] == pytest.approx(usd[0], rel=1e-9)


def overflow(found: Options, question: Question, purchase: str) -> Mixture:
    rows = found.rows
    fleet = next(
        i
        for i, r in enumerate(rows)
        if r.purchase == purchase and getattr(r, "scaling", "") == "always-on"
    )
    tokens = next(i for i, r in enumerate(rows) if r.kind == "hosted")
    curves = [found.curve.pick(i) for i in (fleet, tokens)]
    return Mixture(
        id="both",
        parts=tuple(
            Part(row=rows[i], curve=c, share=0.5)
            for i, c in zip((fleet, tokens), curves, strict=True)
        ),
        curve=HybridCurve.of(curves[0], curves[1], question.hours),
        said="",
    )


def _dear_and_nothing_else(ledger: Ledger) -> Ledger:
    """Return the last row's tokens at a thousand dollars, without all else that it costs."""
    carried = np.array(ledger.carried)
    carried[-1] &= [line.part not in ("month", "once") for line in ledger.lines]
    dear = ledger.with_request_usd({len(carried) - 1: 1e3})
    return replace(dear, carried=carried)


def test_at_no_discount_the_total_is_the_sum_of_the_months() -> None:
    worlds = compared(flat=True)
    inputs = DRAW.inputs(worlds.unknowns)
    known = [u.id for u in worlds.unknowns]
    assert "discount_rate_per_year" not in known
    usd = worlds.by_month(inputs).sum(axis=1)
    assert worlds.ahead(inputs) == pytest.approx(usd, rel=1e-9)


def test_before_and_after_a_month_are_all_months_and_a_second_start() -> None:
    worlds = compared(flat=True)
    whole, until, since = (
        worlds.ahead(worlds.central, **part)[:, 0] for part in ({}, {"until": 6}, {"since": 6})
    )
    rented = np.array([not any(own(m) for m in mixed(flat=True) if m.id == i) for i in worlds.ids])
    rented &= [found.kind != "owned" for found in worlds.worlds.found.rows[:5]] + [True] * len(
        mixed(flat=True)
    )
    assert (until + since)[rented] == pytest.approx((whole + worlds.once_usd)[rented], rel=1e-9)


def test_they_share_the_chance_of_being_the_best() -> None:
    found, question = asked()
    ahead = prospect(found, question, DRAW, mixtures=mixed())
    assert ahead is not None
    names = {one.id for one in ahead.options}
    assert {one.id for one in mixed()} <= names
    assert sum(one.p_best for one in ahead.options) == pytest.approx(1.0)
    assert all(one.usd_p05 <= one.usd_p95 for one in ahead.options)
    alone = prospect(found, question, DRAW)
    assert alone is not None
    assert ahead.best.usd <= alone.best.usd


def test_a_mixture_binds_who_one_of_its_parts_binds() -> None:
    worlds = compared()
    free = dict(zip(worlds.ids, worlds.free, strict=True))
    assert {bool(free[m.id]) for m in mixed() if own(m)} == {False}
    assert any(free[m.id] for m in mixed())
