"""The Mooncake traces: one request a line, milliseconds since the trace began."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from breakeven.inputs.usage.normal import normal

if TYPE_CHECKING:
    import ibis.expr.types as ir

NAME = "mooncake"
COLUMNS = ("timestamp", "input_length", "output_length")
HASHES = "hash_ids"
BLOCK_TOKENS = 512
"""Tokens of the block that a hash stands for."""


class Mooncake:
    """timestamp (ms), input_length, output_length; hash_ids, which the simulator alone reads."""

    name = NAME
    prefix_block_tokens = BLOCK_TOKENS
    expected = ", ".join(COLUMNS)

    def recognises(
        self, columns: Sequence[str], _sample: Sequence[Mapping[str, object]], /
    ) -> str | None:
        """Return why these columns are such a trace, None where they are not."""
        return f"columns {self.expected}" if set(COLUMNS) <= set(columns) else None

    def normalise(self, table: "ir.Table") -> "ir.Table":
        """Return the trace in normal form."""
        time, inputs, outputs = (table[name] for name in COLUMNS)
        return normal(
            table,
            time=time,
            input_tokens=inputs,
            output_tokens=outputs,
            prefix_hashes=table[HASHES] if HASHES in table.columns else None,
            unit="ms",
        )
