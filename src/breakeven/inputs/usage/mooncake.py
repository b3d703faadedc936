"""The Mooncake traces: one request a line, milliseconds since the trace began."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from breakeven.inputs.usage.normal import normal

if TYPE_CHECKING:
    import ibis.expr.types as ir

NAME = "mooncake"
COLUMNS = ("timestamp", "input_length", "output_length")


class Mooncake:
    """timestamp (ms), input_length, output_length; hash_ids are not read."""

    name = NAME
    expected = ", ".join(COLUMNS)

    def recognises(
        self, columns: Sequence[str], _sample: Sequence[Mapping[str, object]], /
    ) -> str | None:
        """Return why these columns are such a trace, None where they are not."""
        return f"columns {self.expected}" if set(COLUMNS) <= set(columns) else None

    def normalise(self, table: "ir.Table") -> "ir.Table":
        """Return the trace in normal form."""
        time, inputs, outputs = (table[name] for name in COLUMNS)
        return normal(table, time=time, input_tokens=inputs, output_tokens=outputs, unit="ms")
