"""Two curves from step to step, as formulas: every change of who is cheaper.

As `economics.breakeven`: on (start, end] both costs are lines, so the difference changes its sign
at start, or once between, or not.
"""

from dataclasses import dataclass

import numpy as np

from breakeven.outputs.names import name_of
from breakeven.outputs.xlsx.book import Page, cell
from breakeven.outputs.xlsx.live import Live, least, live, most, rounded_down, rounded_up
from breakeven.outputs.xlsx.load_sheet import Load

FAR = 1e15
"""Requests a day beyond any."""
NEAR = 1e-12
"""A volume may be off from a step by this share."""
TINY = 1e-14
HEAD = (
    "from, requests/day",
    "to, requests/day",
    "the one costs there",
    "the other costs there",
    "difference just after from",
    "difference at to",
    "sign before",
    "sign after from",
    "sign at to",
    "crossing at the step",
    "crossing between",
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Curve:
    """The cost of an option over volume, as cells."""

    name: str
    fixed: Live
    per_request: Live
    step_usd: Live
    served: Live | None
    """Requests a day that a machine serves; None without machines."""
    minimum: Live
    slope: Live
    load: Load | None
    """Where machines follow the load."""

    def running(self, volume: Live) -> Live:
        """Return the machines paid for."""
        if self.served is None:
            return live(0.0)
        if self.load is not None:
            return self.load.paid(self.name, volume / self.served, self.minimum)
        return most(rounded_up(volume / self.served), self.minimum)

    def cost(self, volume: Live) -> Live:
        """Return the cost of a month."""
        usd = self.fixed + self.per_request * volume
        return usd + self.step_usd * self.running(volume) if self.served is not None else usd

    def next_step(self, volume: Live) -> Live:
        """Return the next volume above one, just after which a machine more is needed."""
        if self.served is None:
            return live(FAR)
        load = volume / self.served
        if self.load is not None:
            return self.load.next_jump(load) * self.served
        step = (rounded_down(load * (1.0 + NEAR)) + 1.0) * self.served
        return most(step, self.minimum * self.served)

    @property
    def band(self) -> Live:
        """How far the cost can lie above fixed + slope x volume."""
        return self.step_usd * most(self.minimum, 1.0) if self.served is not None else live(0.0)

    @property
    def started(self) -> Live:
        """The volume up to which its least machines do."""
        return self.minimum * self.served if self.served is not None else live(0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """The crossings of a pair, and how far they were sought."""

    range: str
    crossings: tuple[float, ...]
    end: Live
    limit: Live
    """Beyond this none can lie."""
    next_row: int


def walk(page: Page, a: Curve, b: Curve, *, row: int, length: int) -> Walk:
    """Write the steps of two curves from a row on."""
    page.text(row, 0, f"{name_of(a.name)}  against  {name_of(b.name)}", "section")
    page.row(row + 1, HEAD)
    page.tall(row + 1, 3)
    first = row + 2
    start, sign, found = live(0.0), 0.0, []
    for i in range(length):
        start, sign, places = _step(page, a, b, first + i, start=start, sign=sign, first=i == 0)
        found += places
    last = first + length - 1
    return Walk(
        range=page.range(first, 9, last, 10),
        crossings=tuple(sorted(found)),
        end=start,
        limit=page.named(last + 1, 1, _limit(a, b), f"limit_{row}", "count"),
        next_row=last + 4,
    )


def _step(
    page: Page, a: Curve, b: Curve, row: int, *, start: Live, sign: float, first: bool
) -> tuple[Live, float, list[float]]:
    """Write one step; return its end, the sign there, and the crossings in it."""
    begin = page.put(row, 0, start, "whole")
    end = page.put(row, 1, most(begin, least(a.next_step(begin), b.next_step(begin), FAR)), "count")
    one, other = (page.put(row, 2 + i, c.cost(end), "usd") for i, c in enumerate((a, b)))
    slope = a.per_request - b.per_request
    before = one - other - Live(slope.value, f"({slope.formula})") * (end - begin)
    scale = abs(one.value) + abs(other.value)
    before = page.put(row, 4, before, "usd_small")
    after = page.put(row, 5, one - other, "usd_small")
    values = [_sign(v.value, scale) for v in (before, after)]
    page.put(row, 6, live(0.0) if first else Live(sign, cell(row - 1, 8)), "whole")
    near = f"{TINY:.0E}*(ABS({one.formula})+ABS({other.formula}))"
    start_sign = f"IF(ABS({before.formula})<={near},{cell(row, 6)},SIGN({before.formula}))"
    now = values[0] or sign
    page.put(row, 7, Live(now, start_sign), "whole")
    end_sign = f"IF(ABS({after.formula})<={near},{cell(row, 7)},SIGN({after.formula}))"
    then = values[1] or now
    page.put(row, 8, Live(then, end_sign), "whole")
    places: list[float] = []
    jumped = sign != 0 and now != sign
    within = now != 0 and then != now
    root = begin.value - before.value / slope.value if slope.value else end.value
    root = float(np.clip(root, begin.value, end.value))
    places += [begin.value] if jumped else []
    places += [root] if within else []
    text = f'IF(AND({cell(row, 6)}<>0,{cell(row, 7)}<>{cell(row, 6)}),{cell(row, 0)},"")'
    page.formula(row, 9, text, begin.value if jumped else "", "count")
    divide = f"({slope.formula})"
    text = (
        f"IF(AND({cell(row, 7)}<>0,{cell(row, 8)}<>{cell(row, 7)}),"
        f"IF({divide}=0,{cell(row, 1)},MIN({cell(row, 1)},MAX({cell(row, 0)},"
        f'{cell(row, 0)}-{cell(row, 4)}/{divide}))),"")'
    )
    page.formula(row, 10, text, root if within else "", "count")
    return end, then, places


def _sign(value: float, scale: float) -> float:
    return 0.0 if abs(value) <= TINY * scale else float(np.sign(value))


def _limit(a: Curve, b: Curve) -> Live:
    """Return the volume beyond which the two cannot cross, as `economics.breakeven.horizon`."""
    slope = a.slope - b.slope
    apart = a.fixed - b.fixed
    started = most(a.started, b.started)
    up, down = f"({b.band.formula}-({apart.formula}))", f"({a.band.formula}+{apart.formula})"
    rise = slope.formula
    text = (
        f"IF(({rise})=0,{FAR:.0f},MAX(IF(({rise})>0,{up}/({rise}),{down}/(-({rise}))),"
        f"{started.formula})*(1+1E-09)+1)"
    )
    if slope.value == 0.0:
        return Live(FAR, text)
    reach = (
        (b.band.value - apart.value) / slope.value
        if slope.value > 0
        else (a.band.value + apart.value) / -slope.value
    )
    return Live(max(reach, started.value) * (1 + 1e-9) + 1.0, text)
