"""Counters of vLLM, from a range query of Prometheus: what grew between two scrapes."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from breakeven.inputs.usage.examples import HOURS, START, Call, Sum, buckets, epoch
from breakeven.inputs.usage.long import Long
from breakeven.inputs.usage.nesting import unnested
from breakeven.inputs.usage.paths import Rows

if TYPE_CHECKING:
    import ibis.expr.types as ir

MINUTE = 60
COUNTERS: dict[str, tuple[str, ...]] = {
    "vllm:prompt_tokens_total": ("input",),
    "vllm:generation_tokens_total": ("output",),
    "vllm:request_success_total": ("requests",),
    "vllm:prefix_cache_hits_total": ("cached",),
    "vllm:gpu_prefix_cache_hits_total": ("cached",),
}

HISTOGRAMS = {
    "vllm:request_prompt_tokens": ("input_tokens", 1.0),
    "vllm:request_generation_tokens": ("output_tokens", 1.0),
    "vllm:time_to_first_token_seconds": ("ttft_ms", 1e3),
    "vllm:inter_token_latency_seconds": ("itl_ms", 1e3),
    "vllm:time_per_output_token_seconds": ("tpot_ms", 1e3),
    "vllm:e2e_request_latency_seconds": ("latency_ms", 1e3),
}
"""What each histogram measures, and its unit in ours."""
PARTS = ("bucket", "sum", "count")


def example(calls: Sequence[Call]) -> str:
    """Write a range query in steps of a minute, one server for each model."""
    read: dict[str, Callable[[Sum], int]] = {
        "vllm:prompt_tokens_total": lambda total: total.input,
        "vllm:generation_tokens_total": lambda total: total.output,
        "vllm:request_success_total": lambda total: total.requests,
        "vllm:prefix_cache_hits_total": lambda total: total.cached,
    }
    result = [
        {
            "metric": {"__name__": name, "model_name": model, "instance": f"{model}:8000"},
            "values": _counter(calls, model, amount),
        }
        for name, amount in read.items()
        for model in sorted({call.model for call in calls})
    ]
    return json.dumps({"status": "success", "data": {"resultType": "matrix", "result": result}})


def _counter(
    calls: Sequence[Call], model: str, amount: Callable[[Sum], int]
) -> list[tuple[int, str]]:
    """Return a counter at the end of each minute; halfway its server starts anew."""
    grown: dict[int, int] = {}
    for (at, name, _), total in buckets(calls, MINUTE).items():
        if name == model:
            grown[epoch(at)] = grown.get(epoch(at), 0) + amount(total)
    value, values = 1_000, [(epoch(START), "1000")]
    middle, end = (epoch(START + timedelta(hours=h)) for h in (HOURS // 2, HOURS))
    for minute in range(epoch(START), end, MINUTE):
        value = (0 if minute == middle else value) + grown.get(minute, 0)
        values.append((minute + MINUTE, str(value)))
    return values


@dataclass(frozen=True, slots=True, kw_only=True)
class Counters(Long):
    """Counters that only grow, unless their server starts anew."""

    def prepared(self, rows: Rows) -> Rows:
        """Return a row for each step of each counter: from when to when, and what it grew."""
        import ibis

        series = rows.table[rows.levels[0]]
        steps = rows.table.select(labels=series["metric"], step=series["values"].unnest())
        points = steps.select(
            "labels",
            key=steps.labels.cast("string"),
            until=steps.step[0].try_cast("float64"),
            value=steps.step[1].try_cast("float64"),
        )
        points = points.filter(points.value.notnull() & ~points.value.isnan())
        before = ibis.window(group_by=points.key, order_by=points.until)
        paired = points.mutate(
            since=points.until.lag().over(before), last=points.value.lag().over(before)
        )
        later = paired.filter(paired.since.notnull())
        anew = later.value < later["last"]
        grown = anew.ifelse(later.value, later.value - later["last"])
        return Rows(table=later.mutate(grown=grown))

    def histograms(self, table: "ir.Table") -> "ir.Table | None":
        """Return what the histograms grew: measure, part, edge and number, in our units."""
        import ibis

        rows = self.prepared(unnested(table, self.nest))
        name, edge = rows.text(self.kind), rows.text("labels.le")
        if name is None or edge is None:
            return None
        metrics = {m: [f"{m}_{part}" for part in PARTS] for m in HISTOGRAMS}
        measure = ibis.cases(
            *((name.isin(names), HISTOGRAMS[m][0]) for m, names in metrics.items()), else_=None
        )
        unit = ibis.cases(*((name.isin(metrics[m]), HISTOGRAMS[m][1]) for m in metrics), else_=1.0)
        part = ibis.cases(*((name.endswith(f"_{part}"), part) for part in PARTS), else_=None)
        grown = rows.table.grown
        found = rows.table.select(
            measure=measure,
            part=part,
            edge=edge.try_cast("float64") * unit,
            grown=(part == "sum").ifelse(grown * unit, grown),
        )
        return found.filter(found.measure.notnull())


FORMAT = Counters(
    name="vllm_metrics",
    title="vLLM metrics, a range query of Prometheus",
    signature=("data.resultType", "metric.__name__", "values"),
    nest=("data.result",),
    types={"metric": "JSON", "values": "VARCHAR[][]"},
    time="since",
    unit="s",
    end="until",
    model="labels.model_name",
    kind="labels.__name__",
    number="grown",
    counts=COUNTERS,
    tags={"instance": "labels.instance"},
    notes="query the counters themselves, not their rate(); a restart counts from 0; histograms"
    " (*_bucket, *_sum, *_count) given with them bound lengths and latencies",
    example=example,
)
