"""The sheet of the ranking: live for the leading options, as computed for all others."""

from breakeven.economics.decision import Decision, Option
from breakeven.outputs.names import KINDS, name_of
from breakeven.outputs.xlsx.bills_sheet import Bills
from breakeven.outputs.xlsx.book import Book, Page
from breakeven.outputs.xlsx.live import Live
from breakeven.outputs.xlsx.mixture_sheet import Joint

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


def ranking_sheet(book: Book, decision: Decision, bills: Bills, joint: Joint | None = None) -> None:
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
    page.sheet.print_area(0, 0, FIRST + len(bills.bills) + 1 + PRINTED, 12)
    page.sheet.freeze_panes(FIRST, 2)
    page.sheet.repeat_rows(FIRST - 1)
    options = {o.id: o for o in decision.options}
    live: list[tuple[str, Live, Live]] = [
        (bill.recipe.id, bill.usd, bill.usd_per_million) for bill in bills.bills
    ]
    live += [(joint.recipe.id, joint.usd, joint.usd_per_million)] if joint else []
    live.sort(key=lambda one: one[1].value)
    last = FIRST + len(live) - 1
    column = page.range(FIRST, 3, last, 3)
    for row, (name, usd, each) in enumerate(live, FIRST):
        place = page.put(row, 3, usd, "usd")
        rank = 1.0 + sum(other.value < usd.value for _, other, _ in live)
        page.put(row, 0, Live(rank, f"RANK({place.formula},{column},1)"), "month")
        page.put(row, 4, each, "usd_small")
        page.put(row, 5, place - Live(live[0][1].value, f"MIN({column})"), "usd")
        _figures(page, row, options[name])
    row = last + 2
    page.text(row, 0, "All other options, as breakeven computed them", "section")
    shown = {name for name, _, _ in live}
    rest = [o for o in decision.feasible if o.id not in shown]
    for i, option in enumerate(rest, row + 1):
        _figures(page, i, option)


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
