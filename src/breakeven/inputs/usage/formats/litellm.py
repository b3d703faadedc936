"""LiteLLM: its table of spend, its logging payload, and its sums of a day."""

import json
from collections.abc import Sequence
from typing import Any

from breakeven.inputs.usage.declared import Declared
from breakeven.inputs.usage.examples import Call, buckets
from breakeven.inputs.usage.rendering import csv_text, json_lines

USAGE = "metadata.usage_object"
CALLS = frozenset(
    {"completion", "acompletion", "text_completion", "atext_completion", "responses",
     "aresponses", "anthropic_messages", "generate_content", "agenerate_content",
     "generate_content_stream", "agenerate_content_stream", "pass_through_endpoint"}
)  # fmt: skip
DAY = 86_400


def spend_example(calls: Sequence[Call]) -> str:
    """Write LiteLLM_SpendLogs as CSV."""
    return csv_text(
        {
            "request_id": f"chatcmpl-{call.number:05}",
            "call_type": "acompletion",
            "api_key": f"hash-{call.team}",
            "spend": call.usd,
            "total_tokens": call.input + call.output,
            "prompt_tokens": call.input,
            "completion_tokens": call.output,
            "startTime": f"{call.at:%Y-%m-%d %H:%M:%S.%f}",
            "endTime": f"{call.done:%Y-%m-%d %H:%M:%S.%f}",
            "completionStartTime": f"{call.first:%Y-%m-%d %H:%M:%S.%f}",
            "model": call.model,
            "model_group": call.model,
            "custom_llm_provider": "openai",
            "user": "",
            "metadata": json.dumps({"usage_object": _usage(call)}),
            "cache_hit": "False",
            "team_id": call.team,
            "end_user": "",
            "status": "success" if call.ok else "failure",
        }
        for call in calls
    )


def payload_example(calls: Sequence[Call]) -> str:
    """Write the standard logging payload, one a line."""
    return json_lines(
        {
            "id": f"chatcmpl-{call.number:05}",
            "call_type": "acompletion",
            "response_cost": call.usd,
            "status": "success" if call.ok else "failure",
            "total_tokens": call.input + call.output,
            "prompt_tokens": call.input,
            "completion_tokens": call.output,
            "startTime": call.at.timestamp(),
            "endTime": call.done.timestamp(),
            "completionStartTime": call.first.timestamp(),
            "response_time": call.latency_ms / 1e3,
            "model": call.model,
            "model_group": call.model,
            "metadata": {"user_api_key_team_id": call.team, "usage_object": _usage(call)},
            "cache_hit": None,
            "messages": [],
            "response": {},
        }
        for call in calls
    )


def _usage(call: Call) -> dict[str, Any]:
    return {
        "prompt_tokens": call.input,
        "completion_tokens": call.output,
        "prompt_tokens_details": {"cached_tokens": call.cached},
        "completion_tokens_details": {"reasoning_tokens": call.reasoning},
        "cache_creation_input_tokens": call.written,
        "cache_read_input_tokens": call.cached,
    }


def daily_example(calls: Sequence[Call]) -> str:
    """Write LiteLLM_DailyUserSpend as CSV."""
    return csv_text(
        {
            "id": f"{start:%Y%m%d}-{model}-{team}",
            "user_id": team,
            "date": f"{start:%Y-%m-%d}",
            "api_key": f"hash-{team}",
            "model": model,
            "model_group": model,
            "custom_llm_provider": "openai",
            "prompt_tokens": total.input,
            "completion_tokens": total.output,
            "cache_read_input_tokens": total.cached,
            "cache_creation_input_tokens": total.written,
            "spend": round(total.usd, 9),
            "api_requests": total.requests + 1,
            "successful_requests": total.requests,
            "failed_requests": 1,
        }
        for (start, model, team), total in buckets(calls, DAY).items()
    )


REQUEST: dict[str, Any] = {
    "time": "startTime",
    "finished": "endTime",
    "first_token": "completionStartTime",
    "input": "prompt_tokens",
    "cached": f"{USAGE}.cache_read_input_tokens | {USAGE}.prompt_tokens_details.cached_tokens",
    "cache_write": f"{USAGE}.cache_creation_input_tokens",
    "output": "completion_tokens",
    "reasoning": f"{USAGE}.completion_tokens_details.reasoning_tokens",
    "status": "status",
    "gateway_cache": "cache_hit",
    "operation": "call_type",
    "operations": CALLS,
}
SPEND = Declared(
    name="litellm",
    title="LiteLLM spend logs: CSV, JSON or the table LiteLLM_SpendLogs",
    signature=("request_id", "startTime", "prompt_tokens", "completion_tokens", "spend"),
    latency="request_duration_ms",
    cost="spend",
    identity="request_id",
    tags={"team": "team_id", "user": "end_user | user", "key": "api_key", "route": "model_group",
          "session": "session_id"},
    notes="input includes cached tokens, which only metadata tells; hits of its own cache are set"
    " aside",
    example=spend_example,
    **REQUEST,
)  # fmt: skip
PAYLOAD = Declared(
    name="litellm_payload",
    title="LiteLLM standard logging payload",
    signature=("startTime", "response_cost", "prompt_tokens", "completion_tokens"),
    latency="response_time",
    latency_unit_ms=1e3,
    cost="response_cost",
    identity="id",
    tags={"team": "metadata.user_api_key_team_id", "user": "end_user",
          "key": "metadata.user_api_key_hash", "route": "model_group"},
    notes="as the spend logs; messages and responses in it are not read",
    example=payload_example,
    **REQUEST,
)  # fmt: skip
DAILY = Declared(
    name="litellm_daily",
    title="LiteLLM sums of a day: LiteLLM_DailyUserSpend and its siblings",
    signature=("date", "prompt_tokens", "completion_tokens", "spend", "api_requests"),
    time="date",
    utc_days=True,
    bucket_seconds=float(DAY),
    input="prompt_tokens",
    cached="cache_read_input_tokens",
    cache_write="cache_creation_input_tokens",
    output="completion_tokens",
    requests="successful_requests | api_requests",
    cost="spend",
    identity="id",
    tags={"user": "user_id", "team": "team_id", "key": "api_key", "route": "model_group"},
    notes="days",
    example=daily_example,
)
