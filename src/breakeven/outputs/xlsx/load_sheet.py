"""The load-duration curve as a sheet: machines that follow the load are summed over it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from breakeven.economics.decision import Decision
from breakeven.economics.load_duration import LoadDuration
from breakeven.economics.recipe import Recipe
from breakeven.outputs.names import name_of
from breakeven.outputs.xlsx.book import Book, Page
from breakeven.outputs.xlsx.live import PRODUCT, SLACK, Live, least, live

FIRST = 5
HEAD = (
    "hour",
    "arrivals over the mean",
    "busiest first",
    "load over the peak's",
    "share of time so far",
    "share of the time",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """The hours' load, and what a machine more in each of them costs, as ranges of cells."""

    hours: LoadDuration
    loads: str
    weights: Mapping[str, str]
    """Of each option whose machines follow the load."""
    shares: str
    """Of each hour in the time."""
    ratios: Mapping[str, float] = field(default_factory=dict)

    def paid(self, option: str, load: Live, minimum: Live) -> Live:
        """Return how many machines are paid for on average, `load` at the peak in machines."""
        value = self.hours.paid(load.value, minimum.value, self.ratios[option])
        return Live(float(value), self._sum(load, minimum, self.weights[option]))

    def running(self, load: Live, minimum: Live) -> Live:
        """Return how many machines run on average."""
        value = float(self.hours.machines(load.value, minimum.value))
        return Live(value, self._sum(load, minimum, self.shares))

    def above(self, load: Live, machines: Live) -> Live:
        """Return the share of the requests that some machines do not keep."""
        relative, parts = self.hours.busiest, np.diff(self.hours.share, prepend=0.0)
        over = float(np.maximum(load.value * relative - machines.value, 0.0) @ parts)
        beyond = f"({load.inside(2)}*{self.loads}-{machines.inside(2)})"
        whole = f"({load.inside(2)}*SUMPRODUCT({self.loads},{self.shares}))"
        text = f"SUMPRODUCT(({beyond}+ABS({beyond}))/2,{self.shares})/{whole}"
        return Live(over / (load.value * float(relative @ parts)), text, PRODUCT)

    def _sum(self, load: Live, minimum: Live, weights: str) -> str:
        need, floor = f"ROUNDUP({load.inside(3)}*{self.loads},0)", minimum.formula
        return f"SUMPRODUCT(({need}+{floor}+ABS({need}-{floor}))/2,{weights})"

    def long_run(self, option: str) -> Live:
        """Return paid(x) / x where x is large."""
        text = f"SUMPRODUCT({self.loads},{self.weights[option]})"
        return Live(float(self.hours.long_run(self.ratios[option])), text)

    def next_jump(self, load: Live) -> Live:
        """Return the next load above one from which on some hour needs a machine more."""
        r = self.hours.busiest[self.hours.busiest > 0]
        value = float(((np.floor(load.value * (1.0 + 1e-12) * r) + 1.0) / r).min())
        hours = self.loads
        inner = f"(INT({load.inside(2)}*(1+1E-12)*{hours})+1)/({hours}+({hours}=0)*1E-30)"
        return Live(value, f"SUMPRODUCT(MIN({inner}))")


def arrivals_place(hours: int) -> str:
    """Return where the arrivals of each hour stand."""
    return f"Load!$B${FIRST + 1}:$B${FIRST + hours}"


def load_sheet(book: Book, decision: Decision, ratios: Mapping[str, Live]) -> Load:
    """Write the hours; `ratios` are prices of a base over those by the hour, 0 without a base."""
    page = book.page("Load")
    page.title(
        "When the traffic comes",
        "Typical hours, the busiest first: machines that follow the load are summed over them.",
    )
    page.widths(8, 12, 12, 12, 12, 12)
    page.row(FIRST - 1, HEAD)
    page.tall(FIRST - 1, 5)
    page.sheet.freeze_panes(FIRST, 0)
    shares = _hours(page, decision)
    last = FIRST + len(decision.demand.relative) - 1
    weights = {}
    for i, (name, ratio) in enumerate(ratios.items()):
        weights[name] = _weights(page, 6 + i, name, ratio, shares)
    _chart(page, last)
    return Load(
        hours=decision.demand.hours,
        loads=page.range(FIRST, 3, last, 3),
        shares=page.range(FIRST, 5, last, 5),
        weights=weights,
        ratios={name: r.value if r.value else float("inf") for name, r in ratios.items()},
    )


def _hours(page: Page, decision: Decision) -> list[Live]:
    relative = decision.demand.relative
    count, last = len(relative), FIRST + len(relative) - 1
    arrivals, ordered = page.range(FIRST, 1, last, 1), sorted(float(x) for x in relative)[::-1]
    shares = []
    for i in range(count):
        row = FIRST + i
        page.number(row, 0, i, "month")
        page.number(row, 1, float(relative[i]), "input")
        page.put(row, 2, Live(ordered[i], f"LARGE({arrivals},{i + 1})"), "factor")
        peak = Live(ordered[i] / ordered[0], f"C{row + 1}/MAX({arrivals})")
        page.put(row, 3, peak, "factor")
        shares.append(page.put(row, 4, Live((i + 1) / count, f"{i + 1}/{count}"), "factor"))
        share = shares[i] - shares[i - 1] if i else shares[i]
        page.put(row, 5, share, "factor")
    return shares


def _weights(page: Page, column: int, name: str, ratio: Live, shares: list[Live]) -> str:
    """Write what a machine more in each hour costs, over one that always runs by the hour."""
    page.widths(22, at=column)
    page.text(FIRST - 1, column, f"an hour's cost, {name_of(name)}", "head")
    before = live(0.0)
    for i, share in enumerate(shares):
        upto = least(ratio, share) if ratio.value else share
        page.put(FIRST + i, column, upto - before, "factor")
        before = upto
    return page.range(FIRST, column, FIRST + len(shares) - 1, column)


def _chart(page: Page, last: int) -> None:
    chart = page.book.made.add_chart({"type": "column"})
    chart.add_series(
        {
            "name": "load over the peak's",
            "values": ["Load", FIRST, 3, last, 3],
            "gap": 5,
            "fill": {"color": "#2F6DB5"},
        }
    )
    chart.set_title(
        {"name": "The hours of a typical day, the busiest first", "name_font": {"size": 11}}
    )
    chart.set_legend({"none": True})
    chart.set_y_axis({"min": 0, "max": 1, "num_format": "0%", "major_gridlines": {"visible": True}})
    page.sheet.insert_chart(last + 2, 0, chart, {"x_scale": 1.3})


def ratio_of(recipe: Recipe, own: Mapping[str, Live]) -> Live | None:
    """Return the price of a base over that by the hour; 0 without one, None where none follows."""
    if not float(recipe.time.scaled):
        return None
    base = own.get("peak_usd_per_hour")
    return own["usd_per_hour"] / base if base is not None else live(0.0)


__all__ = ["SLACK", "Load", "load_sheet", "ratio_of"]
