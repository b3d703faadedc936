"""The Mooncake traces: one request a line, milliseconds since the trace began."""

from collections.abc import Sequence

from breakeven.inputs.usage.declared import Declared
from breakeven.inputs.usage.examples import START, Call
from breakeven.inputs.usage.rendering import json_lines

BLOCK_TOKENS = 512
"""Tokens of the block that a hash stands for."""


def example(calls: Sequence[Call]) -> str:
    """Write the requests that were answered; the first block of a prompt is its team's."""
    return json_lines(
        {
            "timestamp": round((call.at - START).total_seconds() * 1e3),
            "input_length": call.input,
            "output_length": call.output,
            "hash_ids": [len(call.team), *range(call.number * 100, call.number * 100 + blocks)],
        }
        for call in calls
        if call.ok
        for blocks in [call.input // BLOCK_TOKENS]
    )


FORMAT = Declared(
    name="mooncake",
    title="Mooncake traces",
    signature=("timestamp", "input_length", "output_length"),
    time="timestamp",
    unit="ms",
    model="",
    input="input_length",
    output="output_length",
    prefix_hashes="hash_ids",
    prefix_block_tokens=BLOCK_TOKENS,
    notes="hashes of prompt blocks, which the simulator reads",
    example=example,
)
