"""Formats with one number a row: what it counts stands in another column."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from breakeven.inputs.usage.declared import Declared
from breakeven.inputs.usage.normal import OTHER, say
from breakeven.inputs.usage.paths import Amount, Rows, paths_of

if TYPE_CHECKING:
    import ibis.expr.types as ir

MEASURES = {
    "input": "input_tokens",
    "output": "output_tokens",
    "cached": "cached",
    "cache_write": "cache_write",
    "reasoning": "reasoning",
    "requests": "requests",
}
"""Names of a count in a format's tables, and what `normal` calls them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Long(Declared):
    """A format whose rows each tell one number of a bucket.

    Rows are not joined: sums over them are the sums of the log, and each row keeps its place.
    """

    kind: str = ""
    """Where the name of the number stands."""
    number: str = ""
    """Where the number stands."""
    counts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What each name counts; a cached input counts as input and as cached."""
    sparse: bool = True

    @property
    def paths(self) -> tuple[str, ...]:
        """Return every path that is read of a row."""
        # Not super(): a dataclass with slots is a new class.
        own: tuple[str, ...] = Declared.paths.fget(self)  # type: ignore[attr-defined]
        return (*own, *paths_of([self.kind, self.number]))

    def measures(self, rows: Rows, by: str) -> dict[str, Any]:
        """Return what `normal` is told: each number in the counts that it is part of."""
        kind, amount = self.kind_of(rows), self.count_of(rows)
        if kind is None or amount is None:
            return Declared.measures(self, rows, by)
        found = Declared.measures(self, rows, by) | {"requests": None}
        for count, name in MEASURES.items():
            names = [n for n, counts in self.counts.items() if count in counts]
            if names:
                found[name] = _where(kind.isin(names), amount)
        known = say(~kind.isin(list(self.counts)).fill_null(False), OTHER)
        return found | {"aside": known, "traffic": None}

    def kind_of(self, rows: Rows) -> "ir.Value | None":
        """Return what each row counts."""
        return rows.text(self.kind)

    def count_of(self, rows: Rows) -> Amount | None:
        """Return each row's number."""
        return rows.amount(self.number)


def _where(condition: "ir.Value", amount: Amount) -> Amount:
    import ibis

    number = condition.ifelse(amount.number, ibis.null("float64"))
    return Amount(number, condition & amount.unread)
