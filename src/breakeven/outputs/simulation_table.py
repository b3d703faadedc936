"""The answer of `breakeven simulate`, for people."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from breakeven.outputs.assumption_table import figure
from breakeven.outputs.drafts import drafts
from breakeven.outputs.names import name_of
from breakeven.outputs.numbers import count, milliseconds, percent, plain, plural, whole
from breakeven.outputs.tables import bullets, number_column, pairs, section, table, warnings

ROWS = (
    ("first token", "ttft_ms"),
    ("each further token, mean of a request", "tpot_ms"),
    ("gap between two tokens", "itl_ms"),
    ("whole answer", "e2e_ms"),
    ("before the first step", "queueing_ms"),
)
ABOUT = 0.05
"""Whole blocks leave a little of a cache."""
POINTS = ("p50", "p90", "p99")
TARGETS = (
    ("first token", "ttft_p99_ms"),
    ("each further token", "tpot_p99_ms"),
    ("whole answer", "e2e_p99_ms"),
)


def simulation_table(found: Mapping[str, Any]) -> RenderableType:
    """Return what happened to the requests; `found` is the report as JSON."""
    return Group(*_parts(found))


def _parts(found: Mapping[str, Any]) -> Iterator[RenderableType]:
    name = name_of(found["setup"])
    yield Text.assemble(
        f"{count(found['requests'])} requests, {_fleet(found)} of ",
        (name.model, "bold"),
        f" {name.where}",
    )
    yield Text(_engine(found), style="dim")
    yield section("Waiting", _waiting(found))
    if found["priorities"]:
        yield section("The first token by priority", _priorities(found["priorities"]))
    yield section("Serving", _serving(found))
    if found["pools"]:
        yield section("The two pools", _pools(found["pools"]))
    if found["assumptions"]:
        yield section("Assumed", bullets([_assumption(a) for a in found["assumptions"]]))
    yield from warnings(found["warnings"])


def _fleet(found: Mapping[str, Any]) -> str:
    pools, scaling = found["pools"], found["autoscaling"]
    if pools:
        prefill, decode = pools["prefill"]["replicas"], pools["decode"]["replicas"]
        return f"{count(prefill)} prefill and {plural(decode, 'decode replica')}"
    if scaling:
        return f"{scaling['min_replicas']} to {plural(found['replicas'], 'replica')}"
    return plural(found["replicas"], "replica")


def _engine(found: Mapping[str, Any]) -> str:
    """Return the engine's limits, which decide as much as the hardware does."""
    engine = found["engine"]
    named = f"{engine['id']}@{engine['version']}" if engine["version"] else engine["id"]
    chunks = "" if engine["chunked_prefill"] else ", prompts whole"
    return (
        f"{named}: up to {plural(engine['max_num_seqs'], 'sequence')} and"
        f" {count(engine['max_num_batched_tokens'])} tokens a step{chunks}, a cache of"
        f" {count(engine['kv_cache_tokens'])} tokens{_kept(engine)}{_drafted(engine)}"
    )


def _drafted(engine: Mapping[str, Any]) -> str:
    said = drafts(engine["draft_tokens"], engine["acceptance"])
    return f"; {said}" if said else ""


def _kept(engine: Mapping[str, Any]) -> str:
    """Return what is kept of prompts: the cache, unless it was said otherwise."""
    kept, cache = engine["prefix_cache_tokens"], engine["kv_cache_tokens"]
    if not kept:
        return ""
    same = cache * (1 - ABOUT) < kept <= cache
    return " that keeps prompts" if same else f", and {count(kept)} of kept prompts"


def _times(label: str, shown: Sequence[Mapping[str, Any]]) -> RenderableType:
    made = table(label, *(number_column(title) for title in ("median", "p90", "p99")))
    for row in shown:
        times = [milliseconds(row["times"][p]) for p in POINTS]
        made.add_row(row["label"], *times)
    return made


def _waiting(found: Mapping[str, Any]) -> RenderableType:
    return _times("", [{"label": words, "times": found[key]} for words, key in ROWS])


def _priorities(priorities: Sequence[Mapping[str, Any]]) -> RenderableType:
    rows = [
        {
            "label": f"{plain(one['priority'])}, {plural(one['requests'], 'request')}",
            "times": one["ttft_ms"],
        }
        for one in priorities
    ]
    return _times("", rows)


def _serving(found: Mapping[str, Any]) -> RenderableType:
    rate = plain(found["requests_per_second"])
    rows: list[tuple[str, RenderableType]] = [
        (
            "served",
            f"{rate} requests and {count(found['output_tokens_per_second'])} tokens a second",
        ),
        ("in time", _in_time(found)),
        (
            "busy",
            f"{percent(found['utilization'])} of the time, {percent(found['kv_use'])} of the cache",
        ),
        ("batch", f"{plain(found['batch_mean'])} sequences on average"),
        ("cached", f"{percent(found['cached_input_share'])} of the input"),
        ("preempted", plural(found["preemptions"], "time")),
    ]
    if found["overflow"]:
        rows.append(("elsewhere", _elsewhere(found["overflow"])))
    if found["autoscaling"]:
        rows.append(("replicas", _scaled(found)))
    if found["rejected"]:
        rows.append(("rejected", f"{count(found['rejected'])} requests longer than the cache"))
    wall = milliseconds(found["wall_seconds"] * 1e3)
    rows.append(("simulated", f"{count(found['simulated_seconds'])} seconds in {wall}"))
    return pairs(rows)


def _in_time(found: Mapping[str, Any]) -> str:
    good, rate = found["goodput_requests_per_second"], found["requests_per_second"]
    targets = [f"{words} {milliseconds(found['targets'][key])}" for words, key in TARGETS
               if found["targets"][key] is not None]  # fmt: skip
    share = f" ({percent(good / rate)})" if rate else ""
    return f"{plain(good)} requests a second{share}: {', '.join(targets)} at most"


def _scaled(found: Mapping[str, Any]) -> str:
    hours = found["replica_seconds"] / 3600
    return (
        f"{plain(found['replicas_mean'])} on average, {plain(hours)} replica hours,"
        f" {plural(found['cold_starts'], 'cold start')}"
    )


def _elsewhere(overflow: Mapping[str, Any]) -> str:
    """Return what an overflow sent elsewhere, and who stays."""
    limits = overflow["limits"]
    queue, outstanding, ttft = (limits[name] for name in ("queue", "outstanding", "ttft_ms"))
    finds = [
        *([f"fewer than {queue} waiting"] if queue else []),
        *([f"fewer than {outstanding} outstanding"] if outstanding else []),
        *([f"a first token predicted within {milliseconds(ttft)}"] if ttft else []),
    ]
    return (
        f"{plural(overflow['requests'], 'request')}, {percent(overflow['share'])} of them and"
        f" {percent(overflow['token_share'])} of the tokens; who finds {' and '.join(finds)} stays"
    )


def _pools(pools: Mapping[str, Any]) -> RenderableType:
    heads = ("replicas", "busy", "cache used", "batch", "preempted", "waits, p99")
    made = table("", *(number_column(head) for head in heads))
    for name in ("prefill", "decode"):
        pool = pools[name]
        made.add_row(
            name,
            whole(pool["replicas"]),
            percent(pool["utilization"]),
            percent(pool["kv_use"]),
            plain(pool["batch_mean"]),
            whole(pool["preemptions"]),
            milliseconds(pool["queueing_ms"]["p99"]),
        )
    moves = pools["transfer_ms"]
    speed = plain(pools["transfer_gb_per_second"])
    said = (
        f"A prompt's cache moves in {milliseconds(moves['p50'])} at the median,"
        f" {milliseconds(moves['p99'])} at p99: {speed} GB/s from each GPU."
    )
    return Group(made, Text(said))


def _assumption(one: Mapping[str, Any]) -> str:
    value, low, high = (figure(one[key], one["unit"]) for key in ("value", "low", "high"))
    unit = "" if one["unit"] in ("share", "ratio", "") else f" {one['unit']}"
    span = "" if one["low"] == one["high"] else f" ({low} to {high})"
    return f"{one['description']}: {value}{unit}{span}, {one['source']}"
