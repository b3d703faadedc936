"""The CSV that Anthropic's Console exports: sums of a day, old and new headers."""

from collections.abc import Sequence

from breakeven.inputs.usage.declared import Declared
from breakeven.inputs.usage.examples import Call, buckets
from breakeven.inputs.usage.rendering import csv_text

DAY = 86_400


def example(calls: Sequence[Call]) -> str:
    """Write days, by workspace and model, with the newer header."""
    claude = {call.model: call.claude for call in calls}
    return csv_text(
        {
            "usage_date_utc": f"{start:%Y-%m-%d}",
            "model_version": claude[model],
            "api_key": f"{team}-key",
            "workspace": team,
            "usage_type": "standard",
            "context_window": "≤ 200k",
            "usage_input_tokens_no_cache": total.fresh,
            "usage_input_tokens_cache_write_5m": total.written,
            "usage_input_tokens_cache_write_1h": 0,
            "usage_input_tokens_cache_read": total.cached,
            "usage_output_tokens": total.output,
            "web_search_count": 0,
            "inference_geo": "global",
            "speed": "standard",
        }
        for (start, model, team), total in buckets(calls, DAY).items()
    )


FORMAT = Declared(
    name="anthropic_console",
    title="Anthropic Console CSV, old and new headers",
    signature=("usage_date_utc", "usage_input_tokens_no_cache", "usage_output_tokens"),
    time="usage_date_utc",
    utc_days=True,
    bucket_seconds=float(DAY),
    model="model_version",
    input="usage_input_tokens_no_cache",
    cached="usage_input_tokens_cache_read",
    cache_write="usage_input_tokens_cache_write_5m + usage_input_tokens_cache_write_1h"
    " | usage_input_tokens_cache_write",
    cache_write_1h="usage_input_tokens_cache_write_1h",
    input_holds_cached=False,
    output="usage_output_tokens",
    counts_requests=False,
    tier="usage_type",
    tags={"project": "workspace", "key": "api_key"},
    notes="no count of requests; days; input excludes cached tokens, read and written",
    example=example,
)
