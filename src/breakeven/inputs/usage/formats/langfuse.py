"""Langfuse: generations of its observations API or its exports."""

from collections.abc import Sequence

from breakeven.inputs.usage.declared import Declared
from breakeven.inputs.usage.examples import Call, iso
from breakeven.inputs.usage.rendering import json_lines

READ = ("input_cached_tokens", "input_cache_read", "cache_read_input_tokens")
WRITTEN = ("cache_creation_input_tokens", "input_cache_creation", "input_cache_write")
INPUT = ("input", *READ, *WRITTEN, "input_audio_tokens", "input_image_tokens")
THOUGHT = ("output_reasoning_tokens", "output_reasoning", "reasoning_tokens")
OUTPUT = ("output", *THOUGHT, "output_audio_tokens")


def of(keys: Sequence[str]) -> str:
    """Return where the sum of some kinds of usage stands; kinds do not overlap."""
    places = ("usageDetails", "usage_details", "usage")
    return " | ".join(" + ".join(f"{place}.{key}" for key in keys) for place in places)


def example(calls: Sequence[Call]) -> str:
    """Write observations, one a line: a span around each generation."""
    return json_lines(line for call in calls for line in _lines(call))


def _lines(call: Call) -> list[dict[str, object]]:
    shared: dict[str, object] = {
        "traceId": f"trace-{call.number:05}",
        "startTime": iso(call.at),
        "endTime": iso(call.done),
        "environment": "production",
    }
    generation = {
        "id": f"gen-{call.number:05}",
        "type": "GENERATION",
        "name": call.team,
        "completionStartTime": iso(call.first) if call.ok else None,
        "model": call.model,
        "level": "DEFAULT" if call.ok else "ERROR",
        "latency": call.latency_ms / 1e3,
        "timeToFirstToken": call.ttft_ms / 1e3 if call.ok else None,
        "usageDetails": {
            "input": call.fresh,
            "cache_read_input_tokens": call.cached,
            "cache_creation_input_tokens": call.written,
            "output": call.output - call.reasoning,
            "output_reasoning_tokens": call.reasoning,
            "total": call.input + call.output,
        }
        if call.ok
        else {},
        "costDetails": {"total": call.usd},
    }
    return [{"id": f"span-{call.number:05}", "type": "SPAN", **shared}, {**shared, **generation}]


FORMAT = Declared(
    name="langfuse",
    title="Langfuse observations",
    signature=("traceId | trace_id", "startTime | start_time", "type",
               "usageDetails | usage_details | usage"),
    nest=("data",),
    time="startTime | start_time",
    finished="endTime | end_time",
    first_token="completionStartTime | completion_start_time",  # noqa: S106 - no password
    model="model | provided_model_name",
    input=f"{of(INPUT)} | usage.promptTokens | promptTokens",
    cached=of(READ),
    cache_write=of(WRITTEN),
    output=f"{of(OUTPUT)} | usage.completionTokens | completionTokens",
    reasoning=of(THOUGHT),
    ttft="timeToFirstToken | time_to_first_token",
    ttft_unit_ms=1e3,
    cost="costDetails.total | cost_details.total | totalPrice | calculatedTotalCost | total_cost",
    identity="id",
    status="level",
    good=frozenset({"", "default", "debug", "warning"}),
    operation="type",
    operations=frozenset({"generation"}),
    tags={"route": "name", "environment": "environment", "project": "projectId | project_id"},
    notes="kinds of usage do not overlap: input is their sum; spans and events are set aside",
    example=example,
)  # fmt: skip
