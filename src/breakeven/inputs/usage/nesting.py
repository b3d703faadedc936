"""Records that stand in lists of lists: a row for each of them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from breakeven.inputs.usage.paths import Rows
from breakeven.inputs.usage.schema import shape_of

if TYPE_CHECKING:
    import ibis.expr.types as ir


def unnested(table: "ir.Table", nest: Sequence[str]) -> Rows:
    """Return a row for each record; an empty list keeps one, so that its time is not lost."""
    columns = list(table.columns)
    shape = shape_of(paths_of_table(table), nest)
    levels: list[str] = []
    for depth, path in enumerate(shape):
        base: Any = table[levels[0]] if levels else table
        for name in path.split("."):
            base = base[name]
        level = f"level_{depth}"
        table = _spread(table, level, base)
        levels.insert(0, level)
    return Rows(table=table.select(*columns, *levels), levels=tuple(levels))


def _spread(table: "ir.Table", level: str, items: "ir.Value") -> "ir.Table":
    """Return a row for each item of a list, and one for a list without any."""
    import ibis

    if _untyped(items.type()):  # no literal of such a type can be written; the order is lost
        return table.mutate(**{level: items}).unnest(level, keep_empty=True)
    nothing = ibis.array([items[0]])  # there is none: null, of the same type
    one_at_least = (items.length().fill_null(0) == 0).ifelse(nothing, items)
    return table.mutate(**{level: one_at_least.unnest()})


def _untyped(kind: Any) -> bool:
    """Whether a type holds a field of which no value was ever seen."""
    if kind.is_array():
        return _untyped(kind.value_type)
    return bool(kind.is_null() or (kind.is_struct() and any(map(_untyped, kind.types))))


def paths_of_table(table: "ir.Table") -> set[str]:
    """Return the dotted paths of a table's columns and what is inside them."""
    return {path for name, kind in table.schema().items() for path in _inside(name, kind)}


def _inside(prefix: str, kind: Any) -> set[str]:
    if kind.is_array():
        return {prefix} | _inside(prefix, kind.value_type)
    if kind.is_struct():
        return {prefix}.union(*(_inside(f"{prefix}.{n}", k) for n, k in kind.items()))
    return {prefix}
