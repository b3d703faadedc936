"""Charts of rows: a name, and under it what belongs to it on a shared axis of money.

Names stand above their marks and not beside them, so that long ones fit on a narrow screen.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import log10
from typing import Any

from breakeven.outputs.names import name_of
from breakeven.outputs.pictures.picture import Layer

ROW = 46
"""Height of a row in pixels."""
NAME, MARK = -11.0, 9.0
"""How far a name lies above, and its mark below, the middle of a row."""
USD = "(datum.value < 0 ? '-$' : '$') + format(abs(datum.value), abs(datum.value) < 1 && datum.value != 0 ? '~g' : abs(datum.value) < 10000 ? ',~r' : '~s')"  # noqa: E501
"""How Vega writes an amount on an axis."""


def place(rows: int) -> Layer:
    """Return the axis of rows, unseen: `row` counts them from the top."""
    scale = {"domain": list(range(rows)), "padding": 0}
    return {"field": "row", "type": "ordinal", "scale": scale, "axis": None}


def money(field: str, *, title: str, ends: tuple[float, float], log: bool = False) -> Layer:
    """Return the axis of amounts, from one end to the other."""
    kind: dict[str, Any] = {"type": "log"} if log else {"zero": False}
    ticks: dict[str, Any] = {"values": decades(*ends)} if log else {"tickCount": 5}
    return {
        "field": field,
        "type": "quantitative",
        "title": title + (", logarithmic" if log else ""),
        "scale": {"domain": list(ends), "nice": False, **kind},
        "axis": {"labelExpr": USD, "domain": False, "labelFlush": False, **ticks},
    }


def decades(low: float, high: float) -> list[float]:
    """Return the ticks of a logarithmic axis: 1, 2 and 5 times powers of ten where few fit.

    >>> decades(30.0, 900.0)
    [50.0, 100.0, 200.0, 500.0]
    """
    factors = (1.0, 2.0, 5.0) if log10(high / low) < 2 else (1.0,)
    exponents = range(int(log10(low)) - 2, int(log10(high)) + 2)
    values = [f * 10.0**e for e in exponents for f in factors]
    return [v for v in values if low <= v <= high]


def name_layers(names: Sequence[tuple[str, str]], *, rows: Layer) -> Iterator[Layer]:
    """Yield the name of each row at its left and what is said of it at its right."""
    for field, side in (("name", "left"), ("said", "right")):
        values = [{"row": i, "text": pair[side == "right"]} for i, pair in enumerate(names)]
        place: Mapping[str, Any] = {"value": 0 if side == "left" else "width"}
        mark = {
            "type": "text",
            "align": side,
            "baseline": "middle",
            "yOffset": NAME,
            "fontSize": 12,
            "fontWeight": "bold" if field == "said" else "normal",
            # On a narrow screen both are cut rather than written over each other.
            "limit": {"expr": f"{0.55 if side == 'left' else 0.44} * width"},
        }
        encoding = {"y": rows, "x": place, "text": {"field": "text"}}
        for style in ("halo", "ink"):
            yield {
                "data": {"values": values},
                "mark": {**mark, "style": style, "aria": style == "ink"},
                "encoding": encoding,
            }


def short(offer_id: str, *, most: int = 72) -> str:
    """Return an offer's name, cut in its middle where it is longer than a row.

    >>> short("hosted:deepinfra/gpt-oss-20b")
    'gpt-oss-20b hosted by deepinfra'
    >>> short("api:x/" + "long-" * 20, most=30)
    'long-long-long…ong-long from x'
    """
    said = str(name_of(offer_id))
    if len(said) <= most:
        return said
    end = (most - 1) // 2
    return f"{said[: most - 1 - end]}…{said[-end:]}"
