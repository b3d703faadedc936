"""The months ahead: totals, paybacks, whether to wait, what a commitment costs."""

from collections.abc import Iterator, Sequence

from breakeven.economics.decision import Decision
from breakeven.economics.prospect import OptionAhead, Payback, Prospect
from breakeven.outputs.names import name_of
from breakeven.outputs.numbers import UNKNOWN, percent, plain, usd
from breakeven.outputs.prospect_table import shown_options
from breakeven.outputs.report.model import Block, Bullets, Column, Paragraph, Section, Table
from breakeven.outputs.report.summary import waiting_text


def months(decision: Decision) -> Section | None:
    """Return what the options cost over the horizon; None where nothing looks ahead."""
    found = decision.prospect
    if found is None:
        return None
    options = shown_options(found)
    return Section(
        id="months", title=f"Over {found.months} months", blocks=tuple(_blocks(found, options))
    )


def _blocks(found: Prospect, options: Sequence[OptionAhead]) -> Iterator[Block]:
    rate = percent(found.discount_rate_per_year)
    yield Paragraph(text=f"In today's dollars, discounted at {rate} a year.")
    yield _totals(found, options)
    named = {one.id for one in options}
    backs = [p for p in found.paybacks if p.id in named]
    if backs:
        yield _paybacks(backs)
    yield Bullets(items=tuple(_said(found, named)))


def _totals(found: Prospect, options: Sequence[OptionAhead]) -> Table:
    return Table(
        caption=f"All payments of {found.months} months",
        columns=(
            Column(title="option", weight=4),
            Column(title="total", figures=True),
            Column(title="5 to 95 %", figures=True),
            Column(title="paid once", figures=True),
            Column(title="prob. best", figures=True),
            Column(title="mean regret", figures=True),
        ),
        rows=tuple(
            (
                str(name_of(one.id)),
                usd(one.usd),
                f"{usd(one.usd_p05)} to {usd(one.usd_p95)}",
                usd(one.once_usd) if one.once_usd else UNKNOWN,
                percent(one.p_best),
                usd(round(one.regret_usd, 2)),
            )
            for one in options
        ),
        first_is_best=True,
    )


def _paybacks(backs: Sequence[Payback]) -> Table:
    return Table(
        caption=f"Against {name_of(backs[0].against)}, which binds nobody",
        columns=(
            Column(title="option", weight=4),
            Column(title="costs more at first", figures=True),
            Column(title="pays back after", figures=True),
            Column(title="saves (NPV)", figures=True),
            Column(title="IRR a year", figures=True),
        ),
        rows=tuple(
            (
                str(name_of(one.id)),
                usd(one.upfront_usd),
                "never" if one.months is None else f"{plain(one.months)} months",
                usd(one.npv_usd),
                UNKNOWN if one.irr_per_year is None else _rate(one.irr_per_year),
            )
            for one in backs
        ),
    )


def _rate(value: float) -> str:
    if value < -0.99:
        return "below -99 %"
    return f"-{percent(-value)}" if value < 0 else percent(value)


def _said(found: Prospect, named: set[str]) -> Iterator[str]:
    yield waiting_text(found)
    for tied in found.locked:
        if tied.id in named and tied.usd >= 1.0:
            freedom = f"freedom to leave it would be worth up to {usd(tied.usd)}"
            yield f"{name_of(tied.id)} is bound: {freedom}"
