"""The spreadsheet recalculated by LibreOffice: as delivered, and with changed inputs.

A recalculated sheet must say what the engine says of the same change.
"""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from breakeven.domain.offers import RentalOffer
from breakeven.economics.decision import Decision
from breakeven.economics.fleet_rows import FleetRow
from breakeven.economics.market import Market
from breakeven.economics.owned import Server
from breakeven.economics.recipe import Recipe
from tests.office.conftest import Recalculated
from tests.office.engine import SCENARIO, Asked, answer, with_volume
from tests.outputs.xlsx import reading

pytestmark = pytest.mark.office
CLOSE = 1e-6


def is_mixed(recipe: Recipe) -> bool:
    """Whether a base is reserved for all months: an input, which the engine may choose anew."""
    return isinstance(recipe.row, FleetRow) and recipe.row.scaling == "base-and-peak"


def agree(book: Any, made_of: Decision, engine: Decision, *, with_bases: bool = False) -> None:
    """Compare bills, months, paybacks and crossings of a sheet with the engine's."""
    assert engine.prospect is not None
    options = {o.id: o.usd_per_month for o in engine.options if o.feasible}
    bills = {n: v for n, v in reading.bills(book, made_of).items() if n in options}
    assert len(bills) >= 10
    assert bills == pytest.approx({n: options[n] for n in bills}, rel=CLOSE)
    apart = set() if with_bases else {r.id for r in made_of.recipes if is_mixed(r)}
    ahead = {o.id: o.usd for o in engine.prospect.options if o.id not in apart}
    totals = {n: v for n, v in reading.totals_ahead(book, made_of).items() if n in ahead}
    assert len(totals) >= 6
    assert totals == pytest.approx({n: ahead[n] for n in totals}, rel=CLOSE)
    known = reading.known_crossings(engine)
    compared = 0
    for pair, (count, places) in reading.crossings(book).items():
        if pair in known:
            assert count == len(known[pair]), pair
            assert places == pytest.approx(known[pair][:12], rel=CLOSE), pair
            compared += 1
    assert compared >= 3


def agree_on_paybacks(book: Any, made_of: Decision, engine: Decision) -> None:
    """Compare paybacks, where the engine compares with the same option as the sheet."""
    assert engine.prospect is not None
    found = reading.paybacks(book, made_of)
    against = {p.against for p in made_of.prospect.paybacks} if made_of.prospect else set()
    apart = {r.id for r in made_of.recipes if is_mixed(r)}
    known = {
        p.id: p.months
        for p in engine.prospect.paybacks
        if p.id in found and p.against in against and p.id not in apart
    }
    assert known
    for name, months in known.items():
        assert found[name] == ("never" if months is None else pytest.approx(months, rel=CLOSE))


def test_as_delivered_every_value_is_what_office_calculates(
    recalculated: Recalculated, asked: Asked, tmp_path: Any
) -> None:
    import openpyxl

    from breakeven.outputs.xlsx import write_workbook

    ours = openpyxl.load_workbook(write_workbook(asked.decision, tmp_path / "a.xlsx"))
    values = openpyxl.load_workbook(tmp_path / "a.xlsx", data_only=True)
    theirs = recalculated({})
    formulas, wrong = 0, []
    for sheet in ours:
        for row in sheet.iter_rows():
            for one in row:
                if one.data_type != "f":
                    continue
                formulas += 1
                mine = values[sheet.title][one.coordinate].value
                other = theirs[sheet.title][one.coordinate].value
                if not same(mine, other):
                    wrong.append((sheet.title, one.coordinate, mine, other, one.value))
    assert formulas > 3_000
    assert wrong == []
    agree(theirs, asked.decision, asked.decision, with_bases=True)
    agree_on_paybacks(theirs, asked.decision, asked.decision)


def same(mine: object, other: object) -> bool:
    """Whether two values are the same; differences of large equal costs are noise."""
    if isinstance(mine, int | float) and isinstance(other, int | float):
        return math.isclose(mine, other, rel_tol=CLOSE, abs_tol=1e-2 if abs(mine) < 1e-2 else 0.0)
    return (mine or "") == (other or "")


def test_with_three_times_the_volume(recalculated: Recalculated, asked: Asked) -> None:
    volume = 3.0 * asked.decision.workload.requests_per_day
    book = recalculated({"requests_per_day": volume})
    engine = answer(with_volume(3.0)).decision
    agree(book, asked.decision, engine)
    agree_on_paybacks(book, asked.decision, engine)


def test_with_another_discount_and_growth(recalculated: Recalculated, asked: Asked) -> None:
    book = recalculated({"discount_rate_per_year": 0.21, "growth_per_month": 0.015})
    ahead = replace(SCENARIO.horizon, discount_rate_per_year=0.21, growth_per_month=0.015)
    engine = answer(replace(SCENARIO, horizon=ahead)).decision
    agree(book, asked.decision, engine)
    agree_on_paybacks(book, asked.decision, engine)


def test_with_other_wages_and_lives(recalculated: Recalculated, asked: Asked) -> None:
    said = {"engineer_usd_per_hour": 90.0, "lifetime_years": 2.3, "electricity_usd_per_kwh": 0.2}
    book = recalculated(said)
    agree(book, asked.decision, answer(replace(SCENARIO, assumptions=said)).decision)


def test_with_another_price_of_tokens(recalculated: Recalculated, asked: Asked) -> None:
    number, recipe = first(asked.decision, lambda r: r.row.kind == "api")
    book = recalculated({f"opt{number:02d}_output_usd_per_mtok": 2.5})

    def dearer(market: Market) -> Market:
        offers = tuple(
            replace(o, prices=(replace(o.prices[0], output_usd_per_million_tokens=2.5),))
            if o.id == recipe.id
            else o
            for o in market.token_offers
        )
        return replace(market, token_offers=offers)

    engine = answer(change=dearer).decision
    before = {o.id: o.usd_per_month for o in asked.decision.options}
    assert reading.bills(book, asked.decision)[recipe.id] > 1.2 * before[recipe.id]
    agree(book, asked.decision, engine)


def test_with_another_price_of_a_rented_gpu(recalculated: Recalculated, asked: Asked) -> None:
    number, recipe = first(asked.decision, lambda r: r.row.purchase == "on-demand")
    assert isinstance(recipe.row, FleetRow)
    machine = recipe.row.machine
    assert isinstance(machine, RentalOffer)
    usd = 0.9 * machine.usd_per_hour
    rented = [
        i
        for i, r in enumerate(asked.decision.recipes, 1)
        if isinstance(r.row, FleetRow) and r.row.machine == machine
    ]
    assert number in rented
    book = recalculated({f"opt{i:02d}_usd_per_hour": usd for i in rented})

    def cheaper(market: Market) -> Market:
        some = (replace(r, usd_per_hour=usd) if r == machine else r for r in market.rentals)
        return replace(market, rentals=tuple(some))

    agree(book, asked.decision, answer(change=cheaper).decision)


def test_with_another_price_of_own_machines(recalculated: Recalculated, asked: Asked) -> None:
    own = {
        f"opt{i:02d}_machine_usd": 1.25 * r.row.machine.usd
        for i, r in enumerate(asked.decision.recipes, 1)
        if isinstance(r.row, FleetRow) and isinstance(r.row.machine, Server)
    }
    assert own
    book = recalculated(own)

    def dearer(market: Market) -> Market:
        return replace(
            market, hardware=tuple(replace(h, usd=1.25 * h.usd) for h in market.hardware)
        )

    agree(book, asked.decision, answer(change=dearer).decision)


def first(decision: Decision, which: Callable[[Recipe], bool]) -> tuple[int, Recipe]:
    """Return the first option of some kind, and its number in the sheet."""
    return next((i, r) for i, r in enumerate(decision.recipes, 1) if which(r))
