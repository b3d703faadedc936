"""The answer of `breakeven size`, for people."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.text import Text

from breakeven.economics.sizing import CapacityReport, MemoryReport, Sizing
from breakeven.outputs.drafts import drafts
from breakeven.outputs.names import name_of
from breakeven.outputs.numbers import count, gib, milliseconds, percent, plain, usd
from breakeven.outputs.tables import number_column, pairs, section, table

LIMITS = {
    "ttft": "the target on the first token",
    "tpot": "the target on the further tokens",
    "e2e": "the target on the whole answer",
    "kv_cache": "the room for the cache",
    "max_num_seqs": "the engine's most sequences in a batch",
    "prefill": "the throughput of reading prompts",
}
"""What binds, in words."""
BAR = 40


def size_table(sizing: Sizing) -> RenderableType:
    """Return whether a replica fits, what it serves and what its tokens cost."""
    return Group(*_parts(sizing))


def _parts(sizing: Sizing) -> Iterator[RenderableType]:
    name = name_of(sizing.setup.id)
    verdict = Text.assemble((name.model, "bold"), f" {name.where}: ")
    yield verdict.append_text(_verdict(sizing))
    yield section("Memory of one GPU", _memory(sizing.memory), _holds(sizing.memory))
    if sizing.capacity:
        yield section("One replica at its highest load", _capacity(sizing, sizing.capacity))
    if sizing.basis:
        yield Text(f"\nSpeed: {sizing.basis}", style="dim")


def _verdict(sizing: Sizing) -> Text:
    memory = sizing.memory
    if not memory.fits:
        return Text.assemble(("does not fit.\n", "bold red"), _shortage(sizing))
    if sizing.capacity is None:
        why = sizing.excuse.detail if sizing.excuse else ""
        return Text.assemble(("fits, but cannot be used so.\n", "bold red"), why)
    rate = plain(sizing.capacity.requests_per_second)
    return Text(f"fits and serves {rate} requests a second.", style="bold green")


def _shortage(sizing: Sizing) -> str:
    """Return by how much the memory is short."""
    if sizing.excuse and sizing.excuse.detail:
        return sizing.excuse.detail
    memory = sizing.memory
    needed = memory.weights_gib + memory.overhead_gib
    return f"Each GPU needs {gib(needed)} before any cache and has {gib(memory.visible_gib)}."


def _memory(memory: MemoryReport) -> RenderableType:
    made = table("", number_column("GiB"), number_column("share"), "")
    parts = (
        ("weights", memory.weights_gib),
        ("cache of keys and values", max(memory.kv_cache_gib, 0.0)),
        ("activations", memory.activation_gib),
        ("runtime", memory.overhead_gib - memory.activation_gib),
    )
    for name, size in parts:
        share = size / memory.visible_gib
        bar = "█" * min(round(share * BAR), BAR)
        made.add_row(name, f"{size:.2f}", percent(share), Text(bar, style="cyan"))
    made.add_row(
        Text("visible", style="dim"), Text(f"{memory.visible_gib:.2f}", style="dim"), "", ""
    )
    return made


def _holds(memory: MemoryReport) -> RenderableType:
    if memory.kv_tokens <= 0:
        return Text("There is no room for a cache.")
    return Text(
        f"The cache holds {count(memory.kv_tokens)} tokens: a context of up to"
        f" {count(memory.max_context_tokens)}, or {count(memory.max_sequences)} sequences of"
        f" {count(memory.context_tokens)} at once."
    )


def _capacity(sizing: Sizing, capacity: CapacityReport) -> RenderableType:
    span = sizing.range
    likely = f", likely {plain(span.low)} to {plain(span.high)}" if span else ""
    rows: list[tuple[str, RenderableType]] = [
        ("rate", f"{plain(capacity.requests_per_second)} requests a second{likely}"),
        ("output", f"{count(capacity.output_tokens_per_second)} tokens a second"),
        ("batch", f"{count(capacity.batch)} sequences"),
        ("first token", _times(capacity.ttft_p50_ms, capacity.ttft_p99_ms)),
        ("further tokens", _times(capacity.tpot_p50_ms, capacity.tpot_p99_ms)),
        ("limited by", LIMITS.get(capacity.limit, capacity.limit)),
        ("found by", _how(sizing)),
    ]
    if sizing.rental and sizing.usd_per_million_output_tokens is not None:
        rows.append(("cost", _cost(sizing)))
    return pairs(rows)


def _how(sizing: Sizing) -> str:
    """Return how the rate was found, and how far the closed form lies from it."""
    if sizing.tried is None:
        return sizing.note or "the closed form"
    tried = sizing.tried
    how = f"simulating {count(tried.requests)} requests {tried.requests_from}"
    if sizing.closed_form is None or sizing.gap is None:
        return how
    rate, gap = plain(sizing.closed_form.requests_per_second), percent(abs(sizing.gap))
    more = "more" if sizing.gap >= 0 else "less"
    if said := drafts(sizing.speculation.draft_tokens, sizing.speculation.acceptance):
        return f"{how}, {said}; without drafts the closed form says {rate}"
    return f"{how}; the closed form says {rate}, {gap} {more}"


def _times(median: float, high: float) -> str:
    return f"{milliseconds(median)} at the median, {milliseconds(high)} at p99"


def _cost(sizing: Sizing) -> Text:
    rental = sizing.rental
    if rental is None:
        return Text()
    return Text.assemble(
        f"{usd(sizing.usd_per_million_output_tokens)} per million output tokens at this load"
        " around the clock",
        (
            f"\non {rental.provider} {rental.instance} at {usd(rental.usd_per_hour)} an hour"
            f" ({rental.provenance})",
            "dim",
        ),
    )
