"""The layers of a cost chart: curves, their names, crossings, regions, the volume asked about.

All layers share one plot; what lies outside it (names at the right, regions below) is placed in
pixels.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from breakeven.economics.breakeven import Region
from breakeven.outputs.chart_scales import HEIGHT, WIDTH, Layer, Plot
from breakeven.outputs.chart_theme import STROKES, series
from breakeven.outputs.names import cut, name_of
from breakeven.outputs.numbers import count, volume

LEFT = -83
"""Where the caption begins: under the name of the bar."""
BAR_TOP, BAR_HEIGHT = HEIGHT + 66, 18
MOST = 44
"""Characters of a curve's name."""
LABEL_GAP = 34
"""Least distance of two names at the right, in pixels."""
TICK_GAP = 46
"""Least distance of two volumes written beside each other."""
NARROW = 6
"""Closer than this, in pixels, marks run into each other."""
MARKED = 12
"""More crossings than this are dots without volumes but the first and the last."""


def style_of(plot: Plot, name: str) -> tuple[str, list[int], float]:
    """Return the role of a curve's colour, its dashes and width."""
    order = list(plot.curves).index(name)
    return series(order), *STROKES[order % len(STROKES)]


def curve_layers(plot: Plot) -> list[Layer]:
    """Return a line or a staircase for each curve."""
    layers = []
    for name, line in plot.curves.items():
        role, dash, width = style_of(plot, name)
        mark = {"type": "line", "style": role, "strokeWidth": width, "strokeDash": dash}
        layers.append(
            {
                "data": {"values": [{"v": v, "usd": usd} for v, usd in line.tolist() if usd > 0]},
                "mark": {**mark, "strokeJoin": "round", "clip": True},
                "encoding": {"x": plot.x(), "y": plot.y()},
            }
        )
    return layers


def _at(**pixels: float) -> Layer:
    """Return an encoding in pixels."""
    return {channel: {"value": round(value, 1)} for channel, value in pixels.items()}


def _text(said: str, *, x: float, y: float, **mark: Any) -> Layer:
    """Return a text at a place in pixels."""
    base = {"type": "text", "text": said, "style": "ink", "fontSize": 11.5, "align": "left"}
    return {"data": {"values": [{}]}, "mark": {**base, **mark}, "encoding": _at(x=x, y=y)}


def _rule(*, x: float, y: float, x2: float, y2: float, **mark: Any) -> Layer:
    base = {"type": "rule", "style": "soft", "strokeWidth": 1}
    encoding = _at(x=x, y=y, x2=x2, y2=y2)
    return {"data": {"values": [{}]}, "mark": {**base, **mark}, "encoding": encoding}


def label_layers(plot: Plot) -> list[Layer]:
    """Return the name of each curve at its right end, moved apart where they would overlap."""
    ends = {name: plot.y_pixel(float(line[-1, 1])) for name, line in plot.curves.items()}
    layers: list[Layer] = []
    for name, y in spread(ends, gap=LABEL_GAP, height=HEIGHT).items():
        role, dash, width = style_of(plot, name)
        said = name_of(name)
        drawn = {"style": role, "strokeDash": dash, "strokeWidth": width}
        left = WIDTH + 46
        layers += [
            _rule(x=WIDTH + 1, y=ends[name], x2=WIDTH + 14, y2=y, style=role, strokeWidth=0.8),
            _rule(x=WIDTH + 14, y=y, x2=WIDTH + 40, y2=y, **drawn),
            _text(
                cut(said.model, most=MOST),
                x=left,
                y=y - 6,
                style=role,
                fontWeight="bold",
                fontSize=12.5,
            ),
            _text(cut(said.where, most=MOST), x=left, y=y + 8, style="soft", fontSize=11),
        ]
    return layers


def spread(places: Mapping[str, float], *, gap: float, height: float) -> dict[str, float]:
    """Return places in the same order, at least `gap` apart, moved as little as needed.

    >>> spread({"a": 100, "b": 104, "c": 300}, gap=34, height=380)
    {'a': 85.0, 'b': 119.0, 'c': 300.0}
    """
    groups: list[list[str]] = []
    for name in sorted(places, key=lambda n: places[n]):
        groups.append([name])
        while len(groups) > 1:
            (upper, above), (lower, below) = (
                (g, _middle([places[n] for n in g], gap=gap, height=height)) for g in groups[-2:]
            )
            if below - above >= gap * (len(upper) + len(lower)) / 2:
                break
            groups[-2:] = [upper + lower]
    placed: dict[str, float] = {}
    for group in groups:
        top = _middle([places[n] for n in group], gap=gap, height=height)
        top -= gap * (len(group) - 1) / 2
        placed |= {name: top + gap * i for i, name in enumerate(group)}
    return placed


def _middle(places: Sequence[float], *, gap: float, height: float) -> float:
    """Return where the middle of a group of names goes: their mean, kept inside the plot."""
    half = gap * (len(places) - 1) / 2
    return min(max(sum(places) / len(places), half), max(height - half, half))


def crossing_layers(plot: Plot, changes: Sequence[tuple[float, float, str, str]]) -> list[Layer]:
    """Return a dot at each change of the cheapest curve, with its volume."""
    layers: list[Layer] = []
    ends = {0, len(changes) - 1}
    taken = {True: -float("inf"), False: -float("inf")}
    last = -float("inf")
    for index, (at, usd, _, _) in enumerate(changes):
        x, y = plot.x_pixel(at), plot.y_pixel(usd)
        if x - last < NARROW and index not in ends:
            continue
        last = x
        dot = {"type": "point", "shape": "circle", "size": 52, "filled": True, "opacity": 1}
        ringed = {"style": "ring", "strokeWidth": 1.6}
        layers.append(
            {"data": {"values": [{}]}, "mark": {**dot, **ringed}, "encoding": _at(x=x, y=y)}
        )
        above = index % 2 == 0 and len(changes) > 1
        if x - taken[above] < TICK_GAP or (len(changes) > MARKED and index not in ends):
            continue
        taken[above] = x
        place = {"x": x - 6, "y": y - 12} if above else {"x": x + 5, "y": y + 15}
        align = "right" if above else "left"
        layers.append(_text(volume(at), **place, align=align, fontWeight="bold"))
    return layers


def volume_layers(plot: Plot, at: float | None) -> list[Layer]:
    """Return a vertical rule at the workload's own volume."""
    if not at:
        return []
    x = plot.x_pixel(at)
    right = x > WIDTH * 0.75
    return [
        _rule(x=x, y=-16, x2=x, y2=HEIGHT, strokeDash=[3, 3], style="ink"),
        _text(
            f"yours: {count(at)} a day",
            x=x + (-5 if right else 5),
            y=-11,
            align="right" if right else "left",
            fontWeight="bold",
        ),
    ]


def region_layers(plot: Plot, regions: Sequence[Region]) -> list[Layer]:
    """Return the bar under the plot: which of all offers is the cheapest."""
    if not regions:
        return []
    layers = [
        _text("cheapest offer", x=-8, y=BAR_TOP + BAR_HEIGHT / 2, align="right", style="soft")
    ]
    taken = -float("inf")
    for order, region in enumerate(regions):
        left, right = _span(plot, region)
        if right > left:
            layers += _region(plot, region, order=order, left=left, right=right)
        if order and 0 < left < WIDTH and left - taken >= TICK_GAP:
            taken = left
            tick = volume(region.from_requests_per_day)
            layers.append(_text(tick, x=left, y=BAR_TOP - 8, align="center", fontSize=10.5))
    return layers


def mark_layers(plot: Plot, at: float | None) -> list[Layer]:
    """Return the workload's own volume on the bar."""
    if not at:
        return []
    shape = {"type": "point", "shape": "triangle-up", "filled": True, "size": 50, "style": "ink"}
    place = _at(x=plot.x_pixel(at), y=BAR_TOP + BAR_HEIGHT + 6)
    return [{"data": {"values": [{}]}, "mark": {**shape, "opacity": 1}, "encoding": place}]


def _span(plot: Plot, region: Region) -> tuple[float, float]:
    low = max(region.from_requests_per_day, plot.window.low)
    high = plot.window.high
    if region.to_requests_per_day is not None:
        high = min(region.to_requests_per_day, high)
    return plot.x_pixel(low), plot.x_pixel(max(high, plot.window.low))


def _region(plot: Plot, region: Region, *, order: int, left: float, right: float) -> list[Layer]:
    known = region.cheapest in plot.curves
    fill = style_of(plot, region.cheapest)[0] if known else f"fill-{order % 2}"
    air = 0.5 if right - left > NARROW else 0.0
    box = {
        "data": {"values": [{}]},
        "mark": {"type": "rect", "style": fill},
        "encoding": _at(x=left + air, x2=right - air, y=BAR_TOP, y2=BAR_TOP + BAR_HEIGHT),
    }
    name = name_of(region.cheapest)
    text = next((t for t in (str(name), name.model) if 6.1 * len(t) < right - left - 6), "")
    if not text:
        return [box]
    role = "paper" if known else "ink"
    middle = BAR_TOP + BAR_HEIGHT / 2
    label = _text(text, x=(left + right) / 2, y=middle, align="center", style=role, fontSize=11)
    return [box, label]


def caption_layers(lines: Sequence[str]) -> list[Layer]:
    """Return the caption under everything: dates and sources."""
    if not lines:
        return []
    mark = {"text": list(lines), "baseline": "top", "fontSize": 10.5, "lineHeight": 14}
    return [_text("", x=LEFT, y=BAR_TOP + BAR_HEIGHT + 22, style="soft", **mark)]
