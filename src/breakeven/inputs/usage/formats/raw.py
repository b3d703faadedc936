"""Responses of providers as they came, one a line, also inside what a batch or a logger wraps."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from breakeven.inputs.usage.declared import Declared
from breakeven.inputs.usage.examples import Call, epoch, iso
from breakeven.inputs.usage.paths import Rows, paths_of
from breakeven.inputs.usage.rendering import json_lines

if TYPE_CHECKING:
    import ibis.expr.types as ir

WRAPPERS = ("", "response.body.", "response.", "body.", "result.message.")


def anywhere(spec: str) -> str:
    """Return a specification inside each of the wrappers."""
    choices = spec.split(" | ")
    return " | ".join(
        " + ".join(f"{wrapper}{path}" for path in choice.split(" + "))
        for wrapper in WRAPPERS
        for choice in choices
    )


def example(calls: Sequence[Call]) -> str:
    """Write responses of three kinds in turn, each with the time of its request beside it."""
    makers = (_chat, _message, _responses)
    return json_lines(makers[call.number % 3](call) for call in calls if call.ok)


def _chat(call: Call) -> dict[str, Any]:
    usage = {
        "prompt_tokens": call.input,
        "completion_tokens": call.output,
        "total_tokens": call.input + call.output,
        "prompt_tokens_details": {"cached_tokens": call.cached},
        "completion_tokens_details": {"reasoning_tokens": call.reasoning},
        "cache_creation_input_tokens": call.written,
    }
    body = {"id": f"chatcmpl-{call.number:05}", "object": "chat.completion", "model": call.model,
            "created": epoch(call.at), "choices": [], "usage": usage}  # fmt: skip
    return {"timestamp": iso(call.at), "response": {"status_code": 200, "body": body}}


def _message(call: Call) -> dict[str, Any]:
    usage = {
        "input_tokens": call.fresh,
        "cache_creation_input_tokens": call.written,
        "cache_read_input_tokens": call.cached,
        "output_tokens": call.output,
        "output_tokens_details": {"reasoning_tokens": call.reasoning},
    }
    body = {"id": f"msg_{call.number:05}", "type": "message", "model": call.claude,
            "content": [], "usage": usage}  # fmt: skip
    return {"timestamp": iso(call.at), "response": body}


def _responses(call: Call) -> dict[str, Any]:
    usage = {
        "input_tokens": call.input,
        "input_tokens_details": {"cached_tokens": call.cached, "cache_write_tokens": call.written},
        "output_tokens": call.output,
        "output_tokens_details": {"reasoning_tokens": call.reasoning},
    }
    return {"id": f"resp_{call.number:05}", "object": "response", "created_at": epoch(call.at),
            "timestamp": iso(call.at), "status": "completed", "model": call.model, "output": [],
            "usage": usage}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw(Declared):
    """Responses that may stand inside something."""

    @property
    def paths(self) -> tuple[str, ...]:
        """Return what is read of a row: every value inside each of the wrappers."""
        own: tuple[str, ...] = Declared.paths.fget(self)  # type: ignore[attr-defined]
        inside = [path for path in own if path.split(".")[0] in INSIDE]
        return tuple(dict.fromkeys([*own, *paths_of(map(anywhere, inside))]))

    def prepared(self, rows: Rows) -> Rows:
        """Return the rows with what stands in a wrapper beside it."""
        columns: dict[str, ir.Value] = {}
        for name in INSIDE:
            found = [_in(rows.table, f"{wrapper}{name}".split(".")) for wrapper in WRAPPERS]
            values = [value for value in found if value is not None]
            columns |= _merged(name, values) or self._leaves(rows, name)
        return Rows(table=rows.table.mutate(**columns), levels=rows.levels)

    def _leaves(self, rows: Rows, name: str) -> "dict[str, ir.Value]":
        """Return what stands inside a name, value by value: wrappers may differ in their types."""
        own: tuple[str, ...] = Declared.paths.fget(self)  # type: ignore[attr-defined]
        inside = [path for path in own if path.split(".")[0] == name]
        found = {path: rows.value(anywhere(path)) for path in inside}
        return {path: value for path, value in found.items() if value is not None}


def _merged(name: str, values: Sequence["ir.Value"]) -> "dict[str, ir.Value]":
    """Return the first value that is known, the outermost first; nothing where types differ."""
    import ibis

    if len({value.type() for value in values}) != 1:
        return {}
    return {name: ibis.coalesce(*values)}


def _in(base: Any, names: Sequence[str]) -> Any:
    for name in names:
        kind = base.schema() if hasattr(base, "schema") else base.type()
        if name not in getattr(kind, "names", ()):
            return None
        base = base[name]
    return base


INSIDE = ("usage", "usageMetadata", "model", "modelVersion", "id", "responseId", "service_tier",
          "created", "created_at", "createTime")  # fmt: skip
"""What a response itself holds."""
FORMAT = Raw(
    name="raw",
    title="raw responses of OpenAI, Anthropic, Gemini and Bedrock",
    signature=(
        anywhere(
            "usage.prompt_tokens | usage.input_tokens | usageMetadata.promptTokenCount"
            " | usage.inputTokens"
        ),
    ),
    time="timestamp | time | request_time | started_at | ts | created_at | created | createTime",
    timeless=True,
    model="model | modelVersion",
    input="usage.prompt_tokens"
    " | usage.input_tokens + usage.cache_read_input_tokens + usage.cache_creation_input_tokens"
    " | usageMetadata.promptTokenCount"
    " | usage.inputTokens + usage.cacheReadInputTokens + usage.cacheWriteInputTokens",
    cached="usage.prompt_tokens_details.cached_tokens | usage.input_tokens_details.cached_tokens"
    " | usage.cache_read_input_tokens | usage.prompt_cache_hit_tokens"
    " | usageMetadata.cachedContentTokenCount | usage.cacheReadInputTokens",
    cache_write="usage.cache_creation_input_tokens"
    " | usage.input_tokens_details.cache_write_tokens"
    " | usage.prompt_tokens_details.cache_write_tokens | usage.cacheWriteInputTokens",
    output="usage.completion_tokens | usage.output_tokens"
    " | usageMetadata.candidatesTokenCount + usageMetadata.thoughtsTokenCount"
    " | usage.outputTokens",
    reasoning="usage.completion_tokens_details.reasoning_tokens"
    " | usage.output_tokens_details.reasoning_tokens | usageMetadata.thoughtsTokenCount",
    latency="latency_ms | duration_ms | metrics.latencyMs",
    ttft="ttft_ms | time_to_first_token_ms",
    tier="service_tier | usage.service_tier",
    identity="id + responseId",
    status="response.status_code | status_code | result.type | status",
    error="error.type | error.message | response.body.error.type",
    notes="input as each vendor means it; without a time beside a response only what it holds",
    example=example,
)
