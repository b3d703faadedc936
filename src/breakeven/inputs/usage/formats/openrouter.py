"""The activity CSV of OpenRouter: one generation a row."""

from collections.abc import Sequence

from breakeven.inputs.usage.declared import Declared
from breakeven.inputs.usage.examples import Call
from breakeven.inputs.usage.rendering import csv_text


def example(calls: Sequence[Call]) -> str:
    """Write generations; those that failed were cancelled before the first token."""
    return csv_text(
        {
            "generation_id": f"gen-{call.number:05}",
            "created_at": f"{call.at:%Y-%m-%d %H:%M:%S.%f}"[:-3],
            "cost_total": call.usd,
            "cost_cache": 0,
            "tokens_prompt": call.input,
            "tokens_completion": call.output,
            "tokens_reasoning": call.reasoning,
            "tokens_cached": call.cached,
            "model_permaslug": f"openai/{call.model}",
            "provider_name": "OpenAI",
            "cancelled": "false" if call.ok else "true",
            "streamed": "true",
            "finish_reason_normalized": "stop" if call.ok else "",
            "generation_time_ms": call.latency_ms,
            "time_to_first_token_ms": call.ttft_ms,
            "app_name": call.team,
        }
        for call in calls
    )


FORMAT = Declared(
    name="openrouter",
    title="OpenRouter activity CSV",
    signature=("created_at", "tokens_prompt", "tokens_completion", "model_permaslug"),
    time="created_at",
    model="model_permaslug",
    input="tokens_prompt",
    cached="tokens_cached",
    output="tokens_completion",
    reasoning="tokens_reasoning",
    latency="generation_time_ms",
    ttft="time_to_first_token_ms",
    cost="cost_total",
    identity="generation_id",
    error="cancelled",
    tags={"app": "app_name", "provider": "provider_name", "key": "api_key_name"},
    notes="tokens as OpenRouter normalises them, which may differ from the vendor's",
    example=example,
)
