"""The further tables of the page: ways to buy, flips, what would change it, the months ahead."""

from breakeven.economics.breakeven import Region
from breakeven.economics.decision import Decision
from breakeven.outputs.names import name_of
from breakeven.outputs.numbers import count
from breakeven.outputs.region_bar import reach
from breakeven.outputs.ways_table import best_of_ways, way
from breakeven.web.page import figure
from breakeven.web.page.figure import Figure, Line
from breakeven.web.page.levers import levers
from breakeven.web.page.months import ahead, paybacks
from breakeven.web.page.ruled import rules
from breakeven.web.page.sheet import Sheet, columns
from breakeven.web.page.worth import worth


def sheets(decision: Decision) -> tuple[Sheet, ...]:
    """Return the tables that a decision can fill."""
    made = [_ranges(decision), _ways(decision), rules(decision), levers(decision)]
    if decision.prospect:
        found = decision.prospect
        made += [ahead(decision, found), paybacks(found), worth(decision, found)]
    return tuple(sheet for sheet in made if sheet.rows or sheet.notes)


def _ranges(decision: Decision) -> Sheet:
    """Return where each offer is the cheapest: the region bar in words."""
    offers = dict.fromkeys(r.cheapest for r in decision.regions)
    return Sheet(
        id="ranges",
        title="The cheapest by volume",
        columns=columns("offer", "cheapest, requests a day", text=("offer",)),
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
        columns=columns(
            "way to buy", "$ a month", "paid once", "the best", text=("way to buy", "the best")
        ),
        rows=tuple(
            (
                way(option),
                figure.month(option, key=f"way-{order}"),
                figure.once(option.once, key=f"way-{order}"),
                str(name_of(option.id)),
            )
            for order, option in enumerate(best_of_ways(decision.options))
        ),
    )
