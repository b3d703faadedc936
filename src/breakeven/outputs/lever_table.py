"""What would change the answer: volume, prices, utilisation, latency targets."""

from collections.abc import Sequence

from rich.table import Column, Table
from rich.text import Text

from breakeven.economics.prospect import Lever
from breakeven.outputs.numbers import count, percent, plain, times, usd
from breakeven.outputs.tables import offer_text, table


def lever_table(levers: Sequence[Lever]) -> Table:
    """Return one line for each number that could change the winner of a month."""
    made = table(
        Column("what", ratio=5),
        Column("now", justify="right", no_wrap=True),
        Column("flips at", justify="right", no_wrap=True),
        Column("to", ratio=5),
    )
    for one in levers:
        then = "at no value" if one.then is None else _figure(one.then, one.unit)
        to = Text() if one.then is None else offer_text(one.instead)
        made.add_row(_what(one), _figure(one.now, one.unit), then, to)
    return made


def _what(one: Lever) -> Text:
    if one.what == "volume":
        return Text("requests a day")
    if one.what == "price":
        return Text.assemble(_unit(one.unit), " of ", offer_text(one.of))
    if one.what == "utilization":
        return Text.assemble("utilisation of ", offer_text(one.of))
    return Text.assemble("latency targets, for ", offer_text(one.of))


def _unit(unit: str) -> str:
    return {
        "USD/hour": "price an hour",
        "USD/machine": "price of a machine",
        "USD/million tokens": "price per M tokens",
    }.get(unit, "price")


def _figure(value: float, unit: str) -> str:
    if unit == "share":
        return percent(value)
    if unit == "requests/day":
        return count(value)
    if unit.startswith("USD"):
        return usd(value)
    return "as asked" if value == 1.0 else times(value) if value > 1 else f"x {plain(value)}"
