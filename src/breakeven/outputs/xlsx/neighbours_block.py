"""A hybrid at other numbers of machines: whether the chosen split is still the cheapest."""

from collections.abc import Sequence

from breakeven.outputs.xlsx.account_block import LEFT
from breakeven.outputs.xlsx.bill_lines import Account, curve_part
from breakeven.outputs.xlsx.book import Page
from breakeven.outputs.xlsx.live import Live, live, most
from breakeven.outputs.xlsx.load_sheet import Load

AROUND = (-3, -2, -1, 0, 1, 2, 3)


def neighbours_block(
    page: Page,
    load: Load,
    accounts: Sequence[Account],
    split: tuple[Live, Live, Live],
    usd: Live,
    *,
    row: int,
) -> int:
    """Write the cost at some more and some fewer machines; return the next row.

    `split` has the requests a day, the load at the peak in machines, and the machines that are
    kept; `usd` is the bill of a month.
    """
    page.text(row, 0, "The same at other numbers of machines", "section")
    page.row(row + 1, ("machines", "", "share elsewhere", "USD a month"))
    own, away = accounts
    volume, peak, kept = split
    fixed = curve_part(own, "fixed") + curve_part(away, "fixed")
    each, dear = curve_part(own, "per_request"), curve_part(away, "per_request")
    first = row + 2
    costs = []
    for i, step in enumerate(AROUND, first):
        number = page.put(i, 0, most(kept + live(float(step)), 0.0), "count")
        outside = page.put(i, LEFT, load.above(peak, number), "percent")
        requests = volume * ((1.0 - outside) * each + outside * dear)
        machines = curve_part(own, "step_usd") * number
        costs.append(page.put(i, LEFT + 1, fixed + machines + requests))
    end = first + len(AROUND)
    least = Live(
        min(c.value for c in costs), f"MIN({page.range(first, LEFT + 1, end - 1, LEFT + 1)})"
    )
    page.text(end, 0, "is the chosen number the cheapest of these?", "bold")
    said = "yes" if usd.value <= least.value * (1.0 + 1e-9) else "no: choose another"
    text = f'IF({usd.formula}<={least.formula}*(1+1E-9),"yes","no: choose another")'
    page.formula(end, LEFT, text, said, "bold")
    return end + 1
