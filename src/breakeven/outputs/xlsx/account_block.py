"""What an option's bill is computed from, and its lines, as a column of a sheet."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from breakeven.economics.recipe import Recipe
from breakeven.outputs.xlsx.bill_lines import Account, Machines
from breakeven.outputs.xlsx.book import Page
from breakeven.outputs.xlsx.drivers import drivers, minimum_machines, served_per_day, token_parts
from breakeven.outputs.xlsx.inputs_sheet import Inputs
from breakeven.outputs.xlsx.live import ZERO, Live, live, most, rounded_up
from breakeven.outputs.xlsx.load_sheet import Load

LEFT = 2
"""First column of options."""
DRIVERS = (
    ("request_usd", "a request a day, for a month", "USD", "usd_small"),
    ("second_usd", "a second a request, for a month", "USD", "usd_small"),
    ("rent_usd", "rent of a machine", "USD/month", "usd"),
    ("capex_usd", "price of a machine", "USD", "usd"),
    ("machine_usd", "rent or depreciation of a machine", "USD/month", "usd"),
    ("gpus", "GPUs of a machine", "GPUs", "count"),
    ("kilowatts", "power limit of its GPUs", "kW", "count"),
    ("disk_gb", "disk of a machine", "GB", "count"),
    ("output_tokens", "answers to a request a day", "tokens/month", "count"),
)
HEIGHT = len(DRIVERS) + 9
"""Rows of a block."""


def account_block(
    page: Page,
    recipe: Recipe,
    inputs: Inputs,
    load: Load,
    *,
    row: int,
    column: int,
    volume: Live | None = None,
    kept: Live | None = None,
) -> Account:
    """Write an option's drivers and machines.

    `volume` are the requests a day that it serves, `kept` its machines; None for all requests, and
    for as many machines as they need.
    """
    page.text(row, 0, "What drives the bill", "section")
    known = drivers(recipe, inputs)
    cells: dict[str, Live] = {"one": live(1.0)}
    for i, (key, what, unit, style) in enumerate(DRIVERS, row + 1):
        page.row(i, (what, unit), "line")
        if key in known:
            cells[key] = page.put(i, column, known[key], style)
    row += len(DRIVERS) + 2
    tokens = token_parts(recipe, inputs)
    if volume is not None:
        inputs = replace(inputs, traffic=replace(inputs.traffic, requests_per_day=volume))
    return Account(
        recipe=recipe,
        inputs=inputs,
        drivers=cells,
        tokens=tokens,
        machines=_machines(page, recipe, inputs, load, row=row, column=column, kept=kept),
    )


def _machines(
    page: Page,
    recipe: Recipe,
    inputs: Inputs,
    load: Load,
    *,
    row: int,
    column: int,
    kept: Live | None,
) -> Machines | None:
    page.text(row, 0, "Machines (or steps of reserved units)", "section")
    said = (
        ("one serves, at its share of the peak", "requests/day"),
        ("least", "machines"),
        ("needed at the peak", "machines"),
        ("paid for on average, in full prices", "machines"),
        ("spares", "machines"),
    )
    for i, (what, unit) in enumerate(said, row + 1):
        page.row(i, (what, unit), "line")
    serves = served_per_day(recipe, inputs)
    if serves is None:
        return None
    served = page.put(row + 1, column, serves, "count")
    minimum = page.put(row + 2, column, minimum_machines(recipe, inputs), "count")
    volume = inputs.traffic.requests_per_day
    needed = most(rounded_up(volume / served), minimum) if kept is None else kept
    peak = page.put(row + 3, column, needed, "count")
    follows = float(recipe.time.scaled) > 0 and kept is None
    paid = load.paid(recipe.id, volume / served, minimum) if follows else peak
    spares = inputs.value("spare_machines") * float(recipe.time.spared)
    return Machines(
        served=served,
        minimum=minimum,
        paid=page.put(row + 4, column, paid, "count"),
        spares=page.put(row + 5, column, spares, "count") if spares.formula != "0" else ZERO,
    )


def write_lines(
    page: Page, row: int, named: Sequence[Mapping[str, Live]], cells: list[dict[str, Live]]
) -> int:
    """Write lines by their names, and return the row after them."""
    names = list(dict.fromkeys(name for found in named for name in found))
    for i, name in enumerate(names, row):
        page.row(i, (name, "USD"), "line")
    for column, found in enumerate(named, LEFT):
        cells.append(
            {name: page.put(row + names.index(name), column, usd) for name, usd in found.items()}
        )
    return row + len(names)
