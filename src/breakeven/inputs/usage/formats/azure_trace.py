"""The Azure LLM inference traces of 2023 and 2024: one request a row."""

from collections.abc import Sequence

from breakeven.inputs.usage.declared import Declared
from breakeven.inputs.usage.examples import Call
from breakeven.inputs.usage.rendering import csv_text


def example(calls: Sequence[Call]) -> str:
    """Write the requests that were answered."""
    return csv_text(
        {
            "TIMESTAMP": f"{call.at:%Y-%m-%d %H:%M:%S.%f}",
            "ContextTokens": call.input,
            "GeneratedTokens": call.output,
        }
        for call in calls
        if call.ok
    )


FORMAT = Declared(
    name="azure_trace",
    title="Azure LLM inference traces",
    signature=("TIMESTAMP", "ContextTokens", "GeneratedTokens"),
    time="TIMESTAMP",
    model="",
    input="ContextTokens",
    output="GeneratedTokens",
    example=example,
)
