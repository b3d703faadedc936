"""OpenAI's usage export as it was before the usage API."""

import json
from collections.abc import Sequence

from breakeven.inputs.usage.declared import Declared
from breakeven.inputs.usage.examples import Call, buckets, epoch

MINUTES_5 = 300


def example(calls: Sequence[Call]) -> str:
    """Write buckets of five minutes."""
    data = [
        {
            "aggregation_timestamp": epoch(start),
            "n_requests": total.requests,
            "operation": "completion",
            "snapshot_id": model,
            "n_context_tokens_total": total.input,
            "n_generated_tokens_total": total.output,
        }
        for (start, model, _), total in buckets(calls, MINUTES_5).items()
    ]
    return json.dumps({"object": "list", "data": data}, indent=2) + "\n"


FORMAT = Declared(
    name="openai_legacy",
    title="OpenAI's old usage export",
    signature=("aggregation_timestamp", "n_context_tokens_total", "n_generated_tokens_total"),
    nest=("data",),
    time="aggregation_timestamp",
    unit="s",
    bucket_seconds=float(MINUTES_5),
    model="snapshot_id",
    input="n_context_tokens_total",
    cached="n_cached_context_tokens_total",
    output="n_generated_tokens_total",
    requests="n_requests",
    tags={"project": "project_id", "user": "user_id", "key": "api_key_id"},
    example=example,
)
