"""Pictures of a plan: who runs where, and each pool's load-duration curve."""

from typing import Any

import numpy as np

from breakeven.outputs.chart_theme import FONT, LIGHT
from breakeven.outputs.charts import SCHEMA, balanced
from breakeven.outputs.names import name_of
from breakeven.outputs.numbers import usd
from breakeven.studies.portfolio.answer import PortfolioPlan, Purchase

WIDTH = 560
ROW = 30
CURVE = 150
MOST_POOLS = 8
INK, RULE = LIGHT["ink"], LIGHT["rule"]
COLOURS = tuple(colour for role, colour in LIGHT.items() if role.startswith("series-"))


def plan_chart(found: PortfolioPlan) -> dict[str, Any]:
    """Return the chart of a plan as a Vega-Lite dictionary."""
    title = f"{usd(found.usd_per_month)} a month: who runs where, and when machines run"
    pools = sorted(found.purchases, key=lambda p: -p.usd_per_month)[:MOST_POOLS]
    return {
        "$schema": SCHEMA,
        "background": "white",
        "padding": 16,
        "title": {"text": balanced(title, 88), "anchor": "start", "fontSize": 17, "offset": 14},
        "vconcat": [_who(found), *(_curve(p) for p in pools)],
        "spacing": 28,
        "resolve": {"legend": {"color": "independent"}},
        "config": {
            "font": FONT,
            "view": {"stroke": None},
            "axis": {"labelFontSize": 11.5, "titleFontSize": 12, "titleFontWeight": "normal"},
        },
    }


def _who(found: PortfolioPlan) -> dict[str, Any]:
    """Return a bar for each workload: shares of its requests, by option."""
    options = list(dict.fromkeys(a.option for a in found.assignments))
    names = {o: str(name_of(o)) for o in options}
    rows = [
        {"workload": a.workload, "share": a.share, "option": names[a.option], "order": i}
        for i, a in enumerate(found.assignments)
    ]
    workloads = list(dict.fromkeys(a.workload for a in found.assignments))
    y = {
        "field": "workload",
        "type": "nominal",
        "sort": workloads,
        "title": None,
        "axis": {"labelLimit": 220, "domain": False, "ticks": False, "labelColor": INK},
    }
    colour = {
        "field": "option",
        "type": "nominal",
        "sort": list(names.values()),
        "scale": {"domain": list(names.values()), "range": _colours(len(names))},
        "legend": {"orient": "bottom", "columns": 1, "title": None, "labelLimit": 620},
    }
    x = {
        "field": "share",
        "type": "quantitative",
        "title": "share of the workload's requests",
        "axis": {"format": "%", "gridColor": RULE, "domain": False},
    }
    return {
        "width": WIDTH,
        "height": {"step": ROW},
        "data": {"values": rows},
        "mark": {"type": "bar", "stroke": "white", "height": ROW - 10},
        "encoding": {"y": y, "x": x, "color": colour, "order": {"field": "order"}},
    }


def _colours(count: int) -> list[str]:
    return [COLOURS[i % len(COLOURS)] for i in range(count)]


def _curve(pool: Purchase) -> dict[str, Any]:
    """Return the machines of a pool, hours from the busiest on; below the line those committed."""
    falling = -np.sort(-pool.needed)
    share = np.arange(falling.size + 1) / falling.size
    points = [
        {"x": float(a), "n": float(n)} for a, n in zip(share, [*falling, falling[-1]], strict=True)
    ]
    said = f"{pool.committed} committed" if pool.committed else "all by the hour"
    name = str(name_of(pool.pool))
    x = {
        "field": "x",
        "type": "quantitative",
        "title": "share of the hours, the busiest first",
        "scale": {"domain": [0, 1]},
        "axis": {"format": "%", "gridColor": RULE},
    }
    y = {
        "field": "n",
        "type": "quantitative",
        "title": "machines",
        "scale": {"domain": [0, float(max(falling[0], pool.committed)) * 1.15]},
        "axis": {"tickMinStep": 1, "tickCount": 5, "gridColor": RULE, "domain": False},
    }
    base: list[dict[str, Any]] = [
        {"x": 0.0, "n": float(pool.committed), "said": said},
        {"x": 1.0, "n": float(pool.committed)},
    ]
    line = {"type": "line", "color": "#c2410c", "strokeDash": [6, 3], "strokeWidth": 2}
    text = {"type": "text", "align": "right", "baseline": "bottom", "dy": -3, "color": "#c2410c"}
    return {
        "title": {
            "text": f"{name}, {usd(pool.usd_per_month)} a month",
            "anchor": "start",
            "fontSize": 13,
            "fontWeight": 600,
            "color": INK,
        },
        "width": WIDTH,
        "height": CURVE,
        "layer": [
            {
                "data": {"values": points},
                "mark": {
                    "type": "area",
                    "interpolate": "step-after",
                    "color": "#0b5cad",
                    "opacity": 0.25,
                    "line": {"color": "#0b5cad", "strokeWidth": 2},
                },
                "encoding": {"x": x, "y": y},
            },
            {"data": {"values": base}, "mark": line, "encoding": {"x": x, "y": y}},
            {
                "data": {"values": [{**base[1], "said": said}]},
                "mark": {**text, "fontSize": 11.5},
                "encoding": {"x": x, "y": y, "text": {"field": "said"}},
            },
        ],
    }
