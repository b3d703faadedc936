"""The sheet of crossings: curves, where they cross by formulas, who is the cheapest where."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from breakeven.economics.breakeven import horizon
from breakeven.economics.decision import Decision
from breakeven.outputs.names import name_of
from breakeven.outputs.xlsx.bills_sheet import Bill, Bills
from breakeven.outputs.xlsx.book import Book, Page
from breakeven.outputs.xlsx.inputs_sheet import Inputs
from breakeven.outputs.xlsx.live import ZERO, Live, live
from breakeven.outputs.xlsx.load_sheet import Load
from breakeven.outputs.xlsx.steps_sheet import Curve, Walk, walk

CURVES, NAMED = 4, 12
"""First row of the curves; crossings of a pair that are listed."""
LONGEST = 200
"""Steps of a pair that are gone through."""
GRID = 49
HEAD = (
    "curve",
    "its full name",
    "at any volume, USD/month",
    "a request a day, USD/month",
    "a machine, USD/month",
    "one serves, requests/day",
    "least machines",
    "in the long run, a request a day",
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Crossings:
    """Where the costs over volume stand, for charts."""

    grid: tuple[int, int]
    """First and last row."""
    names: tuple[str, ...]


def crossings_sheet(
    book: Book, decision: Decision, inputs: Inputs, bills: Bills, load: Load
) -> Crossings:
    """Write curves, crossings, regions, and costs over volume."""
    page = book.page("Crossings")
    page.title(
        "Where the answer flips",
        "Cost = fixed + per request x volume + a machine x machines. Its steps: the sheet Steps.",
    )
    page.widths(58, 58, 14, 14, 22, 18, 14)
    page.widths(*[14] * NAMED, at=7)
    page.row(CURVES - 1, HEAD)
    page.tall(CURVES - 1, 3)
    page.sheet.print_area(0, 0, 400, 11)
    found = [b for name in decision.curves if (b := bills.of(name)) is not None]
    curves = [_curve(page, bill, load, row=CURVES + i) for i, bill in enumerate(found)]
    row = _pairs(page, book.page("Steps"), decision, curves, row=CURVES + len(curves) + 2)
    row = _regions(page, decision, row=row + 2)
    return _grid(page, inputs, curves, row=row + 2)


def _curve(page: Page, bill: Bill, load: Load, *, row: int) -> Curve:
    """Write one curve, and return its cells."""
    name = bill.recipe.id
    page.text(row, 0, name_of(name))
    page.text(row, 1, name, "note")
    machines, scaled = bill.machines, float(bill.recipe.time.scaled) > 0
    usd = [
        page.put(row, column, bill.curve[key], style)
        for column, key, style in (
            (2, "fixed", "usd"),
            (3, "per_request", "usd_small"),
            (4, "step_usd", "usd"),
        )
    ]
    served = page.put(row, 5, machines.served, "count") if machines else None
    minimum = page.put(row, 6, machines.minimum, "count") if machines else ZERO
    share = load.long_run(name) if scaled else live(1.0)
    slope = usd[1] + usd[2] * share / served if served is not None else usd[1]
    return Curve(
        name=name,
        fixed=usd[0],
        per_request=usd[1],
        step_usd=usd[2],
        served=served,
        minimum=minimum,
        slope=page.put(row, 7, slope, "usd_small"),
        load=load if scaled else None,
    )


def _pairs(
    page: Page, steps: Page, decision: Decision, curves: Sequence[Curve], *, row: int
) -> int:
    """Write the crossings of each pair, and return the next free row."""
    page.text(row, 0, "Crossings, in requests a day", "section")
    page.row(
        row + 1,
        ("one", "the other", "crossings", "as breakeven computed", "sought up to", "all found?"),
    )
    page.row(row + 1, [f"no. {i + 1}" for i in range(NAMED)], "head_right", at=6)
    steps.title(
        "Steps", "Between two steps both costs are lines, so a crossing there is one division."
    )
    steps.widths(16, 16, *[14] * 10)
    steps.sheet.freeze_panes(2, 0)
    below = 3
    row += 2
    for a, b in combinations(curves, 2):
        known = decision.crossings.get((a.name, b.name)) or decision.crossings.get((b.name, a.name))
        if known is None:
            continue
        page.text(row, 0, name_of(a.name))
        page.text(row, 1, name_of(b.name))
        page.number(row, 3, len(known.crossings), "whole")
        length = _length(decision, a, b)
        if length > LONGEST:
            page.text(row, 5, "many: as computed", "note")
            for i, crossing in enumerate(known.crossings[:NAMED]):
                page.number(row, 6 + i, crossing.requests_per_day, "whole")
        else:
            made = walk(steps, a, b, row=below, length=length)
            below = made.next_row
            _found(page, row, made)
        row += 1
    return row


def _length(decision: Decision, a: Curve, b: Curve) -> int:
    """Return how many steps to go through: half as many again as there are today."""
    first, second = decision.curves[a.name], decision.curves[b.name]
    limit = horizon(first, second)
    if not np.isfinite(limit):
        return LONGEST + 1
    widths = [float(c.step_requests) for c in (first, second) if float(c.step_usd)]
    if sum(limit / w for w in widths) > LONGEST:
        return LONGEST + 1
    jumps = sum(c.jumps(0.0, limit).size for c in (first, second))
    return jumps + jumps // 2 + 6 if jumps <= LONGEST else LONGEST + 1


def _found(page: Page, row: int, made: Walk) -> None:
    """Write the crossings of one pair."""
    places = made.range
    page.put(row, 2, Live(float(len(made.crossings)), f"COUNT({places})"), "whole")
    page.put(row, 4, made.end, "whole")
    whole = made.end.value >= made.limit.value
    text = f'IF({made.end.formula}>={made.limit.formula},"all","up to there")'
    page.formula(row, 5, text, "all" if whole else "up to there")
    for i in range(NAMED):
        value = made.crossings[i] if i < len(made.crossings) else ""
        page.formula(row, 6 + i, f'IFERROR(SMALL({places},{i + 1}),"")', value, "whole")


def _regions(page: Page, decision: Decision, *, row: int) -> int:
    """Write who is the cheapest where, of all options that were weighed."""
    page.text(row, 0, "The cheapest of all options weighed, as breakeven computed it", "section")
    page.row(row + 1, ("the cheapest", "its full name", "from requests/day", "to requests/day"))
    row += 2
    for area in decision.regions:
        page.text(row, 0, name_of(area.cheapest))
        page.text(row, 1, area.cheapest)
        page.number(row, 2, area.from_requests_per_day, "whole")
        page.number(row, 3, area.to_requests_per_day, "whole")
        row += 1
    return row


def _grid(page: Page, inputs: Inputs, curves: Sequence[Curve], *, row: int) -> Crossings:
    """Write the cost of each curve from a hundredth of the volume to a hundred times it."""
    page.text(row, 0, "Costs over volume, USD a month", "section")
    page.row(row + 1, ("requests a day", "the cheapest of these"))
    page.row(row + 1, [name_of(c.name) for c in curves], at=2)
    page.tall(row + 1, 4)
    first, names = row + 2, page.range(row + 1, 2, row + 1, 1 + len(curves))
    for i in range(GRID):
        factor = 10.0 ** ((i - GRID // 2) * 4.0 / (GRID - 1))
        volume = page.put(first + i, 0, inputs.traffic.requests_per_day * factor, "whole")
        usd = [
            page.put(first + i, 2 + k, curve.cost(volume), "usd_whole")
            for k, curve in enumerate(curves)
        ]
        if not usd:
            continue
        among = page.range(first + i, 2, first + i, 1 + len(curves))
        winner = min(range(len(usd)), key=lambda k: usd[k].value)
        text = f"INDEX({names},MATCH(MIN({among}),{among},0))"
        page.formula(first + i, 1, text, str(name_of(curves[winner].name)))
    return Crossings(grid=(first, first + GRID - 1), names=tuple(c.name for c in curves))
