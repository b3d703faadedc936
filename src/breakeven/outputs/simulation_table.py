"""The answer of `breakeven simulate`, for people."""

from collections.abc import Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from breakeven.outputs.names import name_of
from breakeven.outputs.numbers import count, milliseconds, percent, plain
from breakeven.outputs.tables import number_column, pairs, section, table

ROWS = (
    ("first token", "ttft_ms"),
    ("each further token, mean of a request", "tpot_ms"),
    ("gap between two tokens", "itl_ms"),
    ("whole answer", "e2e_ms"),
    ("before the first step", "queueing_ms"),
)


def simulation_table(found: Mapping[str, Any]) -> RenderableType:
    """Return what happened to the requests; `found` is the report as JSON."""
    name = name_of(found["setup"])
    head = Text.assemble(
        f"{count(found['requests'])} requests on {count(found['replicas'])} of ",
        (name.model, "bold"),
        f" {name.where}",
    )
    return Group(head, section("Waiting", _waiting(found)), section("Serving", _serving(found)))


def _waiting(found: Mapping[str, Any]) -> RenderableType:
    columns = (number_column("median"), number_column("p90"), number_column("p99"))
    made = table("", *columns)
    for words, key in ROWS:
        shown = [
            "-" if found[key][p] is None else milliseconds(found[key][p])
            for p in ("p50", "p90", "p99")
        ]
        made.add_row(words, *shown)
    return made


def _serving(found: Mapping[str, Any]) -> RenderableType:
    rate = plain(found["requests_per_second"])
    rows: list[tuple[str, RenderableType]] = [
        (
            "served",
            f"{rate} requests and {count(found['output_tokens_per_second'])} tokens a second",
        ),
        ("in time", f"{plain(found['goodput_requests_per_second'])} requests a second"),
        (
            "busy",
            f"{percent(found['utilization'])} of the time, {percent(found['kv_use'])} of the cache",
        ),
        ("batch", f"{plain(found['batch_mean'])} sequences on average"),
        ("preempted", f"{count(found['preemptions'])} times"),
    ]
    if found["rejected"]:
        rows.append(("rejected", f"{count(found['rejected'])} requests longer than the cache"))
    wall = milliseconds(found["wall_seconds"] * 1e3)
    rows.append(("simulated", f"{count(found['simulated_seconds'])} seconds in {wall}"))
    return pairs(rows)
