"""The months ahead as rows: traffic, worth of later money, engines, prices."""

from collections.abc import Mapping
from dataclasses import dataclass

from breakeven.domain.horizon import Horizon
from breakeven.economics.decision import Decision
from breakeven.economics.outlook import DRIFTS, MONTHS_PER_YEAR, MOVED, RENEWED
from breakeven.outputs.xlsx.book import Page
from breakeven.outputs.xlsx.inputs_sheet import Inputs
from breakeven.outputs.xlsx.live import Live, live

HEAD = (
    "month",
    "",
    "requests a day",
    "traffic over today's, if told",
    "a later dollar is worth today",
    "a machine serves over today",
    "own moves: tokens",
    "own moves: rents",
    "own moves: hardware",
    "API prices",
    "hosts' prices",
    "rents",
    "rents of a year's contract",
    "rents of three years'",
    "prices of machines",
)
MOVES = ("tokens", "machines", "hardware")
PATHS = ("api", "hosted", "machines", "reserved-1y", "reserved-3y", "hardware")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """One month, as cells."""

    number: Live
    """From 1 on."""
    volume: Live
    worth: Live
    gain: Live
    prices: Mapping[str, Live]
    """Over today's, by path."""


def months_of(decision: Decision) -> int:
    """Return how many months the answer looks ahead."""
    if decision.prospect is not None:
        return decision.prospect.months
    known = (one.value for one in decision.assumptions if one.id == "horizon_months")
    return round(next(known, 36))


def outlook_block(page: Page, decision: Decision, inputs: Inputs, *, row: int) -> tuple[Ahead, ...]:
    """Write the months from a row on, the head included."""
    page.row(row, HEAD)
    page.tall(row, 4)
    found: list[Ahead] = []
    for month in range(months_of(decision)):
        found.append(_month(page, decision, inputs, found, row=row + 1 + month))
    return tuple(found)


def _month(
    page: Page, decision: Decision, inputs: Inputs, before: list[Ahead], *, row: int
) -> Ahead:
    month = len(before)
    page.number(row, 0, month + 1, "month")
    year = Live(month / MONTHS_PER_YEAR, f"(({page.at(row, 0).formula}-1)/12)")
    factor = _traffic(page, decision.horizon, inputs, month=month, row=row)
    moves = {kind: _move(page, decision.horizon, kind, month, row) for kind in MOVES}
    prices = {"constant": live(1.0)}
    for path, name in DRIFTS.items():
        moved = next(moves[kind] for kind, paths in MOVED.items() if path in paths)
        prices[path] = (1.0 + inputs.value(name)) ** year * moved
    cells = {"constant": live(1.0)}
    for column, path in enumerate(PATHS, 9):
        if path in RENEWED:
            signed = (month // RENEWED[path]) * RENEWED[path]
            of = cells["machines"] if signed == month else before[signed].prices["machines"]
            cells[path] = page.put(row, column, of, "factor")
        else:
            cells[path] = page.put(row, column, prices[path], "factor")
    rate = inputs.value("discount_rate_per_year")
    worth = 1.0 / (1.0 + rate) ** (year + 0.5 / MONTHS_PER_YEAR)
    gain = (1.0 + inputs.value("engine_gain_per_year")) ** year
    return Ahead(
        number=page.at(row, 0, month + 1.0),
        volume=page.put(row, 2, inputs.traffic.requests_per_day * factor, "count"),
        worth=page.put(row, 4, worth, "factor"),
        gain=page.put(row, 5, gain, "factor"),
        prices=cells,
    )


def _traffic(page: Page, horizon: Horizon, inputs: Inputs, *, month: int, row: int) -> Live:
    """Return the traffic over today's: as the scenario tells it, else by its growth."""
    if horizon.volume:
        told = horizon.volume[min(month, len(horizon.volume) - 1)] / horizon.volume[0]
        page.number(row, 3, told, "input")
        return page.at(row, 3, told)
    page.text(row, 3, "")
    power = Live(float(month), f"({page.at(row, 0).formula}-1)")
    return (1.0 + inputs.value("growth_per_month")) ** power


def _move(page: Page, horizon: Horizon, kind: str, month: int, row: int) -> Live:
    """Write the product of a scenario's own moves of a price, as an input."""
    factor = 1.0
    for move in horizon.moves:
        if move.prices == kind and month >= move.month:
            factor *= 1.0 + move.change
    column = 6 + MOVES.index(kind)
    page.number(row, column, factor, "input")
    return page.at(row, column, factor)
