"""A decision as one Excel file, all sheets of which follow the inputs."""

import os
from pathlib import Path

from breakeven.economics.decision import Decision
from breakeven.outputs.files import write_bytes
from breakeven.outputs.xlsx.assumptions_sheet import assumptions_sheet
from breakeven.outputs.xlsx.bills_sheet import Bills, bills_sheet
from breakeven.outputs.xlsx.book import new_book
from breakeven.outputs.xlsx.crossings_sheet import crossings_sheet
from breakeven.outputs.xlsx.inputs_sheet import inputs_sheet, recipes_of
from breakeven.outputs.xlsx.load_sheet import load_sheet, ratio_of
from breakeven.outputs.xlsx.mixture_sheet import mixture_sheet
from breakeven.outputs.xlsx.months_sheet import months_sheet
from breakeven.outputs.xlsx.ranking_sheet import ranking_sheet
from breakeven.outputs.xlsx.rules_sheet import rules_sheet
from breakeven.outputs.xlsx.sources_sheet import excuses_sheet, sources_sheet
from breakeven.outputs.xlsx.summary_sheet import summary_sheet

NOTHING = Bills(bills=(), names="", totals="", lines=(0, 0))


def workbook(decision: Decision) -> bytes:
    """Return the decision as an Excel file; the same decision gives the same bytes.

    Each formula carries the value that breakeven computed, so that a reader that does not
    calculate shows the same numbers. Raises MissingExtra without XlsxWriter.
    """
    book = new_book(as_of=decision.as_of)
    assumed = assumptions_sheet(book, decision)
    inputs = inputs_sheet(book, decision, assumed)
    ratios = {r.id: ratio_of(r, inputs.own[r.id]) for r in recipes_of(decision)}
    followers = {name: ratio for name, ratio in ratios.items() if ratio is not None}
    load = load_sheet(book, decision, followers)
    rules_sheet(book, decision)
    sources_sheet(book, decision)
    excuses_sheet(book, decision)
    joint = mixture_sheet(book, decision, inputs, load)
    if not decision.recipes:
        summary_sheet(book, decision, NOTHING, None, None)
        return book.content()
    bills = bills_sheet(book, decision, inputs, load)
    ranking_sheet(book, decision, bills, joint)
    months = months_sheet(book, decision, inputs, bills, load)
    crossings = crossings_sheet(book, decision, inputs, bills, load)
    summary_sheet(book, decision, bills, months, crossings, joint)
    return book.content()


def write_workbook(decision: Decision, path: str | os.PathLike[str]) -> Path:
    """Write the decision as an Excel file; a reader sees the old file or the whole new one."""
    return write_bytes(path, workbook(decision))
