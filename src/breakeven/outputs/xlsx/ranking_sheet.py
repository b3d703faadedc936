"""The sheet of the ranking: live for the leading options, as computed for all others."""

from breakeven.economics.decision import Decision, Option
from breakeven.outputs.names import KINDS, name_of
from breakeven.outputs.xlsx.bills_sheet import Bills
from breakeven.outputs.xlsx.book import Book, Page
from breakeven.outputs.xlsx.live import Live

FIRST = 4
PRINTED = 40
"""Other options on paper; the sheet has them all."""
HEAD = (
    "rank now",
    "option",
    "way to buy",
    "USD a month now",
    "USD for a million tokens now",
    "above the best now, USD",
    "USD a month as computed",
    "5 % of samples below",
    "95 % of samples below",
    "probability of being best",
    "GPUs",
    "p99 first token, ms",
    "p99 further tokens, ms",
    "what to know",
    "full name",
)


def ranking_sheet(book: Book, decision: Decision, bills: Bills) -> None:
    """Write the leading options with their rank now, then the others."""
    page = book.page("Ranking")
    page.title(
        "Ranking",
        "Ranks and costs follow the inputs. Ranges and probabilities come from samples: for changed"
        " inputs run breakeven anew.",
    )
    page.widths(6, 58, 24, 13, 13, 13, 13, 13, 13, 12, 7, 11, 11, 60, 70)
    page.row(FIRST - 1, HEAD)
    page.tall(FIRST - 1, 3)
    page.sheet.print_area(0, 0, FIRST + len(bills.bills) + PRINTED, 12)
    page.sheet.freeze_panes(FIRST, 2)
    page.sheet.repeat_rows(FIRST - 1)
    options = {o.id: o for o in decision.options}
    order = sorted(b.usd.value for b in bills.bills)
    for row, bill in enumerate(bills.bills, FIRST):
        rank = Live(1.0 + order.index(bill.usd.value), f"RANK({bill.usd.formula},{bills.totals},1)")
        page.put(row, 0, rank, "month")
        page.put(row, 3, bill.usd, "usd")
        page.put(row, 4, bill.usd_per_million, "usd_small")
        least = Live(order[0], f"MIN({bills.totals})")
        page.put(row, 5, bill.usd - least, "usd")
        _figures(page, row, options[bill.recipe.id])
    row = FIRST + len(bills.bills) + 1
    page.text(row, 0, "All other options, as breakeven computed them", "section")
    shown = {b.recipe.id for b in bills.bills}
    rest = [o for o in decision.feasible if o.id not in shown]
    for place, option in enumerate(rest, row + 1):
        _figures(page, place, option)


def way_of(option: Option) -> str:
    """Return an option's kind and purchase mode in words."""
    return KINDS[option.kind] + (f", {option.purchase}" if option.purchase else "")


def _figures(page: Page, row: int, option: Option) -> None:
    """Write what no formula follows."""
    page.text(row, 1, name_of(option.id))
    page.text(row, 2, way_of(option))
    page.number(row, 6, option.usd_per_month, "usd")
    page.number(row, 7, option.usd_per_month_p05, "usd")
    page.number(row, 8, option.usd_per_month_p95, "usd")
    page.number(row, 9, option.p_best, "percent")
    page.number(row, 10, option.fleet.gpus if option.fleet else None, "whole")
    page.number(row, 11, option.latency.ttft_p99_ms if option.latency else None, "whole")
    page.number(row, 12, option.latency.tpot_p99_ms if option.latency else None, "whole")
    page.text(row, 13, "; ".join(option.flags))
    page.text(row, 14, option.id, "note")
