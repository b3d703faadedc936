"""The sheet of assumptions: each a named input with its range and source."""

from breakeven.economics.decision import Decision
from breakeven.outputs.xlsx.book import Book
from breakeven.outputs.xlsx.live import Live

HEAD = ("assumption", "value", "unit", "low", "high", "what it is", "source, date", "note")
PHYSICS = {
    "input_variation": "what machines serve was computed with it: change it in breakeven",
    "output_variation": "what machines serve was computed with it: change it in breakeven",
    "ttft_p99_ms": "what machines serve was computed with it: change it in breakeven",
    "tpot_p99_ms": "what machines serve was computed with it: change it in breakeven",
    "horizon_months": "the number of rows of Months: change it in breakeven",
    "quality_tolerance": "which models are weighed: change it in breakeven",
    "max_price_age_days": "which prices are weighed: change it in breakeven",
    "token_price_jump_per_year": "in the samples alone: change it in breakeven",
    "token_price_jump_size": "in the samples alone: change it in breakeven",
}
"""What no formula can follow."""


def assumptions_sheet(book: Book, decision: Decision) -> dict[str, Live]:
    """Write the assumptions, and return their cells by their ids."""
    page = book.page("Assumptions")
    page.title("Assumptions", "Yellow cells are inputs; their names in formulas are their ids.")
    page.widths(32, 12, 24, 9, 9, 56, 38, 60)
    page.row(3, HEAD)
    page.sheet.freeze_panes(4, 1)
    page.sheet.repeat_rows(3)
    cells: dict[str, Live] = {}
    for row, one in enumerate(decision.assumptions, 4):
        page.text(row, 0, one.id, "line")
        if one.id in PHYSICS:
            page.number(row, 1, one.value, "number")
        else:
            cells[one.id] = page.given(row, 1, one.value, one.id)
        page.text(row, 2, one.unit, "unit")
        page.number(row, 3, one.low, "number")
        page.number(row, 4, one.high, "number")
        page.text(row, 5, one.description)
        page.text(row, 6, one.provenance)
        page.text(row, 7, "; ".join(n for n in (PHYSICS.get(one.id), one.provenance.note) if n))
    return cells
