"""The BurstGPT traces: one request a row, seconds since the trace began."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from breakeven.inputs.usage.declared import Declared
from breakeven.inputs.usage.examples import START, Call
from breakeven.inputs.usage.paths import Rows
from breakeven.inputs.usage.rendering import csv_text

if TYPE_CHECKING:
    import ibis.expr.types as ir


def example(calls: Sequence[Call]) -> str:
    """Write requests; one that failed has no response tokens."""
    return csv_text(
        {
            "Timestamp": round((call.at - START).total_seconds(), 3),
            "Session ID": call.number // 3,
            "Elapsed time": call.latency_ms / 1e3,
            "Model": call.model,
            "Request tokens": call.input,
            "Response tokens": call.output,
            "Total tokens": call.input + call.output,
            "Log Type": "API log",
        }
        for call in calls
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BurstGPT(Declared):
    """Requests that failed where they got no response."""

    def failed(self, rows: Rows) -> "ir.Value | None":
        """Return whether a call failed."""
        output = rows.amount(self.output)
        return None if output is None else (output.number == 0).fill_null(False)


FORMAT = BurstGPT(
    name="burstgpt",
    title="BurstGPT traces",
    signature=("Timestamp", "Model", "Request tokens", "Response tokens", "Log Type"),
    time="Timestamp",
    unit="s",
    model="Model",
    input="Request tokens",
    output="Response tokens",
    latency="Elapsed time",
    latency_unit_ms=1e3,
    tags={"route": "Log Type", "session": "Session ID"},
    notes="rows without response tokens failed",
    example=example,
)
