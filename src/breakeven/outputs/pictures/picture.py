"""A picture: its definition, and what it shows in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from breakeven.outputs.chart_theme import config

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
WIDTH = 640
LINE = 92
"""Characters of a line under a title."""
AIR = {"left": 16, "right": 16, "top": 16, "bottom": 14}

Layer = dict[str, Any]
"""A part of a Vega-Lite chart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One chart of a decision, for a page, a report or a file of its own."""

    id: str
    """Short and stable: a file's name."""
    title: str
    alt: str
    """The finding as whole sentences with its numbers, for whoever cannot see the picture."""
    spec: Mapping[str, Any]
    """Vega-Lite, the data inline, in the light theme: see `chart_theme.themed`."""


def chart(layers: Sequence[Layer], *, title: str, subtitle: Sequence[str], height: int) -> Layer:
    """Return a chart of layers whose marks are placed by data, so that it may be of any width."""
    return {
        "$schema": SCHEMA,
        "usermeta": {"responsive": True, "said": list(subtitle)},
        "width": WIDTH,
        "height": height,
        "padding": AIR,
        "title": {
            "text": title,
            "subtitle": _lines(subtitle),
            "anchor": "start",
            "frame": "bounds",
        },
        "layer": list(layers),
        "config": config(),
    }


def _lines(said: Sequence[str]) -> list[str]:
    """Return lines that a chart has room for."""
    return [line for one in said for line in wrap(one, LINE)]
