"""The answer of `breakeven probe`, for people."""

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from breakeven.outputs.files import json_text
from breakeven.outputs.numbers import UNKNOWN, count, plain
from breakeven.outputs.tables import number_column, pairs, section, table, warnings

TIMES = {
    "ttft": "first token",
    "tpot": "per further token",
    "itl": "between tokens",
    "e2e": "last token",
}
STATISTICS = ("mean", "p50", "p90", "p95", "p99")
RATES = {
    "requests_per_second": "requests/s",
    "output_tokens_per_second": "out/s",
    "total_tokens_per_second": "all/s",
}


def plan_line(plan: Mapping[str, Any]) -> str:
    """Return what a probe is about to send, on one line."""
    return (
        f"sends {count(plan['requests'])} requests: about {count(plan['input_tokens_about'])}"
        f" tokens in and at most {count(plan['output_tokens_at_most'])} out"
    )


def probe_table(found: Mapping[str, Any]) -> RenderableType:
    """Return what was measured, or what would be sent, from the keys of the JSON."""
    return Group(*_parts(found))


def _parts(found: Mapping[str, Any]) -> Iterator[RenderableType]:
    yield pairs([("endpoint", Text(found["url"])), ("model", Text(found["model"]))])
    if found["request"] is not None:
        yield section("Nothing was sent; without --dry-run it", Text(plan_line(found["plan"])))
        yield section("Each request, but for its prompt", Text(json_text(found["request"])))
        return
    by_users: dict[int, dict[str, float]] = {}
    for point in found["points"]:
        by_users.setdefault(point["concurrency"], {})[point["metric"]] = point["value"]
    yield section("Rates, tokens in the mean and per second", _rates(found, by_users))
    yield section("Times, ms", _times(by_users))
    yield from warnings(found["warnings"])


def _rates(found: Mapping[str, Any], by_users: Mapping[int, Mapping[str, float]]) -> Table:
    heads = ("at once", "answered", "failed", "seconds", "in", "out")
    made = table(*(number_column(head) for head in (*heads, *RATES.values())))
    lengths = {p["concurrency"]: (p["isl"], p["osl"]) for p in found["points"]}
    for level in found["levels"]:
        users = level["concurrency"]
        ends = (count(n) for n in lengths.get(users, (None, None)))
        rates = (_figure(by_users.get(users, {}).get(name)) for name in RATES)
        done = (count(users), count(level["requests"]), count(level["failed"]))
        made.add_row(*done, plain(level["seconds"]), *ends, *rates)
    return made


def _times(by_users: Mapping[int, Mapping[str, float]]) -> Table:
    made = table(number_column("at once"), "to", *(number_column(name) for name in STATISTICS))
    for users, values in by_users.items():
        for name, words in TIMES.items():
            cells = [values.get(f"{name}_{statistic}") for statistic in STATISTICS]
            if any(cell is not None for cell in cells):
                made.add_row(count(users), words, *(_figure(cell) for cell in cells))
    return made


def _figure(value: float | None) -> str:
    return UNKNOWN if value is None else plain(value)
