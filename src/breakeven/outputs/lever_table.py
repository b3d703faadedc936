"""What would change the answer: volume, prices, utilisation, latency targets."""

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.table import Column, Table
from rich.text import Text

from breakeven.economics.prospect import Lever
from breakeven.outputs.numbers import count, percent, plain, times, usd
from breakeven.outputs.tables import offer_text, table

NUMBERS = {
    "price": "price",
    "utilization": "utilisation",
    "latency": "latency target",
    "volume": "volume",
}


def lever_parts(levers: Sequence[Lever]) -> Iterator[RenderableType]:
    """Yield a line for each number that could change the winner of a month."""
    if any(one.then is not None for one in levers):
        yield _table([one for one in levers if one.then is not None])
    never: dict[str, list[str]] = {}
    for one in levers:
        if one.then is None:
            never.setdefault(one.of, []).append(NUMBERS[one.what])
    for option, numbers in never.items():
        *first, last = numbers
        said = f"{', '.join(first)} or {last}" if first else last
        yield Text.assemble("at no ", said, " of its own: ", offer_text(option), style="dim")


def _table(levers: Sequence[Lever]) -> Table:
    made = table(
        Column("what", ratio=5),
        Column("now", justify="right", no_wrap=True),
        Column("flips at", justify="right", no_wrap=True),
        Column("to", ratio=5),
    )
    for one in levers:
        now, then = (lever_figure(value, one.unit) for value in (one.now, one.then or 0.0))
        made.add_row(lever_words(one), now, then, offer_text(one.instead))
    return made


def lever_words(one: Lever) -> Text:
    """Return which number of the question or the market it is."""
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
        "USD/unit-hour": "price of a unit an hour",
        "USD/machine": "price of a machine",
        "USD/million tokens": "price per M tokens",
    }.get(unit, "price")


def lever_figure(value: float, unit: str) -> str:
    """Return a value of that number; of latency targets, over those that were asked."""
    if unit == "share":
        return percent(value)
    if unit == "requests/day":
        return count(value)
    if unit.startswith("USD"):
        return usd(value)
    return "as asked" if value == 1.0 else times(value) if value > 1 else f"x {plain(value)}"
