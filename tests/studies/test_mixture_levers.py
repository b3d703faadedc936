"""Levers where a mixture is the best: what they say holds when the market is so."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from breakeven.economics.levers import levers
from breakeven.economics.market import Question
from breakeven.economics.options import Options
from breakeven.economics.prospect import Lever
from breakeven.economics.rows import TokenRow
from breakeven.studies.hybrid import hybrids
from breakeven.studies.mixture import Mixture
from breakeven.studies.mixture_levers import Field, mixture_levers
from tests.studies.portfolio.world import demanded

VOLUME = 8e6
SLACK = 1e-6


@cache
def world() -> tuple[Options, tuple[Mixture, ...], Question]:
    """Tokens at three times their price: then a hybrid is the best."""
    one = demanded("a", requests_per_day=VOLUME)
    dear = {i: thrice(r) for i, r in enumerate(one.found.rows) if isinstance(r, TokenRow)}
    found = one.found.with_tokens(dear, one.question)
    return found, hybrids(found, one.question), one.question


def thrice(row: TokenRow) -> TokenRow:
    names = ("input_usd", "cached_input_usd", "output_usd", "call_usd")
    return replace(row, price=replace(row.price, **{n: 3.0 * getattr(row.price, n) for n in names}))


def said() -> tuple[Lever, ...]:
    found, mixed, question = world()
    return mixture_levers(found, mixed, question, ())


def test_a_mixture_is_the_best_here() -> None:
    found, mixed, question = world()
    field = Field(found=found, mixtures=mixed, question=question)
    assert field.order[0] >= len(found.rows)
    assert {lever.what for lever in said()} >= {"price", "utilization"}


def test_without_a_mixture_they_are_those_of_options_alone() -> None:
    found, _, question = world()
    assert mixture_levers(found, (), question, ()) == levers(found, question, ())


@pytest.mark.parametrize("way", ["tokens", "machines"])
def test_at_the_price_that_is_said_another_wins_and_just_before_none(way: str) -> None:
    """The market is priced anew there: the fleet's rent, or all that the token offer costs."""
    found, mixed, question = world()
    best = mixed[0]
    row = best.rows[1 if way == "tokens" else 0]
    lever = next(one for one in said() if one.what == "price" and one.of == row.id)
    if lever.then is None:
        # However dear tokens are, fewer of them are needed: it ends as the fleet alone.
        assert way == "tokens"
        usd = anew(found, mixed, question, row.id, 100.0)
        assert usd[best.id] <= min(usd.values()) * (1.0 + 1e-9)
        return
    assert lever.then > lever.now
    for beyond, wins in ((1.0 - SLACK, True), (1.0 + SLACK, False)):
        usd = anew(found, mixed, question, row.id, beyond * lever.then / lever.now)
        assert (min(usd, key=usd.__getitem__) == best.id) == wins
    assert min(usd, key=usd.__getitem__) == lever.instead


def anew(
    found: Options, mixed: tuple[Mixture, ...], question: Question, name: str, factor: float
) -> dict[str, float]:
    """Return what all cost with one offer's price changed in its row, and curves made of that."""
    at = found.ids.index(name)
    drivers = found.ledger.drivers
    changed = {}
    for driver in ("request_usd", "rent_usd", "capex_usd", "machine_usd"):
        values = np.array(getattr(drivers, driver), float)
        values[at] *= factor
        changed[driver] = values
    # Lines that are shares of a machine's price, and follow none, stay as they were.
    ledger = replace(found.ledger, drivers=replace(drivers, **changed))
    before = found.ledger.amounts(question.assumed, "machine", ("none",))
    after = ledger.amounts(question.assumed, "machine", ("none",))
    curve = ledger.curve(question.assumed)
    shift = np.asarray(after, float) - np.asarray(before, float)
    idle = [
        np.asarray(one.amounts(question.assumed, "machine", ("none",), idle=True), float)
        for one in (ledger, found.ledger)
    ]
    spare = question.assumed("spare_machines") * np.asarray(found.ledger.time.spared)
    more = np.asarray(ledger.amounts(question.assumed, "request", ("none",)), float)
    same = np.asarray(found.ledger.amounts(question.assumed, "request", ("none",)), float)
    curve = replace(
        curve,
        step_usd=np.asarray(curve.step_usd) - shift,
        fixed=np.asarray(curve.fixed) - spare * (idle[0] - idle[1]),
        per_request=np.asarray(curve.per_request) - (more - same),
    )
    usd = dict(zip(found.ids, np.asarray(curve.cost(VOLUME)), strict=True))
    for one in mixed:
        parts = [curve.pick(found.ids.index(row.id)) for row in one.rows]
        usd[one.id] = float(np.asarray(one.usd(parts, question)).reshape(-1)[0])
    return usd


def test_a_rival_that_stands_alone_wins_at_its_lower_price() -> None:
    found, mixed, question = world()
    rivals = [one for one in said() if one.what == "price" and one.then and one.then < one.now]
    assert rivals
    for lever in rivals:
        if lever.then is None or lever.instead not in found.ids:
            continue
        usd = anew(found, mixed, question, lever.of, (1.0 - SLACK) * lever.then / lever.now)
        assert min(usd, key=usd.__getitem__) == lever.instead
