"""OpenAI's usage API (pages of buckets) and the CSV that its dashboard exports."""

import json
from collections.abc import Sequence

from breakeven.inputs.usage.declared import Declared
from breakeven.inputs.usage.examples import Call, buckets, epoch

HOUR = 3_600


def example(calls: Sequence[Call]) -> str:
    """Write a page of hourly buckets, grouped by project and model."""
    found = buckets(calls, HOUR)
    starts = sorted({start for start, _, _ in found})
    data = [
        {
            "object": "bucket",
            "start_time": epoch(start),
            "end_time": epoch(start) + HOUR,
            "results": [
                {
                    "object": "organization.usage.completions.result",
                    "input_tokens": total.input,
                    "output_tokens": total.output,
                    "input_cached_tokens": total.cached,
                    "input_audio_tokens": 0,
                    "output_audio_tokens": 0,
                    "num_model_requests": total.requests,
                    "project_id": f"proj_{team}",
                    "user_id": None,
                    "api_key_id": None,
                    "model": model,
                    "batch": None,
                }
                for (at, model, team), total in found.items()
                if at == start
            ],
        }
        for start in starts
    ]
    page = {"object": "page", "data": data, "has_more": False, "next_page": None}
    return json.dumps(page, indent=2) + "\n"


FORMAT = Declared(
    name="openai_usage",
    title="OpenAI usage API, or the dashboard's completions_usage CSV",
    signature=("start_time", "input_tokens", "output_tokens", "num_model_requests"),
    nest=("data", "results"),
    time="start_time",
    unit="s",
    end="end_time",
    input="input_tokens",
    cached="input_cached_tokens",
    cache_write="input_cache_write_tokens",
    output="output_tokens",
    requests="num_model_requests",
    tier="service_tier | batch",
    tags={"project": "project_id", "user": "user_id", "key": "api_key_id"},
    identity="start_time + model + project_id + user_id + api_key_id + batch + service_tier",
    identified_by="object",  # rows of the CSV may be of keys that it does not name
    notes="input_tokens includes cached ones; several rows of one bucket are summed",
    example=example,
)
