"""The ranked options, the bills of the best, and why the others were rejected."""

from collections import Counter
from collections.abc import Iterator, Sequence

from breakeven.economics.decision import Decision, Option
from breakeven.outputs.names import KINDS, name_of
from breakeven.outputs.numbers import UNKNOWN, count, percent, usd
from breakeven.outputs.ranking_table import best_of_each, remarks
from breakeven.outputs.report.model import Block, Bullets, Column, Paragraph, Section, Table

RANKED = 25
"""Rows of the ranking; the best of each kind is always among them."""
BILLS = 3
"""Kinds whose best option's bill is shown, cheapest first."""


def ranked(decision: Decision) -> Section:
    """Return the best option of each kind and model, cheapest first."""
    every = best_of_each(decision.options)
    shown = _shown(every)
    blocks: list[Block] = [
        Paragraph(
            text=f"The best of each kind and model, of {count(decision.weighed)} options weighed."
            + (f" {count(len(every) - len(shown))} more are left out." if every[RANKED:] else "")
        ),
        _table(decision, shown),
    ]
    notes = dict.fromkeys(text for _, option in shown for text in remarks(option))
    if notes:
        blocks.append(Paragraph(text="What to know of them", tone="strong"))
        blocks.append(Bullets(items=tuple(_noted(notes, shown))))
    return Section(id="options", title="The options, ranked", blocks=tuple(blocks))


def _shown(every: Sequence[Option]) -> list[tuple[int, Option]]:
    """Return the first options with their ranks, and of each other kind the best."""
    places = list(enumerate(every, start=1))
    kinds = {o.kind for _, o in places[:RANKED]}
    later = [(n, o) for n, o in places[RANKED:] if o.kind not in kinds]
    first = {o.kind: (n, o) for n, o in reversed(later)}
    return [*places[:RANKED], *sorted(first.values(), key=lambda pair: pair[0])]


def _table(decision: Decision, shown: Sequence[tuple[int, Option]]) -> Table:
    sampled = bool(decision.samples)
    bands = (Column(title="5 to 95 %", figures=True), Column(title="prob. best", figures=True))
    return Table(
        caption="What a month costs",
        columns=(
            Column(title="#", figures=True),
            Column(title="option", weight=5),
            Column(title="$ a month", figures=True),
            Column(title="$ per M tokens", figures=True),
            *(bands if sampled else ()),
            Column(title="machines", figures=True),
        ),
        rows=tuple(
            (
                str(rank),
                f"{name_of(option.id)}",
                usd(option.usd_per_month),
                usd(option.usd_per_million_tokens),
                *(_band(option) if sampled else ()),
                _machines(option),
            )
            for rank, option in shown
        ),
        first_is_best=True,
    )


def _band(option: Option) -> tuple[str, str]:
    low, high = usd(option.usd_per_month_p05), usd(option.usd_per_month_p95)
    return (UNKNOWN if low == UNKNOWN else f"{low} to {high}"), percent(option.p_best)


def _machines(option: Option) -> str:
    fleet = option.fleet
    if fleet is None or not fleet.replicas_peak:
        return UNKNOWN
    return f"{count(fleet.gpus)} GPUs, {percent(fleet.utilization)} used"


def _noted(
    notes: Sequence[str] | dict[str, None], shown: Sequence[tuple[int, Option]]
) -> Iterator[str]:
    """Yield each remark with the ranks that it is about."""
    for text in notes:
        ranks = [rank for rank, option in shown if text in remarks(option)]
        yield f"{text} (rank {_ranges(ranks)})"


def _ranges(numbers: Sequence[int]) -> str:
    """Return whole numbers in order, runs of them short.

    >>> _ranges([1, 2, 3, 7, 9, 10])
    '1 to 3, 7, 9 to 10'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{r[0]} to {r[-1]}" if len(r) > 1 else str(r[0]) for r in runs)


def bills(decision: Decision) -> Section:
    """Return the bill of the best option of the cheapest kinds, each line with its source."""
    first: dict[str, Option] = {}
    for option in decision.feasible:
        first.setdefault(option.kind, option)
    blocks = tuple(_bill(option) for option in list(first.values())[:BILLS])
    return Section(id="bills", title="What the bills are made of", blocks=blocks)


def _bill(option: Option) -> Table:
    monthly = [(line.name, usd(line.usd_per_month), line.source) for line in option.lines]
    once = [(f"{line.name}, once", usd(line.usd), line.source) for line in option.once]
    total = ("a month in all", usd(option.usd_per_month), "")
    return Table(
        caption=f"{_kind(option)}: {name_of(option.id)} ({option.id})",
        columns=(
            Column(title="line", weight=2),
            Column(title="US dollars", figures=True),
            Column(title="source", weight=5),
        ),
        rows=(*monthly, total, *once),
    )


def _kind(option: Option) -> str:
    words = KINDS[option.kind]
    return words[0].upper() + words[1:]


def rejected(decision: Decision) -> Section | None:
    """Return how many options were rejected for which reason; None where none was."""
    excused = [o for o in decision.options if o.excuse]
    if not excused:
        return None
    reasons = Counter(o.excuse.reason for o in excused if o.excuse)
    table = Table(
        caption="Of each series of options one is counted",
        columns=(
            Column(title="count", figures=True),
            Column(title="reason", weight=2),
            Column(title="for example", weight=6),
        ),
        rows=tuple(
            (count(number), reason.replace("-", " "), _example(excused, reason))
            for reason, number in reasons.most_common()
        ),
    )
    return Section(id="rejected", title=f"Rejected, {count(len(excused))}", blocks=(table,))


def _example(excused: Sequence[Option], reason: str) -> str:
    option = next(o for o in excused if o.excuse and o.excuse.reason == reason)
    return f"{name_of(option.id)}: {option.excuse.detail if option.excuse else ''}"
