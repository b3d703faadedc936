"""The further tables of the page: ways to buy, flips, what would change it, the months ahead."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from breakeven.economics.breakeven import Region
from breakeven.economics.decision import Decision, Option
from breakeven.economics.prospect import Lever, OptionAhead, Payback, Prospect
from breakeven.outputs.lever_table import lever_figure, lever_words
from breakeven.outputs.names import name_of
from breakeven.outputs.numbers import UNKNOWN, count, percent, plain, usd
from breakeven.outputs.region_bar import reach
from breakeven.outputs.ways_table import best_of_ways, way
from breakeven.web.page import figure
from breakeven.web.page.figure import Figure, Line

Cell = str | Figure | None
AHEAD = 8
"""Options whose months ahead are shown."""
WORTH = 1.0
"""US dollars below which a measurement is worth nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """The head of a column."""

    title: str
    number: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table with a title; a cell is a text or a number that explains itself."""

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()


def sheets(decision: Decision) -> tuple[Sheet, ...]:
    """Return the tables that a decision can fill."""
    made = (_ranges(decision), _ways(decision), _levers(decision.levers))
    ahead = (_ahead(decision.prospect), _measure(decision.prospect)) if decision.prospect else ()
    return tuple(sheet for sheet in (*made, *ahead) if sheet.rows or sheet.notes)


def _ranges(decision: Decision) -> Sheet:
    """Return where each offer is the cheapest: the region bar in words."""
    offers = dict.fromkeys(r.cheapest for r in decision.regions)
    return Sheet(
        id="ranges",
        title="The cheapest by volume",
        columns=(Column(title="offer"), Column(title="cheapest, requests a day", number=True)),
        rows=tuple(
            (str(name_of(offer)), _range(decision.regions, offer, order))
            for order, offer in enumerate(offers)
        ),
    )


def _range(regions: tuple[Region, ...], offer: str, order: int) -> Figure:
    own = [r for r in regions if r.cheapest == offer]
    return Figure(
        key=f"range-{order}",
        text=reach(regions, offer),
        what="Requests a day at which this offer is the cheapest of all",
        how="exact geometry on the cost curves of all options; a range includes its upper end",
        lines=tuple(
            Line(
                name=f"range {i}",
                text=f"{count(r.from_requests_per_day)} to {count(r.to_requests_per_day)}",
            )
            for i, r in enumerate(own, start=1)
        ),
    )


def _ways(decision: Decision) -> Sheet:
    return Sheet(
        id="ways",
        title="Ways to buy, the best of each",
        columns=(
            Column(title="way to buy"),
            Column(title="$ a month", number=True),
            Column(title="paid once", number=True),
            Column(title="the best"),
        ),
        rows=tuple(
            (
                way(option),
                figure.month(option, key=f"way-{order}"),
                _once(option, order),
                str(name_of(option.id)),
            )
            for order, option in enumerate(best_of_ways(decision.options))
        ),
    )


def _once(option: Option, order: int) -> Figure:
    return Figure(
        key=f"way-{order}-once",
        text=usd(sum(line.usd for line in option.once)),
        what="Paid once, in US dollars",
        how="the sum of what is paid before the first month",
        lines=tuple(Line(name=o.name, text=usd(o.usd), source=o.source) for o in option.once),
    )


def _levers(levers: Iterable[Lever]) -> Sheet:
    moving = [one for one in levers if one.then is not None]
    return Sheet(
        id="levers",
        title="What would change the answer",
        columns=(
            Column(title="what"),
            Column(title="now", number=True),
            Column(title="flips at", number=True),
            Column(title="to"),
        ),
        rows=tuple(
            (
                lever_words(one).plain,
                lever_figure(one.now, one.unit),
                _lever(one, order),
                str(name_of(one.instead)),
            )
            for order, one in enumerate(moving)
        ),
    )


def _lever(one: Lever, order: int) -> Figure:
    return Figure(
        key=f"lever-{order}",
        text=lever_figure(one.then or 0.0, one.unit),
        what=f"{lever_words(one).plain}: the value at which the answer flips",
        how="all else as it is, the value at which both options cost the same in a month",
        lines=(
            Line(name="now", text=lever_figure(one.now, one.unit)),
            Line(name="then the cheapest", text=str(name_of(one.instead))),
        ),
    )


def _ahead(found: Prospect) -> Sheet:
    rate = percent(found.discount_rate_per_year)
    return Sheet(
        id="ahead",
        title=f"Over {found.months} months, in today's dollars (discounted at {rate} a year)",
        columns=(
            Column(title="option"),
            Column(title="total", number=True),
            Column(title="5 to 95 % of samples", number=True),
            Column(title="paid once", number=True),
            Column(title="prob. best", number=True),
            Column(title="mean regret", number=True),
        ),
        rows=tuple(_total(found, one, i) for i, one in enumerate(found.options[:AHEAD])),
        notes=tuple(_paybacks(found.paybacks)),
    )


def _total(found: Prospect, one: OptionAhead, order: int) -> tuple[Cell, ...]:
    total = Figure(
        key=f"ahead-{order}-total",
        text=usd(one.usd),
        what=f"What {found.months} months cost, in US dollars of today",
        how="the sum of each month's cash and of what is paid once, each discounted to today",
        lines=(
            Line(name="not discounted", text=usd(one.usd_undiscounted)),
            Line(name="first month, with what is paid once", text=usd(one.usd_by_month[0])),
            Line(name="last month", text=usd(one.usd_by_month[-1])),
            Line(name="discount rate a year", text=percent(found.discount_rate_per_year)),
        ),
    )
    return (
        str(name_of(one.id)),
        total,
        f"{usd(one.usd_p05)} to {usd(one.usd_p95)}",
        usd(one.once_usd) if one.once_usd else UNKNOWN,
        percent(one.p_best),
        usd(one.regret_usd),
    )


def _paybacks(paybacks: Iterable[Payback]) -> Iterator[str]:
    for one in [p for p in paybacks if p.npv_usd > 0 and p.months is not None][:3]:
        rate = "" if one.irr_per_year is None else f", an IRR of {percent(one.irr_per_year)} a year"
        yield (
            f"{name_of(one.id)} pays back {usd(one.upfront_usd)} in {plain(one.months)} months and"
            f" saves {usd(one.npv_usd)} (NPV{rate}) against {name_of(one.against)}"
        )


def _measure(found: Prospect) -> Sheet:
    worth = [m for m in found.measurements if m.usd >= WORTH][:AHEAD]
    evpi = usd(found.evpi_usd) if found.evpi_usd >= WORTH else "nothing"
    return Sheet(
        id="measure",
        title="What to measure first",
        columns=(
            Column(title="unknown"),
            Column(title="worth knowing", number=True),
            Column(title="changes the choice", number=True),
            Column(title="to"),
        ),
        rows=tuple(
            (
                found.names[m.id],
                usd(m.usd),
                percent(m.p_change),
                str(name_of(m.instead)) if m.instead else UNKNOWN,
            )
            for m in worth
        ),
        notes=(f"Knowing everything before choosing is worth {evpi}: no study is worth more.",),
    )
