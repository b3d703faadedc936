"""Metrics of Azure OpenAI: the metrics API's JSON, or rows of a diagnostic setting."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from breakeven.inputs.usage.examples import Call, Sum, buckets, iso
from breakeven.inputs.usage.long import Long
from breakeven.inputs.usage.paths import Rows

if TYPE_CHECKING:
    import ibis.expr.types as ir

MINUTE = 60
OLD = {
    "ProcessedPromptTokens": ("input",),
    "GeneratedTokens": ("output",),
    "AzureOpenAIRequests": ("requests",),
}
NEW = {"InputTokens": ("input",), "OutputTokens": ("output",), "ModelRequests": ("requests",)}
GRAINS = {"PT1M": 60, "PT5M": 300, "PT15M": 900, "PT30M": 1_800, "PT1H": 3_600, "PT6H": 21_600,
          "PT12H": 43_200, "P1D": 86_400}  # fmt: skip
DIMENSION = 'STRUCT("name" STRUCT("value" VARCHAR), "value" VARCHAR)[]'


def example(calls: Sequence[Call]) -> str:
    """Write the metrics of minutes, split by deployment."""
    found = buckets(calls, MINUTE)
    amounts = {
        "ProcessedPromptTokens": lambda total: total.input,
        "GeneratedTokens": lambda total: total.output,
        "AzureOpenAIRequests": lambda total: total.requests,
    }
    value = [
        {
            "name": {"value": name, "localizedValue": name},
            "unit": "Count",
            "timeseries": [
                {
                    "metadatavalues": [{"name": {"value": "modeldeploymentname"}, "value": model}],
                    "data": _points(found, model, amount),
                }
                for model in sorted({model for _, model, _ in found})
            ],
        }
        for name, amount in amounts.items()
    ]
    page = {"timespan": "", "interval": "PT1M", "resourceregion": "eastus", "value": value}
    return json.dumps(page, indent=1) + "\n"


def _points(
    found: dict[tuple[datetime, str, str], Sum], model: str, amount: Any
) -> list[dict[str, object]]:
    own: dict[datetime, int] = {}
    for (at, name, _), total in found.items():
        if name == model:
            own[at] = own.get(at, 0) + amount(total)
    return [{"timeStamp": iso(at), "total": float(value)} for at, value in own.items()]


@dataclass(frozen=True, slots=True, kw_only=True)
class AzureMetrics(Long):
    """Metrics of deployments, which newer resources give under other names."""

    def prepared(self, rows: Rows) -> Rows:
        """Return the rows with their deployment and the length of their bucket."""
        import ibis

        interval = rows.text("interval | timeGrain | TimeGrain")
        text = ibis.literal("PT1M") if interval is None else interval
        seconds = ibis.cases(*((text == name, n) for name, n in GRAINS.items()), else_=MINUTE)
        table = rows.table.mutate(grain_seconds=seconds.cast("float64"))
        return Rows(table=_with_deployment(table, rows.levels), levels=rows.levels)

    def measures(self, rows: Rows, by: str) -> dict[str, Any]:
        """Return what `normal` is told."""
        found = Long.measures(self, rows, by)
        return found | {"bucket_seconds": rows.table.grain_seconds}

    def kind_of(self, rows: Rows) -> "ir.Value | None":
        """Return what each row counts; of two names for one metric the older one counts."""
        import ibis

        kind = rows.text(self.kind)
        if kind is None:
            return None
        old = kind.isin(list(OLD)).cast("int8").max().over(ibis.window())
        return (kind.isin(list(NEW)) & (old == 1)).ifelse(ibis.literal("again"), kind)


def _with_deployment(table: "ir.Table", levels: Sequence[str]) -> "ir.Table":
    """Return the table with the dimension that names the deployment as a column."""
    import ibis

    found = [
        table[level]["metadatavalues"]
        for level in levels
        if table[level].type().is_struct() and "metadatavalues" in table[level].type().names
    ]
    if not found:
        return table
    own = ibis.coalesce(*found).filter(
        lambda one: one["name"]["value"].lower() == "modeldeploymentname"
    )
    return table.mutate(deployment=own[0]["value"])


FORMAT = AzureMetrics(
    name="azure_metrics",
    title="Azure OpenAI metrics",
    signature=(
        "timeStamp | time | TimeGenerated",
        "name.value | metricName | MetricName",
        "total | Total",
    ),
    nest=("value", "timeseries", "data"),
    types={"metadatavalues": DIMENSION, "interval": "VARCHAR", "timeGrain": "VARCHAR"},
    time="timeStamp | time | TimeGenerated",
    model="deployment | ModelDeploymentName | resourceId | Resource",
    kind="name.value | metricName | MetricName",
    number="total | Total",
    counts={**OLD, **NEW},
    notes="minutes; names deployments, not models; calls that failed count as requests",
    example=example,
)
