"""The load-duration curve: hours of the day by their load, under the machines that serve them."""

import numpy as np

from breakeven.domain.units import SECONDS_PER_DAY
from breakeven.economics.decision import Decision, FleetSize, Option, ReplicaRate
from breakeven.outputs.names import name_of
from breakeven.outputs.numbers import count, percent, plural
from breakeven.outputs.pictures.picture import Layer, Picture, chart
from breakeven.outputs.pictures.rows import short

HEIGHT = 260
FOLLOWS = "scaling="


def load(decision: Decision) -> Picture | None:
    """Return the load of the hours under the best fleet's replicas; None where no fleet can be."""
    best = next((o for o in decision.feasible if o.fleet and o.rate), None)
    if best is None or best.fleet is None or best.rate is None:
        return None
    title = "When the load comes, and the machines that serve it"
    return Picture(
        id="load",
        title=title,
        alt=_alt(decision, best, best.fleet),
        spec=chart(
            _layers(decision, best, best.fleet, best.rate),
            title=title,
            subtitle=[f"{short(best.id, most=90)}: {_running(best, best.fleet)}"],
            height=HEIGHT,
        ),
    )


def _running(option: Option, fleet: FleetSize) -> str:
    followed = FOLLOWS in option.id
    mean = f", {count(fleet.replicas_mean)} of them on average" if followed else ""
    return f"{plural(fleet.replicas_peak, 'replica')}{mean}, {percent(fleet.utilization)} used"


def _steps(decision: Decision) -> tuple[list[float], list[float]]:
    """Return loads in requests per second, busiest first, and the share of the day up to each."""
    hours, work = decision.demand.hours, decision.workload.requests_per_day
    peak = work / SECONDS_PER_DAY * decision.demand.peak_factor
    return [float(v) * peak for v in hours.busiest], [float(v) for v in hours.share]


def _layers(decision: Decision, option: Option, fleet: FleetSize, rate: ReplicaRate) -> list[Layer]:
    loads, shares = _steps(decision)
    each = rate.requests_per_second
    replicas = _replicas(option, fleet, [v / each for v in loads])
    top = max(fleet.replicas_peak * each, loads[0]) * 1.12
    x = {
        "field": "share",
        "type": "quantitative",
        "title": "share of the day, busiest hours first",
        "scale": {"domain": [0, 1], "nice": False},
        "axis": {"format": "~%", "grid": False},
    }
    y = {
        "field": "load",
        "type": "quantitative",
        "title": "requests per second in an hour's busiest minute",
        "scale": {"domain": [0, top], "nice": False},
        "axis": {"domain": False, "tickCount": 5, "ticks": False},
    }
    demand = _corners(loads, shares)
    served = _corners([r * each for r in replicas], shares)
    line = {"type": "line", "style": "series-1", "strokeWidth": 2.4, "strokeDash": [8, 4]}
    return [
        {
            "data": {"values": demand},
            "mark": {"type": "area", "style": "fill-1", "opacity": 1},
            "encoding": {"x": x, "y": {**y, "stack": None}},
        },
        {
            "data": {"values": demand},
            "mark": {"type": "line", "style": "series-0", "strokeWidth": 2.4},
            "encoding": {"x": x, "y": y},
        },
        {"data": {"values": served}, "mark": line, "encoding": {"x": x, "y": y}},
        _label("what the replicas serve inside the targets", served, style="series-1", dy=-8),
        _label("load", demand, style="series-0", dy=16 if loads[-1] > top / 8 else -8),
    ]


def _replicas(option: Option, fleet: FleetSize, needed: list[float]) -> list[float]:
    """Return how many run in each hour, of which so many are needed; spares always stand by."""
    if FOLLOWS not in option.id:
        return [float(fleet.replicas_peak)] * len(needed)
    whole = [float(np.ceil(one - 1e-9)) for one in needed]
    return [one + fleet.replicas_peak - whole[0] for one in whole]


def _corners(heights: list[float], shares: list[float]) -> list[dict[str, float]]:
    """Return the corners of a staircase that begins at 0."""
    starts = [0.0, *shares[:-1]]
    return [
        {"share": at, "load": height}
        for height, start, end in zip(heights, starts, shares, strict=True)
        for at in (start, end)
    ]


def _label(said: str, corners: list[dict[str, float]], *, style: str, dy: float) -> Layer:
    """Return a line's name at its right end."""
    mark = {"type": "text", "style": style, "text": said, "align": "right", "fontWeight": "bold"}
    return {
        "data": {"values": [corners[-1]]},
        "mark": {**mark, "fontSize": 12, "dx": -6, "dy": dy},
        "encoding": {
            "x": {"field": "share", "type": "quantitative"},
            "y": {"field": "load", "type": "quantitative"},
        },
    }


def _alt(decision: Decision, option: Option, fleet: FleetSize) -> str:
    loads, _ = _steps(decision)
    return (
        f"The load falls from {count(loads[0])} requests per second in the busiest minute to"
        f" {count(loads[-1])} in the quietest hour's. The best fleet, {name_of(option.id)}, has"
        f" {_running(option, fleet)}."
    )
