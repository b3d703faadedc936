"""What it is worth to know an unknown before choosing."""

from collections.abc import Sequence

from breakeven.economics.decision import Decision
from breakeven.economics.prospect import Measurement, Prospect
from breakeven.outputs.names import cut, name_of
from breakeven.outputs.numbers import percent, usd
from breakeven.outputs.pictures.picture import Layer, Picture, chart
from breakeven.outputs.pictures.rows import MARK, ROW, money, name_layers, place
from breakeven.outputs.pictures.tornado import ROOM
from breakeven.outputs.prospect_table import WORTH

MOST = 8


def information(decision: Decision) -> Picture | None:
    """Return what measuring each unknown is worth; None where nothing is worth a dollar."""
    found = decision.prospect
    worth = [m for m in found.measurements if m.usd >= WORTH][:MOST] if found else []
    if found is None or not worth:
        return None
    rows = place(len(worth))
    title = "What to measure first"
    return Picture(
        id="information",
        title=title,
        alt=_alt(found, worth),
        spec=chart(
            [
                *_bars(found, worth, rows),
                *name_layers([_name(found, m) for m in worth], rows=rows),
            ],
            title=title,
            subtitle=[
                "what knowing an unknown before choosing saves in the mean, and one standard"
                f" error; knowing all of them saves {usd(found.evpi_usd)} (dashed)"
            ],
            height=ROW * len(worth),
        ),
    )


def _name(found: Prospect, one: Measurement) -> tuple[str, str]:
    return cut(found.names[one.id], most=ROOM), f"{usd(one.usd)} · changes {percent(one.p_change)}"


def _bars(found: Prospect, worth: Sequence[Measurement], rows: Layer) -> list[Layer]:
    values = [
        {
            "row": i,
            "usd": one.usd,
            "low": max(one.usd - one.usd_error, 0.0),
            "high": one.usd + one.usd_error,
            "zero": 0.0,
        }
        for i, one in enumerate(worth)
    ]
    most = max(found.evpi_usd, *(v["high"] for v in values))
    x = money("usd", title="US dollars of today", ends=(0.0, most * 1.05))
    all_of_it = {"values": [{"usd": found.evpi_usd}]}
    return [
        {
            "data": {"values": values},
            "mark": {"type": "rule", "style": "series-0", "strokeWidth": 12, "yOffset": MARK},
            "encoding": {"y": rows, "x": {**x, "field": "zero"}, "x2": {"field": "usd"}},
        },
        {
            "data": {"values": values},
            "mark": {"type": "rule", "style": "ink", "strokeWidth": 2, "yOffset": MARK},
            "encoding": {"y": rows, "x": {**x, "field": "low"}, "x2": {"field": "high"}},
        },
        {
            "data": all_of_it,
            "mark": {"type": "rule", "style": "ink", "strokeDash": [3, 3]},
            "encoding": {"x": x},
        },
    ]


def _alt(found: Prospect, worth: Sequence[Measurement]) -> str:
    first, *rest = worth
    instead = f" and then choose {name_of(first.instead)}" if first.instead else ""
    more = "; ".join(f"{found.names[m.id]} {usd(m.usd)}" for m in rest)
    return (
        f"Knowing {found.names[first.id]} before choosing is worth {usd(first.usd)}: in"
        f" {percent(first.p_change)} of cases one would choose otherwise{instead}."
        f"{f' Then come {more}.' if more else ''}"
        f" Knowing everything is worth {usd(found.evpi_usd)}, and no study is worth more."
    )
