"""The Azure LLM inference traces of 2023 and 2024: one request a row."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from breakeven.inputs.usage.normal import normal

if TYPE_CHECKING:
    import ibis.expr.types as ir

NAME = "azure_trace"
COLUMNS = ("TIMESTAMP", "ContextTokens", "GeneratedTokens")


class AzureTrace:
    """TIMESTAMP,ContextTokens,GeneratedTokens."""

    name = NAME
    prefix_block_tokens = 0
    expected = ", ".join(COLUMNS)

    def recognises(
        self, columns: Sequence[str], _sample: Sequence[Mapping[str, object]], /
    ) -> str | None:
        """Return why these columns are such a trace, None where they are not."""
        return f"columns {self.expected}" if set(COLUMNS) <= set(columns) else None

    def normalise(self, table: "ir.Table") -> "ir.Table":
        """Return the trace in normal form."""
        time, context, generated = (table[name] for name in COLUMNS)
        return normal(table, time=time, input_tokens=context, output_tokens=generated)
