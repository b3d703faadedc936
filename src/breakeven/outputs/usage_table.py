"""The answer of `breakeven usage`, for people."""

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Column, Table
from rich.text import Text

from breakeven.outputs.numbers import count, percent, times, usd
from breakeven.outputs.tables import bullets, number_column, pairs, section, table


def usage_table(report: Mapping[str, Any]) -> RenderableType:
    """Return what a log says, from the keys of its JSON."""
    return Group(*_parts(report))


def _parts(report: Mapping[str, Any]) -> Iterator[RenderableType]:
    yield pairs(_facts(report))
    models = report.get("models") or {}
    if models:
        yield section("By model", _models(models))
    refused = report.get("rejected") or []
    if refused:
        yield section("Rows that could not be used", bullets([_refused(r) for r in refused]))


def _refused(reason: Mapping[str, Any]) -> str:
    places = ", ".join(reason.get("places") or ())
    where = f" ({places})" if places else ""
    return f"{count(reason['rows'])}: {reason['reason']}{where}"


def _facts(report: Mapping[str, Any]) -> Iterator[tuple[str, RenderableType]]:
    rejected = report.get("rejected_rows") or 0
    refused = f", {count(rejected)} rejected" if rejected else ""
    yield "log", f"{report.get('format')}, {count(report.get('rows'))} rows{refused}"
    yield "requests", count(report.get("requests"))
    yield "from", f"{report.get('first')} to {report.get('last')}"
    yield "input tokens", _input(report)
    yield "output tokens", count(report.get("output_tokens"))
    yield "busiest", _peaks(report.get("peak_to_mean") or {})


def _input(report: Mapping[str, Any]) -> str:
    total, cached = report.get("input_tokens"), report.get("cached_input_tokens")
    if not total or cached is None:
        return count(total)
    return f"{count(total)}, {percent(cached / total)} of them cached"


def _peaks(peaks: Mapping[str, float | None]) -> Text:
    """Return the busiest second, minute and hour over the mean, where the log can tell."""
    known = [
        f"{unit} {times(ratio)} the mean" for unit, ratio in peaks.items() if ratio is not None
    ]
    return Text(", ".join(known) or "the log cannot tell")


def _models(models: Mapping[str, Mapping[str, Any]]) -> Table:
    made = table(
        Column("model"),
        number_column("requests"),
        number_column("input tokens"),
        number_column("output tokens"),
        number_column("$ at list price"),
    )
    for name, used in models.items():
        made.add_row(
            Text(name),
            count(used.get("requests")),
            count(used.get("input_tokens")),
            count(used.get("output_tokens")),
            usd(used.get("usd_at_list_price")),
        )
    return made
