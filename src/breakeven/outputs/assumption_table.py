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
    plain_share = one.unit.partition("/")[0] in PERCENTAGES
    known = plain_share or one.unit in ("ratio", "") or one.unit in one.description
    return Text.assemble(one.description, ("" if known else f" ({one.unit})", "dim"))


def _range(one: Assumption) -> str:
    if one.low == one.high:
        return UNKNOWN
    return f"{figure(one.low, one.unit)} to {figure(one.high, one.unit)}"


PERCENTAGES = ("share", "relative change", "chance")
"""What units begin with whose values are read as percentages, such as share/year."""


def figure(value: float, unit: str) -> str:
    """Return an assumed value, a share or a relative change as a percentage.

    >>> figure(0.08, "share/year"), figure(-0.13, "relative change/year"), figure(2, "months")
    ('8 %', '-13 %', '2')
    """
    if unit.partition("/")[0] not in PERCENTAGES:
        return plain(value)
    return f"-{percent(-value)}" if value < 0 else percent(value)
