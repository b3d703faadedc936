"""The ranking: the best option of each kind and model, cheapest first."""

from collections.abc import Sequence

from rich.console import RenderableType
from rich.table import Column, Table
from rich.text import Text

from breakeven.economics.decision import Decision, Option
from breakeven.outputs.numbers import UNKNOWN, count, percent, usd
from breakeven.outputs.tables import number_column, offer_text, table

NOT_SIMULATED = "rated by the closed form, not simulated (--simulate all)"
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def best_of_each(options: Sequence[Option]) -> list[Option]:
    """Return the first feasible option of each kind and model."""
    first: dict[tuple[str, str], Option] = {}
    for option in options:
        if option.feasible:
            first.setdefault((option.kind, option.model), option)
    return list(first.values())


def ranking(decision: Decision, *, top: int) -> tuple[RenderableType, ...]:
    """Return the table, what it leaves out, and the notes that its letters refer to."""
    every = best_of_each(decision.options)
    shown = _shown(every, top=top)
    notes = _notes([option for _, option in shown])
    parts: list[RenderableType] = [_table(shown, notes)]
    if len(every) > len(shown):
        parts.append(Text(f"and {count(len(every) - len(shown))} more (--top N)", style="dim"))
    if notes:
        parts.append(_legend(notes))
    return tuple(parts)


def _shown(every: Sequence[Option], *, top: int) -> list[tuple[int, Option]]:
    """Return the first options with their ranks, and of each other kind the best."""
    ranked = list(enumerate(every, start=1))
    kinds = {option.kind for _, option in ranked[:top]}
    later: dict[str, tuple[int, Option]] = {}
    for rank, option in ranked[top:]:
        if option.kind not in kinds:
            later.setdefault(option.kind, (rank, option))
    return [*ranked[:top], *later.values()]


def _table(shown: Sequence[tuple[int, Option]], notes: dict[str, str]) -> Table:
    sampled = any(option.p_best is not None for _, option in shown)
    best_column = (number_column("prob.\nbest"),) if sampled else ()
    made = table(
        number_column("\n#"),
        Column("\noption", ratio=1),
        number_column("$ a\nmonth"),
        number_column("$ per M\ntokens"),
        number_column("replicas x\nGPUs, used"),
        number_column("p99, ms\nTTFT / TPOT"),
        *best_column,
        Column("\nnotes", no_wrap=True),
    )
    for rank, option in shown:
        probability = (percent(option.p_best),) if sampled else ()
        made.add_row(
            str(rank),
            offer_text(option.id),
            usd(option.usd_per_month),
            usd(option.usd_per_million_tokens),
            _fleet(option),
            _latency(option),
            *probability,
            "".join(sorted(notes[text] for text in remarks(option))),
            style="bold" if rank == 1 else "",
        )
    return made


def _fleet(option: Option) -> str:
    """Return replicas x GPUs of one, and how far they are used."""
    fleet = option.fleet
    if fleet is None or not fleet.replicas_peak:
        return UNKNOWN
    each = fleet.gpus / fleet.replicas_peak
    gpus = f"{each:.0f}" if each == round(each) else f"{each:.1f}"
    return f"{fleet.replicas_peak} x {gpus}, {percent(fleet.utilization)}"


def _latency(option: Option) -> str:
    found = option.latency
    return UNKNOWN if found is None else f"{found.ttft_p99_ms:,.0f} / {found.tpot_p99_ms:,.0f}"


def remarks(option: Option) -> list[str]:
    """Return what a reader must know of an option: its flags, its quality, how it was rated."""
    said = (*option.flags, option.quality.note, _rated(option))
    return list(dict.fromkeys(text for text in said if text))


def _rated(option: Option) -> str:
    rate = option.rate
    return NOT_SIMULATED if rate is not None and rate.source == "closed-form" else ""


def _notes(options: Sequence[Option]) -> dict[str, str]:
    """Return a letter for each distinct remark, in order of appearance."""
    texts = dict.fromkeys(text for option in options for text in remarks(option))
    letters = [*LETTERS, *(f"{a}{b} " for a in LETTERS for b in LETTERS)]
    return dict(zip(texts, letters, strict=False))


def _legend(notes: dict[str, str]) -> Table:
    grid = Table.grid(Column(style="bold", no_wrap=True), Column(style="dim"), padding=(0, 2, 0, 0))
    for text, letter in notes.items():
        grid.add_row(letter, text)
    return grid
