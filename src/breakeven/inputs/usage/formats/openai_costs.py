"""OpenAI's costs API: the bill by day and line item, to set against usage."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from breakeven.inputs.usage.declared import Declared
from breakeven.inputs.usage.examples import Call, buckets, epoch
from breakeven.inputs.usage.paths import Rows

DAY = 86_400


def example(calls: Sequence[Call]) -> str:
    """Write a page of days, grouped by line item."""
    found = buckets(calls, DAY)
    data = [
        {
            "object": "bucket",
            "start_time": epoch(start),
            "end_time": epoch(start) + DAY,
            "results": [
                {
                    "object": "organization.costs.result",
                    "amount": {"value": round(total.usd, 9), "currency": "usd"},
                    "line_item": model,
                    "project_id": f"proj_{team}",
                    "quantity": None,
                }
                for (at, model, team), total in found.items()
                if at == start
            ],
        }
        for start in sorted({start for start, _, _ in found})
    ]
    return json.dumps({"object": "page", "data": data, "has_more": False}, indent=2) + "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs(Declared):
    """Lines of a bill, which name a model and what of it: "gpt-4o, cached input"."""

    def measures(self, rows: Rows, by: str) -> dict[str, Any]:
        """Return what `normal` is told."""
        found = Declared.measures(self, rows, by)
        item = found["model"]
        return found | {"model": None if item is None else item.re_replace(", .*$", "")}


FORMAT = Costs(
    name="openai_costs",
    title="OpenAI costs API",
    signature=("start_time", "line_item", "amount.value | amount_value"),
    nest=("data", "results"),
    time="start_time",
    unit="s",
    end="end_time",
    model="line_item",
    cost="amount.value | amount_value",
    currency="amount.currency | amount_currency",
    counts_requests=False,
    tags={"project": "project_id"},
    bill=True,
    notes="dollars alone: give it together with the usage that it bills",
    example=example,
)
