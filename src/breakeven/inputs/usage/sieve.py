"""Rows that count, told from the others by what is cheap to see.

Why a row does not count is a word that many comparisons find. Most rows count, which a few tell
(`plain`); of the others most gave nothing, which one tells (`served`), and only what is left is
asked for its word.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from breakeven.inputs.usage.groups import Group, grouped
from breakeven.inputs.usage.keeping import constant
from breakeven.inputs.usage.normal import ASIDE, JUDGED
from breakeven.inputs.usage.tables import rows_of

if TYPE_CHECKING:
    import ibis.expr.types as ir


@dataclass(frozen=True, slots=True, kw_only=True)
class Sieved:
    """A log's rows, the ones that count apart from the others."""

    groups: tuple[Group, ...]
    """The sums of those that count."""
    others: Mapping[str, int]
    """How many others there are, by why they do not count."""
    events: "ir.Table"
    """Those that count, without the columns that say so."""

    @property
    def aside(self) -> dict[str, int]:
        """Return those that are fine but no traffic."""
        return {why: self.others[why] for why in ASIDE if why in self.others}

    @property
    def refused(self) -> dict[str, int]:
        """Return those that cannot be used."""
        return {why: rows for why, rows in self.others.items() if why not in ASIDE}


def sieved(connection: Any, rows: "ir.Table") -> Sieved:
    """Return rows in normal form as those that count and the others."""
    if not _tells(rows, "plain"):
        groups = grouped(connection, rows)
        return _split(rows, groups, _spoken(rows, groups))
    groups = grouped(connection, rows, where=rows.plain, keys=("model", "tag"))
    [found] = rows_of(connection, rows.aggregate(rows=rows.count()))
    left = found["rows"] - sum(group.rows for group in groups)
    if not left:
        return _split(rows, groups, rows)
    idle: Counter[str | None] = Counter()
    served = None
    if _tells(rows, "served"):
        served, idle = rows.served, _idle(connection, rows)
    asked: tuple[Group, ...] = ()
    if served is not None and None in idle:
        asked += grouped(connection, rows, where=~served & rows.aside.isnull())
    if left > idle.total():
        odd = ~rows.plain.fill_null(False)
        asked += grouped(
            connection, rows, where=odd if served is None else served.fill_null(True) & odd
        )
    del idle[None]
    if any(group.why is None for group in asked):
        events = _spoken(rows, asked)
    else:
        events = rows.filter(rows.plain if asked or served is None else served)
    return _split(rows, groups + asked, events, idle)


def _idle(connection: Any, rows: "ir.Table") -> Counter[str | None]:
    """Return how many rows gave nothing, by why they are set aside.

    A few of them stand among many others, where an engine looks at each for itself: so the word is
    found once for all that have the same status.
    """
    import ibis.expr.operations as ops

    table, word = rows.op().parent, rows.op().values["aside"]
    names = sorted({field.name for field in word.find(ops.Field) if field.rel == table})
    idle = table.to_expr().filter(~rows.op().values["served"].to_expr())
    alike = idle.group_by(*names).aggregate(rows=idle.count())
    moved = {ops.Field(table, name): ops.Field(alike, name) for name in names}
    told = rows_of(connection, alike.select("rows", aside=word.replace(moved).to_expr()))
    counts: Counter[str | None] = Counter()
    for row in told:
        counts[row["aside"]] += row["rows"]
    return counts


def _tells(rows: "ir.Table", column: str) -> bool:
    return column in rows.columns and not constant(rows, column)


def _spoken(rows: "ir.Table", groups: tuple[Group, ...]) -> "ir.Table":
    """Return the rows that count by their words; what is known of all rows is not asked again."""
    whys = {group.why for group in groups}
    if whys == {None} and not _tells(rows, "plain"):
        return rows
    by_aside = "aside" in rows.columns and whys <= {None, *ASIDE}
    return rows.filter((rows.aside if by_aside else rows.why).isnull())


def _split(
    rows: "ir.Table",
    groups: tuple[Group, ...],
    events: "ir.Table",
    others: Mapping[Any, int] | None = None,
) -> Sieved:
    counts = Counter[str](others or {})
    for group in groups:
        if group.why is not None:
            counts[group.why] += group.rows
    return Sieved(
        groups=tuple(group for group in groups if group.why is None),
        others=counts,
        events=events.drop(*[name for name in JUDGED if name in rows.columns]),
    )
