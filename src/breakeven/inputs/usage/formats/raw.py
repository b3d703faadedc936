"""Responses of providers as they came, one a line, also inside what a batch or a logger wraps."""

from collections.abc import Sequence
from typing import Any

from breakeven.inputs.usage.declared import Declared
from breakeven.inputs.usage.examples import Call, epoch, iso
from breakeven.inputs.usage.rendering import json_lines

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


INPUT = (
    "usage.prompt_tokens"
    " | usage.input_tokens + usage.cache_read_input_tokens + usage.cache_creation_input_tokens"
    " | usageMetadata.promptTokenCount"
    " | usage.inputTokens + usage.cacheReadInputTokens + usage.cacheWriteInputTokens"
)
FORMAT = Declared(
    name="raw",
    title="raw responses of OpenAI, Anthropic, Gemini and Bedrock",
    signature=(
        anywhere(
            "usage.prompt_tokens | usage.input_tokens | usageMetadata.promptTokenCount"
            " | usage.inputTokens"
        ),
    ),
    time="timestamp | time | request_time | started_at | ts | created_at | created"
    " | response.body.created | response.body.created_at | response.created"
    " | response.created_at | body.created | body.created_at | createTime | response.createTime",
    timeless=True,
    model=anywhere("model | modelVersion"),
    input=anywhere(INPUT),
    cached=anywhere(
        "usage.prompt_tokens_details.cached_tokens | usage.input_tokens_details.cached_tokens"
        " | usage.cache_read_input_tokens | usage.prompt_cache_hit_tokens"
        " | usageMetadata.cachedContentTokenCount | usage.cacheReadInputTokens"
    ),
    cache_write=anywhere(
        "usage.cache_creation_input_tokens | usage.input_tokens_details.cache_write_tokens"
        " | usage.prompt_tokens_details.cache_write_tokens | usage.cacheWriteInputTokens"
    ),
    output=anywhere(
        "usage.completion_tokens | usage.output_tokens"
        " | usageMetadata.candidatesTokenCount + usageMetadata.thoughtsTokenCount"
        " | usage.outputTokens"
    ),
    reasoning=anywhere(
        "usage.completion_tokens_details.reasoning_tokens"
        " | usage.output_tokens_details.reasoning_tokens | usageMetadata.thoughtsTokenCount"
    ),
    latency="latency_ms | duration_ms | metrics.latencyMs",
    ttft="ttft_ms | time_to_first_token_ms",
    tier=anywhere("service_tier | usage.service_tier"),
    identity=anywhere("id | responseId").replace(" | ", " + "),
    status="response.status_code | status_code | result.type | status",
    error="error.type | error.message | response.body.error.type",
    notes="input as each vendor means it; without a time beside a response only what it holds",
    example=example,
)
