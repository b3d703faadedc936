"""The answer of `breakeven diff`: what changed between two decisions, largest first."""

from collections.abc import Iterator, Mapping, Sequence

from rich.console import Group, RenderableType
from rich.table import Column, Table
from rich.text import Text

from breakeven.domain.stored_decision import Series, StoredDecision
from breakeven.outputs.changes import (
    effect_text,
    effects_text,
    excuse_text,
    option_text,
    parts_text,
    shift_table,
    signed,
    signed_share,
)
from breakeven.outputs.names import name_of
from breakeven.outputs.numbers import count, usd, volume
from breakeven.outputs.tables import number_column, offer_text, pairs, section, table
from breakeven.studies.attribution import BillChange
from breakeven.studies.difference import Difference, OneSided, OptionChange, Range, RangeShift

TOP = 5
"""Options to show of each side unless told otherwise."""


def diff_table(found: Difference, *, names: tuple[str, str], top: int = TOP) -> RenderableType:
    """Return the whole comparison; `names` say where the two decisions are from."""
    return Group(*_parts(found, names=names, top=top))


def _parts(found: Difference, *, names: tuple[str, str], top: int) -> Iterator[RenderableType]:
    yield pairs(
        [
            ("Before", _decision(found.then, names[0])),
            ("After", _decision(found.now, names[1])),
            ("Change", Text(_change(found), style="bold")),
        ]
    )
    if found.causes:
        yield section("What the change is made of, in $ a month", _causes(found))
    bridge = found.bridge
    if bridge and bridge.bill.effects:
        yield section(f"Line by line: {name_of(bridge.after.option.id)}", _lines(bridge.bill))
    for title, shifts in (
        ("Asked otherwise", found.question),
        ("Assumed otherwise", found.assumptions),
        ("Other facts", found.facts),
    ):
        if shifts:
            yield section(title, shift_table(shifts))
    yield from _options(found, top=top)
    yield from _one_sided("New", found.appeared, top=top, before="before: ")
    yield from _one_sided("Gone", found.disappeared, top=top, before="now: ")
    if found.ranges:
        yield from _ranges(found.ranges, top=top)


def _decision(decision: StoredDecision, name: str) -> Text:
    best = decision.recommended
    said = option_text(best) if best else "nothing is feasible"
    return Text.assemble(said, (f"\n{name}, prices as of {decision.as_of}", "dim"))


def _change(found: Difference) -> str:
    """Return the verdict on the recommendation in one line."""
    old, new = found.then.recommended, found.now.recommended
    if old is None or new is None or found.change is None:
        if old is None and new is None:
            return "none: nothing is feasible in either"
        return "something is feasible now" if new else "nothing is feasible any more"
    same = "the same recommendation"
    flips = f"the recommendation flips: {parts_text(found.flipped)}" if found.flipped else same
    if not found.change:
        return f"none, {same}" if not found.flipped else f"$0, {flips}"
    share = f" ({signed_share(found.change / old.usd)})" if old.usd else ""
    return f"{signed(found.change)} a month{share}, {flips}"


def _causes(found: Difference) -> Table:
    old, new = found.then.recommended, found.now.recommended
    grid = Table.grid(Column(), Column(justify="right", no_wrap=True), padding=(0, 2, 0, 0))
    if old is None or new is None:
        return grid
    grid.add_row(f"before: {name_of(old.id)}", usd(old.usd))
    for cause in found.causes:
        grid.add_row(effect_text(cause, old, new), signed(cause.change))
    grid.add_row(Text(f"after: {name_of(new.id)}", style="bold"), Text(usd(new.usd), style="bold"))
    return grid


def _lines(bill: BillChange) -> Table:
    """Return an option's bill, the line that changed most first."""
    made = table(
        "line", *map(number_column, ("before", "after", "change")), Column("made of", ratio=1)
    )
    for line in sorted(bill.lines, key=lambda one: -abs(one.change)):
        causes = "" if len(line.effects) == 1 else effects_text(bill.of_note(line.effects))
        figures = (usd(line.before), usd(line.after), _more(bill, line.change))
        made.add_row(line.name, *figures, Text(causes, style="dim"))
    total = (usd(bill.before), usd(bill.after), signed(bill.change))
    made.add_row("total", *total, "", style="bold")
    return made


def _more(bill: BillChange, change: float) -> str:
    """Return a change in money, rounding as nothing."""
    return signed(change if bill.is_of_note(change) else 0.0)


def _options(found: Difference, *, top: int) -> Iterator[RenderableType]:
    shown = _shown(found, top=top)
    if not shown:
        return
    made = table(
        number_column("rank"),
        Column("option", ratio=3),
        number_column("before"),
        number_column("after"),
        number_column("change"),
        Column("made of", ratio=2),
    )
    for one in shown:
        made.add_row(
            _rank(one),
            offer_text(one.after.option.id),
            usd(one.bill.before),
            usd(one.bill.after),
            _more(one.bill, one.bill.change),
            Text(effects_text(one.bill.effects), style="dim"),
        )
    rest = len(found.options) - len(shown)
    title = f"In both: the best of each kind and model, {count(len(shown))} of"
    yield section(f"{title} {count(len(found.options))} (--top N)" if rest else "In both", made)


def _rank(one: OptionChange) -> str:
    old, new = one.before.rank, one.after.rank
    return count(new) if old == new else f"{count(old)} > {count(new)}"


def _shown(found: Difference, *, top: int) -> list[OptionChange]:
    """Return the recommendations, and the first options of each kind and model on either side."""
    wanted = {*_first(found.then.feasible, top=top), *_first(found.now.feasible, top=top)}
    return [one for series, one in found.options.items() if series in wanted]


def _first(ranked: Mapping[Series, object], *, top: int) -> list[Series]:
    first: dict[tuple[str, str], Series] = {}
    for series in ranked:
        first.setdefault((series.kind, series.model), series)
    return list(first.values())[:top]


def _one_sided(
    title: str, options: Mapping[Series, OneSided], *, top: int, before: str
) -> Iterator[RenderableType]:
    """Return the cheapest options that only one decision has, with the other's excuses."""
    if not options:
        return
    made = table(number_column("rank"), Column("option"), number_column("$ a month"), "why")
    for one in list(options.values())[:top]:
        option = one.placed.option
        made.add_row(
            count(one.placed.rank),
            offer_text(option.id),
            usd(option.usd_per_month),
            Text(f"{before}{excuse_text(one.excuse)}", style="dim"),
        )
    rest = len(options) - top
    more = [Text(f"and {count(rest)} more (--top N)", style="dim")] if rest > 0 else []
    yield section(f"{title}, {count(len(options))}", made, *more)


def _ranges(shifts: Sequence[RangeShift], *, top: int) -> Iterator[RenderableType]:
    made = table(
        Column("the cheapest, in requests a day, lowest to highest"),
        Column("before"),
        Column("after"),
    )
    for one in shifts[:top]:
        made.add_row(offer_text(one.id), _range(one.before), _range(one.after))
    rest = len(shifts) - top
    more = [Text(f"and {count(rest)} more (--top N)", style="dim")] if rest > 0 else []
    yield section("Where the answer flips", made, *more)


def _range(one: Range | None) -> str:
    if one is None:
        return "nowhere"
    low = f"from {volume(one.low)}" if one.low is not None else ""
    high = f"to {volume(one.high)}" if one.high is not None else ""
    return f"{low} {high}".strip() or "everywhere"
