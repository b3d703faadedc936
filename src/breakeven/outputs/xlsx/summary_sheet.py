"""The first sheet: the question, the winner now, against the best of each kind, how sure."""

from breakeven.economics.decision import Decision
from breakeven.outputs.names import KINDS, name_of
from breakeven.outputs.numbers import percent, usd
from breakeven.outputs.question import question_lines
from breakeven.outputs.xlsx.bills_sheet import Bill, Bills
from breakeven.outputs.xlsx.book import Book, Page
from breakeven.outputs.xlsx.crossings_sheet import Crossings
from breakeven.outputs.xlsx.live import Live
from breakeven.outputs.xlsx.mixture_sheet import Joint
from breakeven.outputs.xlsx.months_sheet import Months
from breakeven.outputs.xlsx.summary_charts import summary_charts

KINDS_AT = 19
HEAD = ("kind", "the best of it now", "USD a month", "more than the winner", "times")


def summary_sheet(
    book: Book,
    decision: Decision,
    bills: Bills,
    months: Months | None,
    crossings: Crossings | None,
    joint: Joint | None = None,
) -> None:
    """Write the summary."""
    page = book.page("Summary")
    page.widths(26, 62, 16, 20, 12, 12, 12)
    page.sheet.fit_to_pages(1, 1)
    page.sheet.set_portrait()
    page.text(0, 0, "API, hosted, or our own GPUs?", "title")
    page.sheet.set_row(0, 24)
    page.text(1, 0, decision.workload.name, "note")
    page.text(3, 0, "Question", "bold")
    for row, line in enumerate(question_lines(decision)[:4], 3):
        page.text(row, 1, line, "line")
    if months is None or crossings is None or not bills.bills:
        page.text(8, 0, "Answer", "bold")
        page.text(8, 1, "Nothing is feasible: see Excuses.", "big")
        return
    _answer(page, bills, months, joint, row=8)
    _sure(page, decision, row=13)
    row = _kinds(page, bills, joint, row=KINDS_AT)
    summary_charts(page, bills, months, crossings, row=row + 1)


def _answer(page: Page, bills: Bills, months: Months, joint: Joint | None, *, row: int) -> None:
    """Write the winner of a month and of the months ahead, whatever the inputs."""
    best = min(bills.bills, key=lambda b: b.usd.value)
    least, winner, name = _least(bills, joint), _winner(bills.totals, bills), best.recipe.id
    if joint is not None:
        winner = f"IF({joint.usd.formula}<MIN({bills.totals}),{joint.name.formula},{winner})"
        name = joint.recipe.id if joint.usd.value < best.usd.value else name
    page.text(row, 0, "Answer", "bold")
    page.formula(row, 1, winner, str(name_of(name)), "big")
    page.text(row + 1, 0, "a month", "line")
    page.put(row + 1, 1, least, "big_usd")
    page.tall(row, 1.4)
    page.tall(row + 1, 1.4)
    first = min(range(len(months.usd)), key=lambda i: months.usd[i].value)
    ahead = bills.bills[first]
    page.text(row + 2, 0, "over the months ahead" + (", of one offer" if joint else ""), "line")
    page.formula(row + 2, 1, _winner(months.totals, bills), str(name_of(ahead.recipe.id)), "line")
    page.text(row + 3, 0, "in today's dollars", "line")
    page.put(row + 3, 1, Live(months.usd[first].value, f"MIN({months.totals})"), "big_usd")


def _winner(totals: str, bills: Bills) -> str:
    return f"INDEX({bills.names},MATCH(MIN({totals}),{totals},0))"


def _least(bills: Bills, joint: Joint | None) -> Live:
    """Return the cheapest month of all that is live."""
    known = [b.usd.value for b in bills.bills]
    if joint is None:
        return Live(min(known), f"MIN({bills.totals})")
    return Live(min(*known, joint.usd.value), f"MIN({bills.totals},{joint.usd.formula})")


def _sure(page: Page, decision: Decision, *, row: int) -> None:
    """Write how sure the answer is, as computed."""
    best = decision.best
    page.text(row, 0, "How sure, as delivered", "bold")
    if best is None or best.p_best is None:
        page.text(row, 1, "no samples were drawn", "line")
    else:
        low, high = usd(best.usd_per_month_p05), usd(best.usd_per_month_p95)
        page.text(
            row,
            1,
            f"{name_of(best.id)} is the cheapest in {percent(best.p_best)} of"
            f" {decision.samples:,} samples; its bill lies between {low} and {high} (5 to 95 %)",
            "line",
        )
    page.text(row + 1, 0, "Inputs", "bold")
    page.text(row + 1, 1, "yellow cells of Inputs and Assumptions, and of Months", "line")
    page.text(row + 2, 0, "Not live", "bold")
    page.text(
        row + 2,
        1,
        "probabilities, ranges, latencies, what a replica serves, other options,"
        " months of mixtures",
        "line",
    )
    ahead = decision.prospect
    if ahead is not None and ahead.measurements:
        first = ahead.measurements[0]
        said = ahead.names.get(first.id, first.id)
        page.text(row + 3, 0, "Measure first", "bold")
        page.text(row + 3, 1, f"{said}: worth up to {usd(first.usd)} to know", "line")


def _kinds(page: Page, bills: Bills, joint: Joint | None, *, row: int) -> int:
    """Write the best of each kind now; return the next free row."""
    page.row(row, HEAD[:2])
    page.row(row, HEAD[2:], "head_right", at=2)
    by_kind: dict[str, list[Bill]] = {}
    for bill in bills.bills:
        by_kind.setdefault(bill.recipe.row.kind, []).append(bill)
    least = _least(bills, joint)
    for kind in (k for k in KINDS if k in by_kind):
        row += 1
        some = by_kind[kind]
        best = min(some, key=lambda b: b.usd.value)
        page.text(row, 0, KINDS[kind], "line")
        cheapest = f"MIN({','.join(b.usd.formula for b in some)})"
        page.put(row, 2, Live(best.usd.value, cheapest), "usd_whole")
        of = page.at(row, 2).formula
        places = ",".join(f"IF({b.usd.formula}={of},{b.column - 1},999)" for b in some)
        name = f"INDEX({bills.names},MIN({places}))"
        page.formula(row, 1, name, str(name_of(best.recipe.id)), "line")
        _above(page, row, best.usd.value, least)
    if joint is not None:
        row += 1
        page.text(row, 0, KINDS["hybrid"], "line")
        page.put(row, 2, joint.usd, "usd_whole")
        page.formula(row, 1, joint.name.formula, str(name_of(joint.recipe.id)), "line")
        _above(page, row, joint.usd.value, least)
    return row + 1


def _above(page: Page, row: int, usd: float, least: Live) -> None:
    """Write how far a kind's best is above the winner."""
    of = page.at(row, 2, usd)
    page.put(row, 3, of - least, "usd_whole")
    page.put(row, 4, of / least, "months")
