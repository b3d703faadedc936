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
    for title, key in (("By model", "models"), ("By tag", "tags")):
        if report.get(key):
            yield section(title, _usages(report[key], key))
    if report.get("bill"):
        yield section("Bill against list prices", *_bill(report["bill"]))
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
    if report.get("why"):
        yield "seen by", Text(str(report["why"]))
    if report.get("aside"):
        yield "set aside", ", ".join(f"{count(n)} {ASIDE[w]}" for w, n in report["aside"].items())
    yield "requests", _known(report.get("requests"))
    known = report.get("first") is not None
    yield "from", f"{report['first']} to {report['last']}" if known else "the log has no times"
    yield "input tokens", _input(report)
    yield "output tokens", _output(report)
    for title, key in (("first token", "ttft_ms"), ("last token", "latency_ms")):
        if report.get(key):
            yield title, _latency(report[key])
    for title, key in HISTOGRAMS.items():
        if known_histogram := (report.get("histograms") or {}).get(key):
            yield title, _between(known_histogram)
    if report.get("usd_billed") is not None:
        yield "billed", usd(report["usd_billed"])
    yield "busiest", _peaks(report.get("peak_to_mean") or {})


ASIDE = {
    "failed": "failed calls",
    "gateway_cache": "answered by a gateway's cache",
    "other": "no calls of a model",
    "bill": "lines of a bill",
    "duplicate": "duplicates",
}


def _known(number: int | None) -> str:
    return "the log does not count them" if number is None else count(number)


def _latency(spread: Mapping[str, float]) -> str:
    known = (f"{count(spread[key])} ms at {key}" for key in ("p50", "p90", "p99"))
    return ", ".join(known)


HISTOGRAMS = {
    "input lengths": "input_tokens",
    "output lengths": "output_tokens",
    "first token, ms": "ttft_ms",
    "next token, ms": "itl_ms",
    "mean next token, ms": "tpot_ms",
    "last token, ms": "latency_ms",
}


def _between(histogram: Mapping[str, Any]) -> str:
    """Return the mean, and between which edges of a histogram its percentiles lie."""
    mean = histogram.get("mean")
    words = [] if mean is None else [f"{count(mean)} on average"]
    for key in ("p50", "p90", "p99"):
        low, high = histogram[key]
        place = f"above {count(low)}" if high is None else f"{count(low)} to {count(high)}"
        words.append(f"{key} {place}")
    return ", ".join(words)


def _output(report: Mapping[str, Any]) -> str:
    total, thought = report.get("output_tokens"), report.get("reasoning_tokens")
    if not total or not thought:
        return _known(total)
    return f"{count(total)}, {percent(thought / total)} of them reasoning"


def _input(report: Mapping[str, Any]) -> str:
    total, cached = report.get("input_tokens"), report.get("cached_input_tokens")
    if not total or cached is None:
        return _known(total)
    return f"{count(total)}, {percent(cached / total)} of them cached"


def _peaks(peaks: Mapping[str, float | None]) -> Text:
    """Return the busiest second, minute and hour over the mean, where the log can tell."""
    known = [
        f"{unit} {times(ratio)} the mean" for unit, ratio in peaks.items() if ratio is not None
    ]
    return Text(", ".join(known) or "the log cannot tell")


def _usages(models: Mapping[str, Mapping[str, Any]], key: str) -> Table:
    priced = key == "models"
    columns = ["requests", "input tokens", "output tokens"]
    columns += ["$ at list price"] if priced else []
    made = table(Column("model" if priced else "tag"), *map(number_column, columns))
    for name, used in models.items():
        cells = [count(used.get(k)) for k in ("requests", "input_tokens", "output_tokens")]
        cells += [usd(used.get("usd_at_list_price"))] if priced else []
        made.add_row(Text(name), *cells)
    return made


STEPS = {
    "usd_at_list": "list",
    "usd_cached": "cached",
    "usd_cache_write": "cache write",
    "usd_batch": "batch",
    "usd_price_change": "price then",
    "usd_unexplained": "unexplained",
    "usd_billed": "billed",
}
SELDOM = ("usd_cache_write",)
"""Steps that are left out where no line has them."""


def _bill(bill: Mapping[str, Any]) -> Iterator[RenderableType]:
    """Yield the steps from the list price to the bill, and notes on what is left."""
    steps = [k for k in STEPS if k not in SELDOM or any(m.get(k) for m in bill["months"])]
    made = table(Column("month"), Column("model"), *(number_column(STEPS[k]) for k in steps))
    for line in bill["months"]:
        made.add_row(line["month"], Text(line["model"]), *(_step(line, key) for key in steps))
    yield made
    notes = [f"{m['model']}, {m['month']}: {m['note']}" for m in bill["months"] if m["note"]]
    if notes:
        yield bullets(notes)


def _step(line: Mapping[str, Any], key: str) -> str:
    value = line.get(key)
    if value is None or (line.get("usd_at_list") is None and key != "usd_billed"):
        return "-"
    if abs(value) < 5e-7:
        return "$0"
    return usd(value) if value >= 0 else f"-{usd(-value)}"
