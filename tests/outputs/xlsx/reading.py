"""Where the figures stand in a spreadsheet of ours, for the tests."""

from typing import Any

from breakeven.economics.decision import Decision
from breakeven.outputs.names import name_of


def row_of(sheet: Any, label: str, *, column: int = 1, nth: int = 1) -> int:
    """Return the n-th row whose cell in a column says something."""
    found = [r for r in range(1, sheet.max_row + 1) if sheet.cell(r, column).value == label]
    return int(found[nth - 1])


def by_option(sheet: Any, row: int, decision: Decision) -> dict[str, Any]:
    """Return a row of Bills or Months by the options' ids."""
    return {r.id: sheet.cell(row, 3 + i).value for i, r in enumerate(decision.recipes)}


def bills(book: Any, decision: Decision) -> dict[str, Any]:
    """Return the bills of a month."""
    return by_option(book["Bills"], row_of(book["Bills"], "total"), decision)


def totals_ahead(book: Any, decision: Decision) -> dict[str, Any]:
    """Return the discounted costs over the months."""
    label = "over the months, in today's dollars"
    return by_option(book["Months"], row_of(book["Months"], label), decision)


def paybacks(book: Any, decision: Decision) -> dict[str, Any]:
    """Return when options pay back: months, `never`, or `-`."""
    label = "pays back after, months"
    return by_option(book["Months"], row_of(book["Months"], label), decision)


def crossings(book: Any) -> dict[tuple[str, str], tuple[int, list[float]]]:
    """Return the pairs that were gone through to the end: how many crossings, and the first 12."""
    sheet = book["Crossings"]
    row = row_of(sheet, "one") + 1
    found = {}
    while sheet.cell(row, 1).value:
        if sheet.cell(row, 6).value == "all":
            places = [sheet.cell(row, 7 + i).value for i in range(12)]
            numbers = [float(p) for p in places if isinstance(p, int | float)]
            pair = (sheet.cell(row, 1).value, sheet.cell(row, 2).value)
            found[pair] = (int(sheet.cell(row, 3).value), numbers)
        row += 1
    return found


def known_crossings(decision: Decision) -> dict[tuple[str, str], list[float]]:
    """Return the engine's crossings, by the names that the sheet shows."""
    found = {}
    for (a, b), between in decision.crossings.items():
        places = [c.requests_per_day for c in between.crossings]
        found[str(name_of(a)), str(name_of(b))] = places
        found[str(name_of(b)), str(name_of(a))] = places
    return found
