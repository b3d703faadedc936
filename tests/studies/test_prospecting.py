"""The months ahead of real options, as accounts."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from breakeven.api.asking import market_of, question_of
from breakeven.api.workloads import workload_of_numbers
from breakeven.domain.horizon import Horizon, PriceMove
from breakeven.domain.offers import RentalOffer
from breakeven.domain.scenario import Costs, ModelChoice, Scenario
from breakeven.domain.workload import LatencyTargets
from breakeven.economics.fleet_rows import FleetRow
from breakeven.economics.levers import levers
from breakeven.economics.market import Market, Question
from breakeven.economics.options import Options, options, with_followers
from breakeven.economics.prospect import Prospect
from breakeven.inputs.catalog import Catalog, load_catalog
from breakeven.studies.prospecting import Draw, prospect
from breakeven.studies.sampling import unit_cube
from breakeven.studies.unknowns import PLACED, unknowns_of
from breakeven.studies.worlds import Worlds

MODELS = ("gpt-4o-mini", "llama-3.1-8b")
DRAW = Draw(cube=unit_cube(128, seed=7), seed=7)
FLAT = {
    "api_price_change_per_year": 0.0,
    "hosted_price_change_per_year": 0.0,
    "rental_price_change_per_year": 0.0,
    "hardware_price_change_per_year": 0.0,
    "engine_gain_per_year": 0.0,
}
PURCHASES = ("on-demand", "reserved-1y", "owned", "colocation")


@cache
def catalog() -> Catalog:
    return load_catalog()


@cache
def market() -> Market:
    full = market_of(catalog())
    few = tuple(r for r in full.rentals if r.provider in ("gcp", "lambda", "aws"))
    return replace(full, rentals=few)


def question(volume: float = 200_000.0, **parts: object) -> Question:
    workload = workload_of_numbers(
        requests_per_day=volume, input_tokens=1155.0, output_tokens=211.0, spread=(0.92, 0.6)
    )
    scenario = Scenario(
        models=ModelChoice(only=MODELS),
        costs=Costs(purchases=PURCHASES),  # type: ignore[arg-type]
    )
    return question_of(replace(scenario, **parts), workload, catalog())  # type: ignore[arg-type]


def found(asked: Question, on: Market | None = None) -> Options:
    return with_followers(options(on or market(), asked), asked)


def ahead(asked: Question, on: Market | None = None) -> Prospect:
    answer = prospect(found(asked, on), asked, DRAW)
    assert answer is not None
    return answer


def central(asked: Question, on: Market | None = None) -> np.ndarray:  # type: ignore[type-arg]
    worlds = Worlds(found=found(asked, on), question=asked, unknowns=())
    return worlds.ahead(np.empty((0, 1)))[:, 0]


def test_without_change_the_horizon_is_the_month_times_the_months_and_what_is_paid_once() -> None:
    asked = question(horizon=Horizon(months=12, discount_rate_per_year=0.0), assumptions=FLAT)
    some = found(asked)
    rented = np.array([row.kind != "owned" for row in some.rows])
    month = np.asarray(some.curve.cost(asked.workload.requests_per_day))
    once = np.asarray(some.ledger.amounts(asked.assumed, "once"))
    assert central(asked)[rented] == pytest.approx((12 * month + once)[rented], rel=1e-9)


def test_at_no_discount_the_total_is_the_sum_of_the_months() -> None:
    for option in ahead(question(horizon=Horizon(discount_rate_per_year=0.0))).options:
        assert option.usd == pytest.approx(sum(option.usd_by_month), rel=1e-9)
        assert option.usd == pytest.approx(option.usd_undiscounted, rel=1e-9)


def test_doubling_all_prices_doubles_all_totals() -> None:
    full = market()
    dearer = replace(
        full,
        rentals=tuple(replace(r, usd_per_hour=2 * r.usd_per_hour) for r in full.rentals),
        hardware=tuple(replace(h, usd=2 * h.usd) for h in full.hardware),
        token_offers=tuple(
            replace(
                o,
                usd_per_thousand_requests=2 * o.usd_per_thousand_requests,
                prices=tuple(
                    replace(
                        p,
                        input_usd_per_million_tokens=2 * p.input_usd_per_million_tokens,
                        output_usd_per_million_tokens=2 * p.output_usd_per_million_tokens,
                        cached_input_usd_per_million_tokens=(
                            2 * p.cached_input_usd_per_million_tokens
                        ),
                    )
                    for p in o.prices
                ),
            )
            for o in full.token_offers
        ),
        reserved=(),
    )
    full = replace(full, reserved=())
    names = [line.name for line in question().lines]
    kept = {"repairs", "rollouts"}
    bought = {line.name for line in question().lines if line.trend != "none"}
    without = tuple(n for n in dict.fromkeys(names) if n not in kept | bought)
    asked = question(costs=Costs(without=without, purchases=PURCHASES))  # type: ignore[arg-type]
    assert central(asked, dearer) == pytest.approx(2 * central(asked, full), rel=1e-9)


@pytest.mark.parametrize("more", [1.3, 5.0, 40.0])
def test_more_load_never_costs_less_in_total(more: float) -> None:
    asked = question(assumptions=FLAT)
    bigger = replace(asked, workload=replace(asked.workload, requests_per_day=more * 200_000.0))
    some = found(asked)
    totals = [
        Worlds(found=some, question=q, unknowns=()).ahead(np.empty((0, 1)))[:, 0]
        for q in (asked, bigger)
    ]
    assert (totals[1] >= totals[0] * (1 - 1e-12)).all()


def test_another_option_never_raises_the_best_total() -> None:
    asked = question()
    fewer = replace(market(), token_offers=market().token_offers[::2])
    assert central(asked).min() <= central(asked, fewer).min()


def test_the_answer_is_the_same_every_time_and_adds_up() -> None:
    asked = question()
    first, second = ahead(asked), ahead(asked)
    assert first.to_dict() == second.to_dict()
    assert sum(o.p_best for o in first.options) == pytest.approx(1.0)
    assert first.best.usd == min(o.usd for o in first.options)
    assert all(o.usd_p05 <= o.usd_p95 for o in first.options)
    assert all(m.usd <= first.evpi_usd * (1 + 1e-9) for m in first.measurements)


def test_waiting_for_everything_to_be_known_is_never_dearer_than_for_nothing() -> None:
    for one in ahead(question()).waiting:
        assert one.usd_knowing <= one.usd * (1 + 1e-12)


def test_freedom_is_worth_something_where_free_prices_fall() -> None:
    move = PriceMove(month=6, prices="tokens", change=-0.9)
    calm = {one.id: one.usd for one in ahead(question()).locked}
    falling = {one.id: one.usd for one in ahead(question(horizon=Horizon(moves=(move,)))).locked}
    both = calm.keys() & falling.keys()
    assert both
    assert all(falling[name] >= calm[name] for name in both)


def test_every_assumption_with_a_range_that_a_bill_rests_on_is_an_unknown() -> None:
    asked = question()
    some = found(asked)
    names = {u.id for u in unknowns_of(some, asked, ahead=True)}
    assert {"people_share", "burst_minute", "prediction", "growth_per_month"} <= names
    stated = question(assumptions={"people_share": 0.3})
    assert "people_share" not in {u.id for u in unknowns_of(some, stated, ahead=True)}
    assert len(set(PLACED)) == len(PLACED) <= 32


def test_the_winner_changes_at_the_price_that_a_lever_says() -> None:
    asked = question()
    some = found(asked)
    usd = np.asarray(some.curve.cost(asked.workload.requests_per_day))
    for lever in levers(some, asked, ()):
        if lever.what != "price" or lever.then is None:
            continue
        place = some.ids.index(lever.of)
        tokens = float(
            np.asarray(some.ledger.amounts(asked.assumed, "request", ("tokens",)))[place]
        )
        if tokens:
            change = tokens * (lever.then / lever.now - 1) * asked.workload.requests_per_day
            other = usd[some.ids.index(lever.instead)] if lever.instead != lever.of else usd.min()
            assert usd[place] + change == pytest.approx(other, rel=1e-9)


def test_following_the_load_never_costs_more() -> None:
    asked = question(3_000_000.0)
    some = found(asked)
    usd = dict(zip(some.ids, np.asarray(some.curve.cost(3_000_000.0)), strict=True))
    scaled = [name for name in usd if name.endswith(",scaling=autoscaled")]
    assert scaled
    for name in scaled:
        assert usd[name] <= usd[name.removesuffix(",scaling=autoscaled")] * (1 + 1e-12)


def test_a_machine_that_sleeps_is_paid_for_each_request_that_wakes_it() -> None:
    slow = LatencyTargets(e2e_p99_ms=3_600_000.0)
    asked = question(50.0, targets=slow, costs=Costs(purchases=("on-demand",)))
    some = found(asked)
    names = [n for n in some.ids if n.endswith(",scaling=scale-to-zero")]
    assert names
    usd = dict(zip(some.ids, np.asarray(some.curve.cost(50.0)), strict=True))
    for name in names:
        row = some.rows[some.ids.index(name)]
        assert isinstance(row, FleetRow)
        assert isinstance(row.machine, RentalOffer)
        latency = row.replica.latency
        served = (latency.ttft_p50_ms + latency.tpot_p50_ms * 211.0) / 1e3
        awake = asked.assumed("cold_start_seconds") + asked.assumed("idle_seconds") + served
        hours = 50.0 * asked.days_per_month * awake / 3_600
        egress = 0.09 * 200 * 211.0 * 50.0 * asked.days_per_month / 1e9
        months = [line for line in asked.lines if line.part == "month"]
        fixed = sum(
            float(line.factor(asked.assumed)) for line in months if line.on("rented", "on-demand")
        )
        assert usd[name] == pytest.approx(fixed + row.machine.usd_per_hour * hours + egress)
    assert not any("scale-to-zero" in n for n in found(question(50.0)).ids)
