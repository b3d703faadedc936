"""The months ahead: what has been paid by the end of each, and where choices pay back."""

from collections.abc import Sequence
from itertools import accumulate
from math import log10

from breakeven.economics.decision import Decision
from breakeven.economics.prospect import OptionAhead, Payback, Prospect
from breakeven.outputs.chart_parts import spread
from breakeven.outputs.chart_theme import STROKES, series
from breakeven.outputs.names import name_of
from breakeven.outputs.numbers import plain, usd
from breakeven.outputs.pictures.picture import Layer, Picture, chart
from breakeven.outputs.pictures.rows import USD, decades, short

HEIGHT = 320
LINEAR_UP_TO = 40.0
MOST = 6
"""Options: the first, and the best of each other kind."""


def cash(decision: Decision) -> Picture | None:
    """Return the money paid by the end of each month; None without a look ahead."""
    found = decision.prospect
    if found is None or found.months < 2:
        return None
    shown = _shown(decision, found)
    title = f"What has been paid by the end of each month, over {found.months} months"
    return Picture(
        id="cash",
        title=title,
        alt=_alt(found, shown),
        spec=chart(_layers(found, shown), title=title, subtitle=_legend(shown), height=HEIGHT),
    )


def _shown(decision: Decision, found: Prospect) -> list[OptionAhead]:
    kinds = {o.id: o.kind for o in decision.options}
    first: dict[str, OptionAhead] = {}
    for one in found.options:
        first.setdefault(kinds.get(one.id, ""), one)
    return list(first.values())[:MOST]


def _letter(order: int) -> str:
    return "ABCDEFGH"[order]


def _legend(shown: Sequence[OptionAhead]) -> list[str]:
    """Return a line for each option: its letter, its name, its sum."""
    return [
        f"{_letter(i)}  {short(one.id, most=84)}: {usd(one.usd_undiscounted)}"
        for i, one in enumerate(shown)
    ]


def _layers(found: Prospect, shown: Sequence[OptionAhead]) -> list[Layer]:
    """Return a line for each option, its letter at the end, and its payback."""
    paid = {one.id: list(accumulate(one.usd_by_month)) for one in shown}
    ends, log = _ends(list(paid.values()))
    ticks: Layer = {"values": decades(*ends)} if log else {"tickCount": 5}
    x = {
        "field": "month",
        "type": "quantitative",
        "title": "month",
        "scale": {"domain": [1, found.months], "nice": False},
        "axis": {"grid": False, "tickMinStep": 1, "format": "d", "labelFlush": False},
    }
    y = {
        "field": "usd",
        "type": "quantitative",
        "title": "US dollars paid so far, undiscounted" + (", logarithmic" if log else ""),
        "scale": {"type": "log" if log else "linear", "domain": list(ends), "nice": False},
        "axis": {"labelExpr": USD, "domain": False, "ticks": False, **ticks},
    }
    last = {name: _pixel(line[-1], ends, log) for name, line in paid.items()}
    layers: list[Layer] = []
    at = spread(last, gap=16, height=HEIGHT)
    for order, (name, line) in enumerate(paid.items()):
        layers += [_line(line, order, x, y), _end(_letter(order), order, at[name])]
        layers += _payback(found.paybacks, name, paid, x, y)
    return layers


def _ends(paid: Sequence[Sequence[float]]) -> tuple[tuple[float, float], bool]:
    """Return the ends of the axis of money; logarithmic where the sums lie far apart."""
    least, most = min(map(min, paid)), max(*map(max, paid), 1.0)
    if least > 0 and most > LINEAR_UP_TO * min(line[-1] for line in paid):
        return (least / 1.2, most * 1.2), True
    return (min(least * 1.05, 0.0), most * 1.05), False


def _pixel(usd: float, ends: tuple[float, float], log: bool) -> float:
    low, high = (log10(e) for e in ends) if log else ends
    return HEIGHT * (1.0 - ((log10(usd) if log else usd) - low) / (high - low))


def _line(paid: Sequence[float], order: int, x: Layer, y: Layer) -> Layer:
    dash, width = STROKES[order % len(STROKES)]
    values = [{"month": i, "usd": amount} for i, amount in enumerate(paid, start=1)]
    mark = {"type": "line", "style": series(order), "strokeDash": dash, "strokeWidth": width}
    return {"data": {"values": values}, "mark": mark, "encoding": {"x": x, "y": y}}


def _end(letter: str, order: int, at: float) -> Layer:
    mark = {"type": "text", "text": letter, "style": series(order), "fontWeight": "bold"}
    return {
        "data": {"values": [{}]},
        "mark": {**mark, "align": "left", "dx": 7, "fontSize": 12.5},
        "encoding": {"x": {"value": "width"}, "y": {"value": round(at, 1)}},
    }


def _payback(
    paybacks: Sequence[Payback], name: str, paid: dict[str, list[float]], x: Layer, y: Layer
) -> list[Layer]:
    """Return a mark where an option begins to save against the one without commitment."""
    one = next((p for p in paybacks if p.id == name and p.months is not None), None)
    if one is None or one.months is None or one.against not in paid:
        return []
    month = min(max(one.months, 1.0), float(len(paid[name])))
    place = {"month": month, "usd": paid[name][min(round(month), len(paid[name])) - 1]}
    shape = {"type": "point", "shape": "diamond", "size": 120, "filled": True, "opacity": 1}
    said = {"type": "text", "style": "ink", "text": f"pays back in {plain(one.months)} months"}
    return [
        {
            "data": {"values": [place]},
            "mark": {**shape, "style": "ring", "strokeWidth": 1.6},
            "encoding": {"x": x, "y": y},
        },
        {
            "data": {"values": [place]},
            "mark": {**said, "align": "left", "dx": 9, "dy": 12, "fontWeight": "bold"},
            "encoding": {"x": x, "y": y},
        },
    ]


def _alt(found: Prospect, shown: Sequence[OptionAhead]) -> str:
    sums = "; ".join(f"{name_of(one.id)} {usd(one.usd_undiscounted)}" for one in shown)
    named = {one.id for one in shown}
    backs = [p for p in found.paybacks if p.id in named and p.months is not None and p.npv_usd > 0]
    told = "; ".join(
        f"{name_of(p.id)} pays back in {plain(p.months)} months against {name_of(p.against)}"
        for p in backs
    )
    return (
        f"What has been paid after {found.months} months: {sums}."
        f" {told or 'No choice that costs more at first pays back'}."
    )
