"""What a task that ends well costs, cheapest first."""

from collections.abc import Sequence

from rich.table import Column, Table

from breakeven.economics.decision import Option
from breakeven.outputs.numbers import percent, usd
from breakeven.outputs.tables import number_column, offer_text, table

FEW = 6


def by_task(options: Sequence[Option]) -> list[Option]:
    """Return the best option of each kind and model whose tasks have a cost, cheapest first."""
    first: dict[tuple[str, str], Option] = {}
    told = [o for o in options if o.feasible and o.per_task and o.per_task.value is not None]
    for option in sorted(told, key=lambda o: o.per_task.value or 0.0 if o.per_task else 0.0):
        first.setdefault((option.kind, option.model), option)
    return list(first.values())


def task_table(options: Sequence[Option]) -> Table:
    """Return a line for each of the first options, with the range and where it comes from."""
    made = table(
        Column("option", ratio=4),
        number_column("$ per 1,000"),
        number_column("5 to 95 %"),
        number_column("ends well"),
        Column("from", ratio=3),
    )
    for option in by_task(options)[:FEW]:
        cost = option.per_task
        if cost is None or cost.value is None:
            continue
        low, high = (None if x is None else 1_000 * x for x in (cost.low, cost.high))
        made.add_row(
            offer_text(option.id),
            usd(1_000 * cost.value),
            f"{usd(low)} to {usd(high)}",
            percent(cost.ends_well),
            cost.source,
        )
    return made
