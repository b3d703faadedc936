"""The same row twice: logs overlap, and what delivers them may deliver again."""

from typing import TYPE_CHECKING, Any

from breakeven.inputs.usage.engines.opening import DUCKDB
from breakeven.inputs.usage.keeping import kept
from breakeven.inputs.usage.normal import DUPLICATE, SEEN, refused
from breakeven.inputs.usage.tables import rows_of

if TYPE_CHECKING:
    import ibis.expr.types as ir


def without_duplicates(connection: Any, rows: "ir.Table", *, big: bool = False) -> "ir.Table":
    """Return rows in normal form of which those whose id was seen before are set aside.

    The one that gave most is kept. Rows without an id are never taken for the same.
    """
    import ibis

    fine = rows.filter(~refused(rows.why) & rows.id.notnull())
    # Two ids may have one hash, which costs a look and no answer.
    ids = fine.id.hash() if connection.name == DUCKDB else fine.id
    [found] = rows_of(connection, fine.aggregate(rows=fine.count(), ids=ids.nunique()))
    if found["rows"] == found["ids"]:
        return rows
    order = [
        refused(rows.why),
        rows.why.notnull(),
        rows.output_tokens.desc(nulls_first=False),
        rows.time,
    ]
    nth = ibis.row_number().over(group_by=rows.id, order_by=order)
    again = rows.id.notnull() & (nth > 0) & ~refused(rows.why)
    rows = rows.drop(*[name for name in SEEN if name in rows.columns])
    marked = rows.mutate(why=again.ifelse(ibis.literal(DUPLICATE), rows.why))
    return kept(connection, marked, big=big)
