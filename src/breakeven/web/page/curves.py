"""The cost curves as the page draws them: of any width, named by letters, all of it in its data.

Reports draw names beside the curves, at places in pixels. A narrow screen has no room for them,
and a chart that is compiled anew for each step of a slider is slow.
"""

from collections.abc import Mapping, Sequence
from string import ascii_uppercase

import numpy as np

from breakeven.domain.numbers import Array
from breakeven.economics.decision import Decision
from breakeven.outputs.chart_parts import spread
from breakeven.outputs.chart_scales import HEIGHT, WIDTH, Plot
from breakeven.outputs.chart_theme import STROKES
from breakeven.outputs.charts import plot_of
from breakeven.outputs.curve_points import cheapest_changes
from breakeven.outputs.names import name_of
from breakeven.outputs.numbers import count, plural, usd, volume
from breakeven.outputs.pictures import Picture
from breakeven.outputs.pictures.picture import Layer, chart

DIGITS = 5
"""Significant digits of a point: a hundredth of a pixel."""
GAP = 15
"""Least distance of two letters, in pixels."""
PASSES = 3
"""Of leaving out points: each leaves out up to half of them."""
SEEN = 0.1
"""Pixels."""
NAMED = 8
"""Crossings that get their volume written; the others are dots."""
APART = 1.25
"""Factor between volumes that are written beside each other."""


def curves(decision: Decision) -> Picture | None:
    """Return the cost curves with their crossings; None where none was compared."""
    if not decision.curves:
        return None
    at = decision.workload.requests_per_day
    plot = plot_of(decision.curves, volume=at, regions=decision.regions)
    found = cheapest_changes(decision.curves, plot.window, regions=decision.regions)
    changes = [(volume, usd) for volume, usd, _, _ in found]
    letters = dict(zip(decision.curves, ascii_uppercase, strict=False))
    return Picture(
        id="costs",
        title="What a month costs, by volume",
        alt=_alt(decision, changes),
        spec=chart(
            [*_lines(plot), *_letters(plot, letters), *_yours(plot, at), *_dots(plot, changes)],
            title="",
            subtitle=[
                f"{letters[name]}  {name_of(name)}: {usd(float(curve.cost(at)))}"
                for name, curve in decision.curves.items()
            ],
            height=HEIGHT,
        ),
    )


def _alt(decision: Decision, changes: Sequence[tuple[float, float]]) -> str:
    """Return what the curves show in words."""
    at = decision.workload.requests_per_day
    known = sorted((float(c.cost(at)), name) for name, c in decision.curves.items())
    said = ", ".join(f"{name_of(name)} {usd(cost)}" for cost, name in known)
    flips = ", ".join(count(v) for v, _ in changes[:NAMED]) or "no volume shown"
    return (
        f"Monthly cost of {plural(len(known), 'offer')} over requests a day. At {count(at)} a day:"
        f" {said}. The cheapest of them changes at {flips}."
    )


def short(values: Array) -> list[float]:
    """Return numbers to so many digits that no eye sees the difference.

    >>> short(np.array([1234567.0, 0.00123456789]))
    [1234600.0, 0.0012346]
    """
    # Where the last digit lies is found for all of them at once: one after the other is slow.
    last = DIGITS - 1 - np.floor(np.log10(values)).astype(int)
    return [
        round(value, digits) for value, digits in zip(values.tolist(), last.tolist(), strict=True)
    ]


def bent(line: Array, plot: Plot) -> Array:
    """Return the volumes and costs above nothing at which a drawn line bends, shape (2, points).

    Others are left out, one of two neighbours at a time, where no eye sees the difference.
    """
    points = line[line[:, 1] > 0]
    x = np.log10(points[:, 0]) * WIDTH / np.log10(plot.window.high / plot.window.low)
    usd, low, high = points[:, 1], plot.low_usd, plot.high_usd
    share = np.log10(usd / low) / np.log10(high / low) if plot.log else usd / high
    y = share * HEIGHT
    kept = np.arange(len(points))
    for turn in range(2 * PASSES):
        before, mine, after = (x[kept[i : kept.size - 2 + i]] for i in range(3))
        at, own, then = (y[kept[i : kept.size - 2 + i]] for i in range(3))
        on_line = at + (then - at) * (mine - before) / np.maximum(after - before, 1e-300)
        seen = np.abs(own - on_line) > SEEN
        seen[turn % 2 :: 2] = True
        kept = kept[np.concatenate([[True], seen, [True]])]
    return np.asarray(points[kept].T)


def _lines(plot: Plot) -> list[Layer]:
    """Return all curves as one layer: colour and dashes by their order."""
    orders = list(range(len(STROKES)))
    rows = [
        {"v": v, "usd": usd, "s": i % len(STROKES), "i": i}
        for i, line in enumerate(plot.curves.values())
        for v, usd in zip(*map(short, bent(line, plot)), strict=True)
    ]
    return [
        {
            "data": {"values": rows},
            "mark": {"type": "line", "strokeJoin": "round", "strokeWidth": 2.2, "clip": True},
            "encoding": {
                "x": plot.x(),
                "y": plot.y(),
                "color": _by_order({"domain": orders}),
                "strokeDash": _by_order({"domain": orders, "range": [d for d, _ in STROKES]}),
                # styles begin again after the last: two curves of one style are two lines
                "detail": {"field": "i", "type": "nominal"},
            },
        }
    ]


def _by_order(scale: Layer) -> Layer:
    return {"field": "s", "type": "nominal", "scale": scale, "legend": None}


def _letters(plot: Plot, letters: Mapping[str, str]) -> list[Layer]:
    """Return each curve's letter at its right end, moved apart where they would overlap."""
    ends = {name: plot.y_pixel(float(line[-1, 1])) for name, line in plot.curves.items()}
    rows = [
        {"y": round(y, 1), "text": letters[name], "s": list(plot.curves).index(name) % len(STROKES)}
        for name, y in spread(ends, gap=GAP, height=HEIGHT).items()
    ]
    return [
        {
            "data": {"values": rows},
            "mark": {"type": "text", "align": "left", "dx": 6, "fontWeight": "bold"},
            "encoding": {
                "x": {"value": "width"},
                "y": {"field": "y", "type": "quantitative", "scale": None, "axis": None},
                "text": {"field": "text"},
                "color": _by_order({"domain": list(range(len(STROKES)))}),
            },
        }
    ]


def _yours(plot: Plot, at: float) -> list[Layer]:
    """Return the workload's own volume."""
    right = plot.x_pixel(at) > 0.6 * WIDTH
    row = {"v": at, "text": f"yours: {count(at)} a day"}
    return [
        {
            "data": {"values": [row]},
            "mark": {"type": "rule", "strokeDash": [3, 3], "style": "ink"},
            "encoding": {"x": plot.x()},
        },
        *(
            {
                "data": {"values": [row] if side is right else []},
                "mark": {
                    "type": "text",
                    "align": "right" if side else "left",
                    "dx": -5 if side else 5,
                    "baseline": "top",
                    "fontWeight": "bold",
                    "style": "ink",
                },
                "encoding": {"x": plot.x(), "y": {"value": 2}, "text": {"field": "text"}},
            }
            for side in (False, True)
        ),
    ]


def _dots(plot: Plot, changes: Sequence[tuple[float, float]]) -> list[Layer]:
    """Return the crossings, and the volumes of those that have room, above and below in turns."""
    rows = [{"v": v, "usd": cost} for v, cost in changes]
    named: list[tuple[float, float]] = []
    for v, cost in changes:
        if not named or v > named[-1][0] * APART:
            named.append((v, cost))
    written = [{"v": v, "usd": cost, "text": volume(v)} for v, cost in named[:NAMED]]
    place = {"x": plot.x(), "y": plot.y()}
    ring = {"type": "point", "shape": "circle", "size": 52, "filled": True, "opacity": 1}
    return [
        {"data": {"values": rows}, "mark": {**ring, "style": "ring"}, "encoding": place},
        *(
            {
                "data": {"values": written[first::2]},
                "mark": {
                    "type": "text",
                    "align": "right" if first else "left",
                    "dx": -7 if first else 7,
                    "dy": -10 if first else 13,
                    "fontWeight": "bold",
                    "style": "ink",
                },
                "encoding": {**place, "text": {"field": "text"}},
            }
            for first in (0, 1)
        ),
    ]
