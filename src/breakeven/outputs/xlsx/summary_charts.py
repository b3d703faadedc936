"""Excel's own charts of the summary: they follow the cells, as everything else does."""

from typing import Any

from breakeven.outputs.names import name_of
from breakeven.outputs.xlsx.bills_sheet import NAMES, Bills
from breakeven.outputs.xlsx.book import Page, cell
from breakeven.outputs.xlsx.crossings_sheet import Crossings
from breakeven.outputs.xlsx.months_sheet import Months

COLOURS = (
    "#1F5FA8",
    "#B4541A",
    "#2E7D4F",
    "#7A3E9D",
    "#9B1C1C",
    "#4A5568",
    "#0E7490",
    "#A16207",
    "#8FB8E8",
    "#F0B58A",
    "#9FD3B4",
    "#CBA6DF",
    "#E8A0A0",
    "#B3BCC8",
    "#8CCBD8",
    "#E3C777",
)
DASHES = ("solid", "dash", "round_dot", "dash_dot", "long_dash", "square_dot", "long_dash_dot")
SERIES = 6
"""Options of a chart: more cannot be told apart."""
SIZE = {"width": 980, "height": 330}


def summary_charts(
    page: Page,
    bills: Bills,
    months: Months,
    crossings: Crossings,
    *,
    row: int,
) -> None:
    """Put the charts below a row."""
    for i, chart in enumerate(
        (_costs(page, crossings), _lines(page, bills), _paid(page, bills, months))
    ):
        page.sheet.insert_chart(row + 18 * i, 0, chart, {"object_position": 3})


def _chart(page: Page, kind: dict[str, str], title: str, x: str, y: str) -> Any:
    chart = page.book.made.add_chart(kind)
    chart.set_title({"name": title, "name_font": {"size": 12}, "overlay": False})
    chart.set_x_axis({"name": x, "num_font": {"size": 9}, "name_font": {"size": 9}})
    chart.set_y_axis(
        {
            "name": y,
            "num_format": "$#,##0",
            "num_font": {"size": 9},
            "name_font": {"size": 9},
            "major_gridlines": {"visible": True, "line": {"color": "#D9DFE5"}},
        }
    )
    chart.set_legend({"position": "right", "font": {"size": 9}})
    chart.set_size(SIZE)
    return chart


def _line(i: int) -> dict[str, object]:
    return {"color": COLOURS[i % len(COLOURS)], "width": 1.75, "dash_type": DASHES[i % len(DASHES)]}


def _costs(page: Page, crossings: Crossings) -> Any:
    """Return the costs of a month over volume, both axes logarithmic."""
    kind = {"type": "scatter", "subtype": "straight"}
    chart = _chart(page, kind, "Cost of a month over volume", "requests a day", "USD a month")
    first, last = crossings.grid
    for i, name in enumerate(crossings.names):
        chart.add_series(
            {
                "name": str(name_of(name)),
                "categories": ["Crossings", first, 0, last, 0],
                "values": ["Crossings", first, 2 + i, last, 2 + i],
                "line": _line(i),
            }
        )
    chart.set_x_axis(
        {
            "name": "requests a day",
            "log_base": 10,
            "num_format": "#,##0",
            "num_font": {"size": 9},
            "crossing": "min",
        }
    )
    chart.set_y_axis(
        {
            "name": "USD a month",
            "log_base": 10,
            "num_format": "$#,##0",
            "num_font": {"size": 9},
            "crossing": "min",
            "major_gridlines": {"visible": True, "line": {"color": "#D9DFE5"}},
        }
    )
    return chart


def _lines(page: Page, bills: Bills) -> Any:
    """Return the lines of the leading bills, stacked."""
    kind = {"type": "bar", "subtype": "stacked"}
    chart = _chart(page, kind, "What the best of each kind costs a month, and for what", "", "")
    best: dict[str, int] = {}
    for bill in bills.bills:
        best.setdefault(bill.recipe.row.kind, bill.column)
    left, right = min(best.values()), max(best.values())
    some = sorted(set(best.values()))
    first, last = bills.lines
    used = [r for r in range(first, last + 1) if _any(bills, r, some)]
    refs = {c: _letters(c) for c in some}
    names = ",".join(f"Bills!${refs[c]}${NAMES + 1}" for c in some)
    for i, row in enumerate(used):
        values = ",".join(f"Bills!${refs[c]}${row + 1}" for c in some)
        chart.add_series(
            {
                "name": ["Bills", row, 0],
                "categories": f"=({names})" if left != right else f"={names}",
                "values": f"=({values})" if left != right else f"={values}",
                "fill": {"color": COLOURS[i % len(COLOURS)]},
                "border": {"color": "white"},
                "gap": 40,
            }
        )
    chart.set_x_axis({"num_format": "$#,##0", "num_font": {"size": 9}})
    chart.set_y_axis({"reverse": True, "num_font": {"size": 9}})
    return chart


def _letters(column: int) -> str:
    return cell(0, column).rstrip("1")


def _any(bills: Bills, row: int, columns: list[int]) -> bool:
    """Return whether any of some options has a line of a bill, at whatever price."""
    for bill in bills.bills:
        if bill.column in columns:
            for line in bill.lines.values():
                place = line.formula.partition("!")[2]
                if int("".join(c for c in place if c.isdigit())) - 1 == row and line.value:
                    return True
    return False


def _paid(page: Page, bills: Bills, months: Months) -> Any:
    """Return what has been paid by each month."""
    chart = _chart(page, {"type": "line"}, "Paid so far, once-costs included", "month", "USD")
    first, last = months.cumulative
    best: dict[str, int] = {}
    for bill in bills.bills:
        best.setdefault(bill.recipe.row.kind, bill.column)
    for i, column in enumerate(list(best.values())[:SERIES]):
        chart.add_series(
            {
                "name": ["Months", 3, column],
                "categories": ["Months", first, 0, last, 0],
                "values": ["Months", first, column, last, column],
                "line": _line(i),
            }
        )
    return chart
