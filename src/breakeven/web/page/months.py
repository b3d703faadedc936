"""The months ahead as tables: totals with their bands, and what pays back."""

from breakeven.economics.decision import Decision, Option
from breakeven.economics.prospect import OptionAhead, Payback, Prospect
from breakeven.outputs.names import name_of
from breakeven.outputs.numbers import UNKNOWN, count, percent, plain, usd
from breakeven.web.page import figure
from breakeven.web.page.figure import Figure, Line
from breakeven.web.page.sheet import Cell, Sheet, columns

AHEAD = 8
"""Options whose months ahead are shown."""
FEW = 3
"""Paybacks that are shown."""
CENT = 0.01
DRAWN = (
    "all that is not known is drawn together from its range, {samples} times, and every option is"
    " added up in the same draws; the ranges and their sources stand under Assumed"
)


def ahead(decision: Decision, found: Prospect) -> Sheet:
    """Return what the leading options cost over the horizon, and how sure that is."""
    rate = percent(found.discount_rate_per_year)
    options = {option.id: option for option in decision.options}
    return Sheet(
        id="ahead",
        title=f"Over {found.months} months, in today's dollars (discounted at {rate} a year)",
        columns=columns(
            "option",
            "total",
            "5 to 95 % of samples",
            "paid once",
            "prob. best",
            "mean regret",
            text=("option",),
        ),
        rows=tuple(
            _row(found, one, options.get(one.id), key=f"ahead-{order}")
            for order, one in enumerate(found.options[:AHEAD])
        ),
    )


def _row(found: Prospect, one: OptionAhead, option: Option | None, *, key: str) -> tuple[Cell, ...]:
    drawn = DRAWN.format(samples=count(found.samples))
    return (
        str(name_of(one.id)),
        total(found, one, key=key),
        _band(found, one, key, drawn),
        _once(one, option, key),
        _best(found, one, key, drawn),
        _regret(found, one, key, drawn),
    )


def total(found: Prospect, one: OptionAhead, *, key: str) -> Figure:
    """Return what an option costs over the horizon."""
    return Figure(
        key=f"{key}-total",
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


def _band(found: Prospect, one: OptionAhead, key: str, drawn: str) -> Figure:
    return Figure(
        key=f"{key}-band",
        text=f"{usd(one.usd_p05)} to {usd(one.usd_p95)}",
        what=f"Between which the cost of {found.months} months lies, in US dollars of today",
        how=drawn,
        lines=(
            Line(name="5 % of samples below", text=usd(one.usd_p05)),
            Line(name="mean of the samples", text=usd(one.usd_mean)),
            Line(name="5 % of samples above", text=usd(one.usd_p95)),
            Line(name="all assumptions at their values", text=usd(one.usd)),
        ),
    )


def _once(one: OptionAhead, option: Option | None, key: str) -> Figure | None:
    """Return what an option pays before its first month, line by line where these are known."""
    if not one.once_usd:
        return None
    return figure.once(option.once if option else (), key=key, usd_once=one.once_usd)


def _best(found: Prospect, one: OptionAhead, key: str, drawn: str) -> Figure:
    lines = [
        Line(name=str(name_of(other.id)), text=percent(other.p_best))
        for other in found.options[:AHEAD]
        if other.p_best and other.id != one.id
    ]
    return Figure(
        key=f"{key}-best",
        text=percent(one.p_best),
        what=f"Probability of being the cheapest over {found.months} months",
        how=f"the share of samples in which it costs least; {drawn}",
        lines=tuple(lines),
    )


def _regret(found: Prospect, one: OptionAhead, key: str, drawn: str) -> Figure:
    least = found.least_regret
    return Figure(
        key=f"{key}-regret",
        text=usd(one.regret_usd if one.regret_usd >= CENT else 0.0),
        what="What choosing it costs in the mean above the cheapest of each sample",
        how=f"the mean of its cost less that of the sample's cheapest; {drawn}",
        lines=(
            Line(name="mean of the samples", text=usd(one.usd_mean)),
            Line(name=f"least regret: {name_of(least.id)}", text=usd(least.regret_usd)),
        ),
    )


def paybacks(found: Prospect) -> Sheet:
    """Return what costs more at first and saves in the end."""
    totals = {one.id: one for one in found.options}
    saving = [p for p in found.paybacks if p.npv_usd > 0 and p.months is not None]
    return Sheet(
        id="paybacks",
        title="What pays back",
        columns=columns(
            "option",
            "against",
            "more at first",
            "back after, months",
            "saves (NPV)",
            "IRR a year",
            text=("option", "against"),
        ),
        rows=tuple(
            (
                str(name_of(one.id)),
                str(name_of(one.against)),
                *_payback(found, one, totals, key=f"payback-{order}"),
            )
            for order, one in enumerate(saving[:FEW])
        ),
    )


def _payback(
    found: Prospect, one: Payback, totals: dict[str, OptionAhead], *, key: str
) -> tuple[Figure, ...]:
    pair = [totals[name] for name in (one.against, one.id) if name in totals]
    firsts = tuple(Line(name=str(name_of(p.id)), text=usd(p.usd_by_month[0])) for p in pair)
    sums = tuple(Line(name=str(name_of(p.id)), text=usd(p.usd)) for p in pair)
    rate = Line(name="discount rate a year", text=percent(found.discount_rate_per_year))
    irr = UNKNOWN if one.irr_per_year is None else percent(one.irr_per_year)
    return (
        Figure(
            key=f"{key}-upfront",
            text=usd(one.upfront_usd),
            what="What it costs more until it begins to save, in US dollars",
            how="the deepest point of the sum of monthly differences; below, each first month",
            lines=firsts,
        ),
        Figure(
            key=f"{key}-months",
            text=plain(one.months),
            what="Months until it has paid back",
            how="the month from which on its cumulative cost stays below the other's",
            lines=(*firsts, Line(name="months looked at", text=str(found.months))),
        ),
        Figure(
            key=f"{key}-npv",
            text=usd(one.npv_usd),
            what=f"What it saves over {found.months} months, in US dollars of today",
            how="net present value: the other's total less its own, each discounted to today",
            lines=(*sums, rate),
        ),
        Figure(
            key=f"{key}-irr",
            text=irr,
            what="Internal rate of return, a year",
            how=(
                "the discount rate at which it would save nothing; none where the difference of"
                " the months does not change its sign exactly once"
            ),
            lines=(rate, Line(name="more at first", text=usd(one.upfront_usd))),
        ),
    )
