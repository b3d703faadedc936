"""Expressions worked out once: as tables in memory, or on disk where they are large."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from breakeven.inputs.usage.engines import opening
from breakeven.inputs.usage.engines.opening import DUCKDB
from breakeven.inputs.usage.tables import staged

if TYPE_CHECKING:
    import ibis.expr.types as ir


def kept(connection: Any, table: "ir.Table", *, big: bool = False) -> "ir.Table":
    """Return an expression worked out once, where the engine can keep a table.

    Our own puts a `big` one on disk, and does not keep columns that are the same in all rows.
    """
    if connection.name != DUCKDB:
        with staged():
            return opening.kept(connection, table)
    same = _constants(table)
    names = [name for name in table.columns if name not in same]
    if not names:
        return table
    with staged():
        made = opening.kept(connection, table.select(*names), big=big)
    return made.select(**{n: same[n] if n in same else made[n] for n in table.columns})


def constant(table: "ir.Table", column: str) -> bool:
    """Whether a column is the same in all rows, as the expression says it.

    >>> import ibis
    >>> made = ibis.table({"a": "int64"}, name="t").select("a", b=ibis.literal(1))
    >>> constant(made, "a"), constant(made, "b")
    (False, True)
    """
    return column in _constants(table)


def values(table: "ir.Table") -> dict[str, Any]:
    """Return the values of columns that are literally the same in all rows.

    >>> import ibis
    >>> values(ibis.table({"a": "int64"}, name="t").select("a", b=ibis.literal(1), c=ibis.null()))
    {'b': 1, 'c': None}
    """
    import ibis.expr.operations as ops

    found = {name: value.op() for name, value in _constants(table).items()}
    return {name: op.value for name, op in found.items() if isinstance(op, ops.Literal)}


def without(table: "ir.Table", columns: Collection[str]) -> "ir.Table":
    """Return a table of selected columns without some of them, so that constants stay seen."""
    import ibis.expr.operations as ops

    op = table.op()
    if not isinstance(op, ops.Project):
        return table.drop(*columns)
    left = {name: v.to_expr() for name, v in op.values.items() if name not in columns}
    selected: ir.Table = op.parent.to_expr().select(**left)
    return selected


def _constants(table: "ir.Table") -> "dict[str, ir.Value]":
    import ibis.expr.operations as ops

    op = table.op()
    if not isinstance(op, ops.Project):
        return {}
    return {name: v.to_expr() for name, v in op.values.items() if not v.find(ops.Field)}
