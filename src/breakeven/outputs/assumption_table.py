"""What an answer assumes: values, the ranges in which they are believed to lie, sources."""

from collections.abc import Sequence

from rich.table import Column, Table
from rich.text import Text

from breakeven.domain.provenance import Assumption
from breakeven.outputs.numbers import UNKNOWN, percent, plain
from breakeven.outputs.tables import number_column, table


def assumption_table(assumptions: Sequence[Assumption]) -> Table:
    """Return one line for each assumption."""
    made = table(
        Column("what", ratio=7),
        number_column("value"),
        number_column("range"),
        Column("source", ratio=4),
    )
    for one in assumptions:
        source = Text(str(one.provenance), style="dim")
        made.add_row(_what(one), figure(one.value, one.unit), _range(one), source)
    return made


def _what(one: Assumption) -> Text:
    """Return what is assumed, with the unit where the words do not have it."""
    known = one.unit in ("share", "ratio", "") or one.unit in one.description
    return Text.assemble(one.description, ("" if known else f" ({one.unit})", "dim"))


def _range(one: Assumption) -> str:
    if one.low == one.high:
        return UNKNOWN
    return f"{figure(one.low, one.unit)} to {figure(one.high, one.unit)}"


def figure(value: float, unit: str) -> str:
    """Return an assumed value, a share as a percentage."""
    return percent(value) if unit == "share" else plain(value)
