"""Ways to buy, side by side: the best option of each kind and purchase mode."""

from collections.abc import Sequence

from rich.table import Column, Table

from breakeven.economics.decision import Option
from breakeven.outputs.names import KINDS
from breakeven.outputs.numbers import usd
from breakeven.outputs.tables import number_column, offer_text, table

SCALING = "scaling="


def best_of_ways(options: Sequence[Option]) -> list[Option]:
    """Return the first feasible option of each kind, purchase mode and way of scaling."""
    first: dict[tuple[str, str, str], Option] = {}
    for option in options:
        if option.feasible:
            first.setdefault((option.kind, option.purchase, _scaling(option)), option)
    return list(first.values())


def ways_table(options: Sequence[Option]) -> Table:
    """Return a line for each way to buy, cheapest first."""
    made = table(
        Column("way to buy", no_wrap=True),
        number_column("$ a month"),
        number_column("paid once"),
        Column("the best", ratio=1),
    )
    for option in best_of_ways(options):
        once = sum(line.usd for line in option.once)
        made.add_row(way(option), usd(option.usd_per_month), usd(once), offer_text(option.id))
    return made


def way(option: Option) -> str:
    """Return how an option is bought, in words."""
    scaling = _scaling(option)
    words = {
        "": "",
        "autoscaled": ", autoscaled",
        "base-and-peak": " base, on-demand peak",
        "scale-to-zero": ", from zero",
    }
    bought = "" if option.purchase in ("", "owned") else f", {option.purchase}"
    return f"{KINDS[option.kind]}{bought}{words.get(scaling, scaling)}"


def _scaling(option: Option) -> str:
    return next(
        (p.removeprefix(SCALING) for p in option.id.split(",") if p.startswith(SCALING)), ""
    )
