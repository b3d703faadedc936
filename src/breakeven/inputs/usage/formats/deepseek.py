"""DeepSeek's export (amount-*.csv, in a zip): one count a row."""

from collections.abc import Sequence
from datetime import timedelta

from breakeven.inputs.usage.examples import Call, buckets, iso
from breakeven.inputs.usage.long import Long
from breakeven.inputs.usage.rendering import csv_text

HOUR = 3_600


def example(calls: Sequence[Call]) -> str:
    """Write hours, four rows for each model and key."""
    return csv_text(
        {
            "start_time_iso": iso(start),
            "end_time_iso": iso(start + timedelta(seconds=HOUR)),
            "model": model,
            "api_key_name": team,
            "type": kind,
            "price": "",
            "amount": amount,
        }
        for (start, model, team), total in buckets(calls, HOUR).items()
        for kind, amount in {
            "input_cache_hit_tokens": total.cached,
            "input_cache_miss_tokens": total.fresh + total.written,
            "output_tokens": total.output,
            "request_count": total.requests,
        }.items()
    )


FORMAT = Long(
    name="deepseek",
    title="DeepSeek export (amount-*.csv)",
    signature=("start_time_iso", "type", "amount", "model"),
    time="start_time_iso",
    end="end_time_iso",
    kind="type",
    number="amount",
    counts={
        "input_cache_hit_tokens": ("input", "cached"),
        "input_cache_miss_tokens": ("input",),
        "output_tokens": ("output",),
        "request_count": ("requests",),
    },
    tags={"key": "api_key_name"},
    notes="one count a row; also as the zip that it comes in, whose cost-*.csv is not read",
    example=example,
)
