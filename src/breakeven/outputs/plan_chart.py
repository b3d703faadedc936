"""Pictures of a plan: who runs where, each pool's load-duration curve, and what each rule costs."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from breakeven.outputs.chart_theme import config
from breakeven.outputs.charts import SCHEMA, balanced
from breakeven.outputs.names import name_of
from breakeven.outputs.numbers import usd
from breakeven.outputs.plan_table import TOGETHER, rule_name
from breakeven.studies.portfolio.answer import PortfolioPlan, Purchase

WIDTH = 560
ROW = 30
CURVE = 150
MOST_POOLS = 8
MOST_RULES = 12
"""Those that cost the most."""


def plan_chart(found: PortfolioPlan) -> dict[str, Any]:
    """Return the chart of a plan as a Vega-Lite dictionary."""
    title = f"{usd(found.usd_per_month)} a month: who runs where, and when machines run"
    pools = sorted(found.purchases, key=lambda p: -p.usd_per_month)[:MOST_POOLS]
    return {
        "$schema": SCHEMA,
        "padding": 16,
        "title": {"text": balanced(title, 88), "anchor": "start"},
        "vconcat": [_who(found), *(_curve(p) for p in pools), *_rules(found)],
        "spacing": 28,
        "resolve": {"legend": {"color": "independent"}},
        "config": config(),
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
        "axis": {"labelLimit": 220, "domain": False, "ticks": False},
    }
    colour = {
        "field": "option",
        "type": "nominal",
        "sort": list(names.values()),
        "scale": {"domain": list(names.values())},
        "legend": {"orient": "bottom", "columns": 1, "title": None, "labelLimit": 620},
    }
    x = {
        "field": "share",
        "type": "quantitative",
        "title": "share of the workload's requests",
        "axis": {"format": "%", "domain": False},
    }
    return {
        "width": WIDTH,
        "height": {"step": ROW},
        "data": {"values": rows},
        "mark": {"type": "bar", "height": ROW - 10},
        "encoding": {"y": y, "x": x, "color": colour, "order": {"field": "order"}},
    }


def _rules(found: PortfolioPlan) -> Iterator[dict[str, Any]]:
    """Yield a bar for each rule that costs something."""
    dear = sorted((r for r in found.rules if r.usd_per_month > 0), key=lambda r: -r.usd_per_month)
    if not dear:
        return
    free = len(found.rules) - len(dear)
    said = f"; {free} {'costs' if free == 1 else 'cost'} nothing" if free else ""
    rows = [
        {
            "rule": f"{rule_name(one)}: {one.workload or TOGETHER}",
            "usd": one.usd_per_month,
            "said": usd(one.usd_per_month),
        }
        for one in dear[:MOST_RULES]
    ]
    y = {
        "field": "rule",
        "type": "nominal",
        "sort": [row["rule"] for row in rows],
        "title": None,
        "axis": {"labelLimit": 300, "domain": False, "ticks": False},
    }
    x = {
        "field": "usd",
        "type": "quantitative",
        "title": "US dollars a month that the plan without it would save",
        "scale": {"domain": [0, dear[0].usd_per_month * 1.2]},
        "axis": {"format": "$,.0f", "tickCount": 5, "domain": False},
    }
    text = {"type": "text", "align": "left", "dx": 5, "style": "ink", "fontSize": 11.5}
    yield {
        "title": _heading(f"What each rule costs{said}"),
        "width": WIDTH,
        "height": {"step": ROW},
        "data": {"values": rows},
        "encoding": {"y": y, "x": x},
        "layer": [
            {"mark": {"type": "bar", "style": "series-2", "height": ROW - 12}},
            {"mark": text, "encoding": {"text": {"field": "said"}}},
        ],
    }


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
        "axis": {"format": "%"},
    }
    y = {
        "field": "n",
        "type": "quantitative",
        "title": "machines",
        "scale": {"domain": [0, float(max(falling[0], pool.committed)) * 1.15]},
        "axis": {"tickMinStep": 1, "tickCount": 5, "domain": False},
    }
    base: list[dict[str, Any]] = [
        {"x": 0.0, "n": float(pool.committed), "said": said},
        {"x": 1.0, "n": float(pool.committed)},
    ]
    line = {"type": "line", "style": "series-1", "strokeDash": [6, 3], "strokeWidth": 2}
    text = {"type": "text", "align": "right", "baseline": "bottom", "dy": -3, "style": "series-1"}
    return {
        "title": _heading(f"{name}, {usd(pool.usd_per_month)} a month"),
        "width": WIDTH,
        "height": CURVE,
        "layer": [
            {
                "data": {"values": points},
                "mark": {
                    "type": "area",
                    "interpolate": "step-after",
                    "style": "series-0",
                    "opacity": 0.25,
                    "line": {"style": "series-0", "strokeWidth": 2},
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


def _heading(text: str) -> dict[str, Any]:
    """Return the title of one of the pictures."""
    return {"text": text, "anchor": "start", "fontSize": 13, "fontWeight": 600}
