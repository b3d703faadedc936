"""The answer of `breakeven cross`, for people."""

from collections.abc import Iterator, Mapping
from typing import Protocol

from rich.console import Group, RenderableType
from rich.table import Column, Table
from rich.text import Text

from breakeven.economics.breakeven import Breakeven, Curve
from breakeven.outputs.names import name_of
from breakeven.outputs.numbers import count, plural, usd, whole
from breakeven.outputs.region_bar import RegionBar
from breakeven.outputs.tables import bullets, number_column, offer_text, section, table, warnings

SHOWN = 14
"""Crossings that are listed; where there are more, the first and the last ones."""


class CrossAnswer(Protocol):
    """What the comparison of two offers found."""

    @property
    def breakeven(self) -> Breakeven:
        """All crossings."""

    @property
    def curves(self) -> Mapping[str, Curve]:
        """By the offers' names."""

    @property
    def lines(self) -> Mapping[str, tuple[str, ...]]:
        """How each offer was priced."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What to know before trusting the answer."""


def cross_table(answer: CrossAnswer) -> RenderableType:
    """Return where the cheaper of two offers changes, and how each was priced."""
    return Group(*_parts(answer))


def _parts(answer: CrossAnswer) -> Iterator[RenderableType]:
    found = answer.breakeven
    yield Text(verdict(found), style="bold")
    if found.crossings:
        yield Text()
        yield _crossings(answer)
        yield section("The cheaper one by volume, in requests a day", RegionBar(found.regions))
    for name, lines in answer.lines.items():
        yield section(str(name_of(name)), Text(name, style="dim"), bullets([*lines]))
    yield from warnings(answer.warnings)


def verdict(found: Breakeven) -> str:
    """Return the answer in one sentence."""
    limit = found.searched_to_requests_per_day
    searched = (
        f" up to {count(limit)} requests a day, which is as far as was searched" if limit else ""
    )
    if found.never:
        winner = name_of(found.regions[0].cheapest) if found.regions else "neither"
        return f"Never: {winner} is the cheaper one at every volume{searched}."
    first, last = found.crossings[0], found.crossings[-1]
    if first is last:
        above = name_of(first.above)
        volume = whole(first.requests_per_day)
        return f"{above} is the cheaper one above {volume} requests a day{searched}."
    times = plural(len(found.crossings), "time")
    start, end = whole(first.requests_per_day), whole(last.requests_per_day)
    return (
        f"The answer flips {times} between {start} and {end} requests a day{searched};"
        f" above, {name_of(last.above)} is the cheaper one."
    )


def _crossings(answer: CrossAnswer) -> Table:
    made = table(
        number_column("requests\na day"),
        number_column("both cost\n$ a month"),
        Column("\ncheaper up to there"),
        Column("\ncheaper beyond"),
    )
    crossings = answer.breakeven.crossings
    skipped = len(crossings) - SHOWN
    for index, crossing in enumerate(crossings):
        if skipped > 0 and SHOWN // 2 <= index < len(crossings) - SHOWN // 2:
            if index == SHOWN // 2:
                made.add_row("…", "…", f"{plural(skipped, 'crossing')} more", "")
            continue
        cost = min(float(c.cost(crossing.requests_per_day)) for c in answer.curves.values())
        below, above = offer_text(crossing.below), offer_text(crossing.above)
        made.add_row(whole(crossing.requests_per_day), usd(cost), below, above)
    return made
