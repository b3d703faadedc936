"""Anthropic's usage API: pages of buckets, without a count of requests."""

import json
from collections.abc import Sequence
from datetime import timedelta

from breakeven.inputs.usage.declared import Declared
from breakeven.inputs.usage.examples import Call, buckets, iso

HOUR = 3_600


def example(calls: Sequence[Call]) -> str:
    """Write a page of hourly buckets, grouped by workspace and model."""
    found = buckets(calls, HOUR)
    claude = {call.model: call.claude for call in calls}
    data = [
        {
            "starting_at": iso(start),
            "ending_at": iso(start + timedelta(seconds=HOUR)),
            "results": [
                {
                    "uncached_input_tokens": total.fresh,
                    "cache_creation": {
                        "ephemeral_1h_input_tokens": 0,
                        "ephemeral_5m_input_tokens": total.written,
                    },
                    "cache_read_input_tokens": total.cached,
                    "output_tokens": total.output,
                    "server_tool_use": {"web_search_requests": 0},
                    "api_key_id": None,
                    "workspace_id": f"wrkspc_{team}",
                    "model": claude[model],
                    "service_tier": "standard",
                    "context_window": "0-200k",
                }
                for (at, model, team), total in found.items()
                if at == start
            ],
        }
        for start in sorted({start for start, _, _ in found})
    ]
    return json.dumps({"data": data, "has_more": False, "next_page": None}, indent=2) + "\n"


FORMAT = Declared(
    name="anthropic_usage",
    title="Anthropic usage API",
    signature=("starting_at", "uncached_input_tokens", "output_tokens"),
    nest=("data", "results"),
    time="starting_at",
    end="ending_at",
    input="uncached_input_tokens",
    cached="cache_read_input_tokens",
    cache_write="cache_creation.ephemeral_5m_input_tokens"
    " + cache_creation.ephemeral_1h_input_tokens | cache_creation_input_tokens",
    cache_write_1h="cache_creation.ephemeral_1h_input_tokens",
    input_holds_cached=False,
    output="output_tokens",
    counts_requests=False,
    tier="service_tier",
    tags={"project": "workspace_id", "key": "api_key_id"},
    notes="no count of requests; input excludes cached tokens, read and written",
    example=example,
)
