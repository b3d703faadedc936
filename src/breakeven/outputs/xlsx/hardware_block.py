"""Machines that one buys, month by month: bought, replaced when old, sold, as formulas.

As `economics.ownership`: a machine is kept for its life and sold at its resale share, replaced at
the price of that month; at the end of the months each is sold for what its age leaves.
"""

from collections.abc import Sequence

from breakeven.outputs.xlsx.book import Page
from breakeven.outputs.xlsx.inputs_sheet import Inputs
from breakeven.outputs.xlsx.live import Live, most, rounded_up
from breakeven.outputs.xlsx.outlook_block import Ahead


def life_of(inputs: Inputs) -> Live:
    """Return how many months a machine is kept."""
    return most(12.0 * inputs.value("lifetime_years"), 1.0)


def bought_in(page: Page, held: Sequence[Live], life: Live, *, row: int, column: int) -> list[Live]:
    """Write the machines bought in each month, replacements among them, from a row on."""
    found: list[Live] = []
    kept = rounded_up(life)
    for month, now in enumerate(held):
        more = now - held[month - 1] if month else now
        if month:
            more = more + _replaced(page, found, kept, month, row=row, column=column)
        found.append(page.put(row + month, column, more, "count"))
    return found


def _replaced(
    page: Page, bought: Sequence[Live], kept: Live, month: int, *, row: int, column: int
) -> Live:
    """Return the machines whose life ends in a month."""
    past = page.range(row, column, row + month - 1, column)
    old = month - int(kept.value)
    value = bought[old].value if old >= 0 else 0.0
    return Live(value, f"IF({month}>={kept.formula},INDEX({past},{month + 1}-{kept.formula}),0)")


def hardware_cash(
    page: Page,
    bought: Sequence[Live],
    ahead: Sequence[Ahead],
    *,
    life: Live,
    resale: Live,
    capex: Live,
    places: tuple[int, int, int],
) -> list[Live]:
    """Return what machines cost in each month, what old ones bring in deducted.

    `places` are the first row and the column of the machines bought, and the column of prices.
    """
    kept, months = rounded_up(life), len(bought)
    found = []
    for month, number in enumerate(bought):
        usd = number * ahead[month].prices["hardware"]
        if month:
            usd = usd - _sold(page, bought, ahead, kept, month, places=places) * resale
        if month == months - 1:
            usd = usd - _at_the_end(page, bought, ahead, life=life, resale=resale, places=places)
        found.append(capex * Live(usd.value, f"({usd.formula})"))
    return found


def _sold(
    page: Page,
    bought: Sequence[Live],
    ahead: Sequence[Ahead],
    kept: Live,
    month: int,
    *,
    places: tuple[int, int, int],
) -> Live:
    """Return the machines that are sold old in a month, at what they cost."""
    row, column, prices = places
    first = _row_of(ahead)
    past = page.range(row, column, row + month - 1, column)
    paid = page.range(first, prices, first + month - 1, prices)
    old = month - int(kept.value)
    value = bought[old].value * ahead[old].prices["hardware"].value if old >= 0 else 0.0
    place = f"{month + 1}-{kept.formula}"
    text = f"IF({month}>={kept.formula},INDEX({past},{place})*INDEX({paid},{place}),0)"
    return Live(value, text)


def _at_the_end(
    page: Page,
    bought: Sequence[Live],
    ahead: Sequence[Ahead],
    *,
    life: Live,
    resale: Live,
    places: tuple[int, int, int],
) -> Live:
    """Return what all machines bring in when the months are over."""
    row, column, prices = places
    first, months = _row_of(ahead), len(bought)
    numbers = page.range(first, 0, first + months - 1, 0)
    those = page.range(row, column, row + months - 1, column)
    paid = page.range(first, prices, first + months - 1, prices)
    age = f"(({months + 1}-{numbers})/{life.formula})"
    worth = f"(1-(1-{resale.formula})*({age}+1-ABS({age}-1))/2)"
    alive = f"({numbers}-1+ROUNDUP({life.formula},0)>={months})"
    value, kept = 0.0, int(rounded_up(life).value)
    for month, number in enumerate(bought):
        if month + kept >= months:
            share = min((months - month) / life.value, 1.0)
            price = ahead[month].prices["hardware"].value
            value += number.value * price * (1.0 - (1.0 - resale.value) * share)
    return Live(value, f"SUMPRODUCT({alive}*{those}*{paid}*{worth})")


def _row_of(ahead: Sequence[Ahead]) -> int:
    """Return the row of the first month."""
    return int("".join(c for c in ahead[0].number.formula if c.isdigit())) - 1
