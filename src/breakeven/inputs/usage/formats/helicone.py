"""Helicone: its request query, or its ClickHouse table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from breakeven.inputs.usage.declared import Declared
from breakeven.inputs.usage.examples import Call, iso
from breakeven.inputs.usage.paths import Rows
from breakeven.inputs.usage.rendering import json_lines

if TYPE_CHECKING:
    import ibis.expr.types as ir

NANO = 1e-9
"""Dollars of the unit in which the ClickHouse table tells costs."""


def example(calls: Sequence[Call]) -> str:
    """Write requests, one a line."""
    return json_lines(
        {
            "request_id": f"req-{call.number:05}",
            "request_created_at": iso(call.at),
            "request_model": call.model,
            "model": call.model,
            "response_status": 200 if call.ok else 429,
            "delay_ms": call.latency_ms,
            "time_to_first_token": call.ttft_ms if call.ok else None,
            "prompt_tokens": call.fresh if call.ok else None,
            "prompt_cache_read_tokens": call.cached if call.ok else None,
            "prompt_cache_write_tokens": call.written if call.ok else None,
            "completion_tokens": call.output if call.ok else None,
            "total_tokens": call.fresh + call.output if call.ok else None,
            "cost": call.usd,
            "request_user_id": call.team,
        }
        for call in calls
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Helicone(Declared):
    """Requests whose cost is in dollars beside delay_ms, else in billionths of one."""

    def money(self, rows: Rows) -> "ir.Value | None":
        """Return what a row cost in US dollars."""
        cost = Declared.money(self, rows)
        delay = rows.text("delay_ms")
        if cost is None or delay is None:
            return None if cost is None else cost * NANO
        return delay.notnull().ifelse(cost, cost * NANO)


FORMAT = Helicone(
    name="helicone",
    title="Helicone requests",
    signature=("request_created_at", "prompt_tokens", "completion_tokens", "request_id"),
    nest=("data",),
    time="request_created_at",
    model="model | request_model",
    input="prompt_tokens",
    cached="prompt_cache_read_tokens",
    cache_write="prompt_cache_write_tokens",
    input_holds_cached=False,
    output="completion_tokens",
    reasoning="reasoning_tokens",
    latency="delay_ms | latency",
    ttft="time_to_first_token",
    cost="cost",
    identity="request_id",
    status="response_status | status",
    tags={"user": "request_user_id | user_id", "provider": "provider"},
    notes="input excludes cached tokens; the ClickHouse table tells costs in 1e-9 $",
    example=example,
)
