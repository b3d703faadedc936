"""Which offer is the cheapest at which volume: a line for each, on a logarithmic axis."""

from math import log10

from breakeven.economics.decision import Decision
from breakeven.outputs.chart_theme import series
from breakeven.outputs.names import name_of
from breakeven.outputs.numbers import count
from breakeven.outputs.pictures.picture import Layer, Picture, chart
from breakeven.outputs.pictures.rows import MARK, ROW, name_layers, place, short
from breakeven.outputs.region_bar import Window, cheapest_at, reach, window_of

MOST = 8
"""Offers that get a row: those with the widest ranges."""


def regions(decision: Decision) -> Picture | None:
    """Return the ranges of volume in which each offer is the cheapest; None where none is known."""
    if not decision.regions:
        return None
    at = decision.workload.requests_per_day
    window = window_of((r.from_requests_per_day for r in decision.regions[1:]), at=at)
    spans = _spans(decision, window)
    shown = _widest(spans)
    rows = place(len(shown))
    names = [(short(offer, most=64), reach(decision.regions, offer)) for offer in shown]
    title = "Which offer is the cheapest, by volume"
    return Picture(
        id="regions",
        title=title,
        alt=_alt(decision),
        spec=chart(
            [
                *_bars(shown, spans, window, rows),
                *_yours(at, window),
                *name_layers(names, rows=rows),
            ],
            title=title,
            subtitle=_subtitle(len(spans) - len(shown)),
            height=ROW * len(shown),
        ),
    )


def _spans(decision: Decision, window: Window) -> dict[str, list[tuple[float, float]]]:
    """Return the ranges of each offer inside the window, in order of volume."""
    spans: dict[str, list[tuple[float, float]]] = {}
    for region in decision.regions:
        low = max(region.from_requests_per_day, window.low)
        high = min(region.to_requests_per_day or window.high, window.high)
        if high > low:
            spans.setdefault(region.cheapest, []).append((low, high))
    # The ends of the search are no limits of an offer.
    first, last = decision.regions[0].cheapest, decision.regions[-1].cheapest
    if first in spans:
        spans[first][0] = (window.low, spans[first][0][1])
    if last in spans:
        spans[last][-1] = (spans[last][-1][0], window.high)
    return spans


def _widest(spans: dict[str, list[tuple[float, float]]]) -> list[str]:
    """Return the offers with the widest ranges, in order of volume."""
    wide = sorted(spans, key=lambda o: -sum(log10(high / low) for low, high in spans[o]))
    return [offer for offer in spans if offer in wide[:MOST]]


def _subtitle(more: int) -> list[str]:
    if more <= 0:
        return []
    return [f"and {more} more offers, each the cheapest in a narrow range only"]


def _bars(
    shown: list[str], spans: dict[str, list[tuple[float, float]]], window: Window, rows: Layer
) -> list[Layer]:
    axis = {
        "field": "low",
        "type": "quantitative",
        "title": "requests a day, logarithmic",
        "scale": {"type": "log", "domain": [window.low, window.high], "nice": False},
        "axis": {"labelExpr": "format(datum.value, '~s')", "values": _decades(window)},
    }
    return [
        {
            "data": {"values": [{"row": i, "low": a, "high": b} for a, b in spans[offer]]},
            "mark": {
                "type": "bar",
                "style": series(i),
                "height": 14,
                "yOffset": MARK,
                "y2Offset": MARK,
            },
            "encoding": {"y": rows, "x": axis, "x2": {"field": "high"}},
        }
        for i, offer in enumerate(shown)
    ]


def _decades(window: Window) -> list[float]:
    first, last = round(log10(window.low)), round(log10(window.high))
    return [10.0**e for e in range(first, last + 1)]


def _yours(at: float, window: Window) -> list[Layer]:
    """Return a rule at the workload's own volume, with its name."""
    data = {"values": [{"low": at, "text": f"yours: {count(at)} a day"}]}
    x = {"field": "low", "type": "quantitative"}
    right = log10(at / window.low) > 0.7 * log10(window.high / window.low)
    text = {"type": "text", "style": "ink", "fontWeight": "bold", "dy": -8, "baseline": "bottom"}
    aligned = {"align": "right" if right else "left"}
    return [
        {
            "data": data,
            "mark": {"type": "rule", "style": "ink", "strokeDash": [3, 3]},
            "encoding": {"x": x},
        },
        {
            "data": data,
            "mark": {**text, **aligned},
            "encoding": {"x": x, "y": {"value": 0}, "text": {"field": "text"}},
        },
    ]


def _alt(decision: Decision) -> str:
    at = decision.workload.requests_per_day
    told = [
        f"{name_of(offer)} {reach(decision.regions, offer)}"
        for offer in dict.fromkeys(r.cheapest for r in decision.regions)
    ]
    listed = "; ".join(told[:MOST])
    more = f"; and {len(told) - MOST} more" if len(told) > MOST else ""
    mine = name_of(cheapest_at(decision.regions, at))
    return (
        f"At {count(at)} requests a day the cheapest offer is {mine}."
        f" The cheapest by requests a day: {listed}{more}."
    )
