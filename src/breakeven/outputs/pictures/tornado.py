"""What makes the choice uncertain: the winner's lead at both ends of each unknown's range."""

from collections.abc import Sequence

from breakeven.domain.provenance import Assumption
from breakeven.economics.decision import Decision
from breakeven.economics.prospect import Prospect, Swing
from breakeven.outputs.names import cut, name_of
from breakeven.outputs.numbers import usd
from breakeven.outputs.pictures.picture import Layer, Picture, chart
from breakeven.outputs.pictures.rows import MARK, ROW, money, name_layers, place, short
from breakeven.outputs.prospect_table import unknown_value

MOST = 8
ROOM = 64
"""Characters of a name beside its range."""


def tornado(decision: Decision) -> Picture | None:
    """Return the swings of the lead, the widest first; None where nothing swings it."""
    found = decision.prospect
    swings = found.swings[:MOST] if found else ()
    if found is None or not swings:
        return None
    known = {one.id: one for one in decision.assumptions}
    rows = place(len(swings))
    names = [_name(found, s, known) for s in swings]
    title = "What makes the choice uncertain"
    lead = (
        f"how much the next costs more than {short(found.best.id)} over {found.months} months,"
        " each unknown at both ends of its range"
    )
    return Picture(
        id="tornado",
        title=title,
        alt=_alt(found, swings, known),
        spec=chart(
            [*_bars(swings, rows), *name_layers(names, rows=rows)],
            title=title,
            subtitle=[
                lead,
                "open square: low end · filled square: high end · diamond: the choice flips",
            ],
            height=ROW * len(swings),
        ),
    )


def _name(found: Prospect, swing: Swing, known: dict[str, Assumption]) -> tuple[str, str]:
    low, high = (unknown_value(swing.id, v, known) for v in (swing.low, swing.high))
    flips = ""
    if swing.flips_at is not None:
        flips = f", flips at {unknown_value(swing.id, swing.flips_at, known)}"
    return cut(found.names[swing.id], most=ROOM), f"{low} to {high}{flips}"


def _bars(swings: Sequence[Swing], rows: Layer) -> list[Layer]:
    """Return the range of the lead, both of its ends, where it is today, and the flips."""
    values = [
        {"row": i, "low": s.lead_usd_at_low, "high": s.lead_usd_at_high, "zero": 0.0}
        for i, s in enumerate(swings)
    ]
    every = [0.0, *(v[k] for v in values for k in ("low", "high"))]
    room = 0.04 * ((max(every) - min(every)) or 1.0)
    ends = (min(every) - (room if min(every) < 0 else 0.0), max(every) + room)
    x = money("low", title="US dollars of today that the winner is ahead", ends=ends)
    point = {"type": "point", "shape": "square", "size": 70, "opacity": 1, "yOffset": MARK}
    flips = [v for v, s in zip(values, swings, strict=True) if s.flips_at is not None]
    return [
        {
            "data": {"values": values},
            "mark": {"type": "rule", "style": "series-0", "strokeWidth": 6, "yOffset": MARK},
            "encoding": {"y": rows, "x": x, "x2": {"field": "high"}},
        },
        {
            "data": {"values": values},
            "mark": {**point, "style": "ring", "filled": True, "strokeWidth": 1.6},
            "encoding": {"y": rows, "x": x},
        },
        {
            "data": {"values": values},
            "mark": {**point, "style": "ink", "filled": True},
            "encoding": {"y": rows, "x": {**x, "field": "high"}},
        },
        {
            "data": {"values": [{"zero": 0.0}]},
            "mark": {"type": "rule", "style": "ink", "strokeDash": [3, 3]},
            "encoding": {"x": {**x, "field": "zero"}},
        },
        {
            "data": {"values": flips},
            "mark": {**point, "style": "series-1", "shape": "diamond", "size": 160, "filled": True},
            "encoding": {"y": rows, "x": {**x, "field": "zero"}},
        },
    ]


def _alt(found: Prospect, swings: Sequence[Swing], known: dict[str, Assumption]) -> str:
    first = swings[0]
    low, high = (unknown_value(first.id, v, known) for v in (first.low, first.high))
    flips = [s for s in swings if s.flips_at is not None]
    told = "; ".join(
        f"{found.names[s.id]} flips it to {name_of(s.instead)} at"
        f" {unknown_value(s.id, s.flips_at or 0.0, known)}"
        for s in flips
    )
    return (
        f"The lead of {name_of(found.best.id)} over {found.months} months depends most on"
        f" {found.names[first.id]}: {usd(first.lead_usd_at_low)} at {low},"
        f" {usd(first.lead_usd_at_high)} at {high}."
        f" {told or 'None of the unknowns alone flips the choice within its range'}."
    )
