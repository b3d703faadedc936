"""Where a value stands in a row: names, dots into what is nested, alternatives and sums.

A specification is text. `a.b` is the field b inside a (or a column that is itself called "a.b"),
`a | b` is a where it is known, else b, and `a + b` their sum, of what is known of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import ibis.expr.types as ir


def alternatives(spec: str) -> list[list[str]]:
    """Return the alternatives of a specification, each as the paths of its sum.

    >>> alternatives("tokens | usage.in + usage.cached")
    [['tokens'], ['usage.in', 'usage.cached']]
    """
    return [choice.split(" + ") for choice in spec.split(" | ")]


def paths_of(specs: Iterable[str]) -> tuple[str, ...]:
    """Return every path of some specifications, each once."""
    found = (path for spec in specs if spec for choice in alternatives(spec) for path in choice)
    return tuple(dict.fromkeys(found))


class Amount(NamedTuple):
    """A number of every row."""

    number: "ir.Value"
    unread: "ir.Value"
    """Whether a text stands there that is no number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A table, and the columns that were unnested from it, the innermost first."""

    table: "ir.Table"
    levels: tuple[str, ...] = ()
    made: Mapping[str, str] = field(default_factory=dict)
    """Columns that were made of paths and specifications, so that each is worked out once."""

    def staged(self, specs: Iterable[str], amounts: Iterable[str]) -> "Rows":
        """Return the same rows with a column for each path, specification and number."""
        wanted = [spec for spec in dict.fromkeys([*specs, *amounts]) if spec]
        leaves = {f"leaf:{path}": self.leaf(path) for path in paths_of(wanted)}
        known = {name: value for name, value in leaves.items() if value is not None}
        missing = dict.fromkeys(leaves.keys() - known.keys(), "")
        first = self._with(known, missing)
        numbers = {spec: first.amount(spec) for spec in dict.fromkeys(amounts) if spec}
        values = {f"value:{spec}": first.value(spec) for spec in wanted if spec not in numbers}
        columns = {name: value for name, value in values.items() if value is not None}
        for spec, amount in numbers.items():
            if amount is not None:
                columns |= {f"number:{spec}": amount.number, f"unread:{spec}": amount.unread}
        return first._with(columns, {})

    def _with(self, columns: Mapping[str, "ir.Value"], missing: Mapping[str, str]) -> "Rows":
        own = {name: f"made_{len(self.made) + n}" for n, name in enumerate(columns)}
        table = self.table.mutate(**{own[name]: value for name, value in columns.items()})
        return Rows(table=table, levels=self.levels, made={**self.made, **own, **missing})

    def _made(self, name: str) -> "ir.Value | None":
        return self.table[self.made[name]] if self.made[name] else None

    @property
    def empty(self) -> "ir.Value":
        """Return whether a list had nothing in it."""
        value: ir.Value = self.table[self.levels[0]].isnull()
        return value

    def leaf(self, path: str) -> "ir.Value | None":
        """Return the value at a path, looked for from the innermost level outwards."""
        if f"leaf:{path}" in self.made:
            return self._made(f"leaf:{path}")
        bases = [*(self.table[level] for level in self.levels), self.table]
        found = [value for base in bases for value in _at(base, path.split("."))]
        return _first(found)

    def value(self, spec: str) -> "ir.Value | None":
        """Return the first of the alternatives that is known; None where no column is there."""
        if f"value:{spec}" in self.made:
            return self._made(f"value:{spec}")
        paths = (path for choice in alternatives(spec) for path in choice)
        return _first([v for path in paths if path for v in [self.leaf(path)] if v is not None])

    def text(self, spec: str) -> "ir.Value | None":
        """Return a value as text, null where it is empty."""
        value = self.value(spec)
        return None if value is None else value.cast("string").nullif("")

    def amount(self, spec: str) -> Amount | None:
        """Return the number that a specification says; None where no column is there."""
        import ibis

        if f"number:{spec}" in self.made:
            return Amount(
                self.table[self.made[f"number:{spec}"]], self.table[self.made[f"unread:{spec}"]]
            )
        sums = [s for choice in alternatives(spec) if (s := self._sum(choice)) is not None]
        if not sums:
            return None
        if len(sums) == 1:
            return sums[0]
        number = ibis.coalesce(*(s.number for s in sums))
        unread = number.isnull()
        return Amount(number, unread & _any([s.unread for s in sums]))

    def _sum(self, paths: Sequence[str]) -> Amount | None:
        import ibis

        values = [v for path in paths if path for v in [self.leaf(path)] if v is not None]
        if not values:
            return None
        if len(values) == 1:
            return amount_of(values[0])
        numbers = [number_of(v) for v in values]
        unread = [v.notnull() & n.isnull() for v, n in zip(values, numbers, strict=True)]
        known = ibis.coalesce(*numbers).notnull()
        total = sum((n.fill_null(0.0) for n in numbers[1:]), numbers[0].fill_null(0.0))
        wrong = _any(unread)
        return Amount((known & ~wrong).ifelse(total, ibis.null("float64")), wrong)


def amount_of(value: "ir.Value") -> Amount:
    """Return the number that one value says; whole ones stay whole."""
    import ibis

    kind = value.type()
    if kind.is_signed_integer():
        return Amount(value, ibis.literal(False))
    number = number_of(value)
    return Amount(number, value.notnull() & number.isnull())


def number_of(value: "ir.Value") -> "ir.Value":
    """Return a value as a number, null where its text is none."""
    kind = value.type()
    if kind.is_string():
        return value.try_cast("float64")
    return value.cast("int8").cast("float64") if kind.is_boolean() else value.cast("float64")


def _any(conditions: Sequence["ir.Value"]) -> "ir.Value":
    result = conditions[0]
    for condition in conditions[1:]:
        result = result | condition
    return result


def _first(values: Sequence["ir.Value"]) -> "ir.Value | None":
    """Return the first value that is not null, as text where the values differ in type."""
    import ibis

    if len(values) < 2:
        return values[0] if values else None
    same = len({v.type() for v in values}) == 1
    return ibis.coalesce(*(values if same else [v.cast("string") for v in values]))


def _at(base: "ir.Table | ir.Value", parts: Sequence[str]) -> Iterator["ir.Value"]:
    """Yield the values at a path: a name may itself hold dots."""
    if not parts:
        value = _scalar(base)
        if value is not None:
            yield value
        return
    names = _names(base)
    if names is None:
        yield from _in_json(base, parts)
        return
    lowered = {name.lower(): name for name in reversed(names)}
    for length in range(len(parts), 0, -1):
        wanted = ".".join(parts[:length])
        name = wanted if wanted in names else lowered.get(wanted.lower())
        if name is not None:
            yield from _at(base[name], parts[length:])


def _names(base: "ir.Table | ir.Value") -> Sequence[str] | None:
    """Return the fields of a table or a struct, None of anything else."""
    if hasattr(base, "columns"):
        return list(base.columns)
    kind = base.type()
    return list(kind.names) if kind.is_struct() else None


def _in_json(base: "ir.Value", parts: Sequence[str]) -> Iterator["ir.Value"]:
    """Yield what stands in JSON, or in a text that may be JSON."""
    kind = base.type()
    if kind.is_map():
        value = base.get(".".join(parts))
        yield from [] if value.type().is_null() else [value]
        return
    if not (kind.is_json() or kind.is_string()):
        return
    node = base if kind.is_json() else base.try_cast("json")
    for length in range(len(parts), 0, -1):
        name = ".".join(parts[:length])
        inner = node[f'"{name}"' if length > 1 else name]  # else its dots would lead further in
        if length == len(parts):
            yield _json_text(inner)
        else:
            yield from _in_json(inner, parts[length:])


def _json_text(node: "ir.Value") -> "ir.Value":
    import ibis

    return ibis.coalesce(node.str, node.cast("string").nullif("null"))


def _scalar(value: "ir.Value") -> "ir.Value | None":
    kind = value.type()
    if kind.is_json():
        return _json_text(value)
    return None if kind.is_struct() or kind.is_array() or kind.is_map() else value
