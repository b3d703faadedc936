"""Charts as Vega-Lite dictionaries, and their files. Readable without colour."""

import os
from collections.abc import Mapping, Sequence
from math import ceil
from pathlib import Path
from textwrap import wrap
from typing import Any

import numpy as np

from breakeven.domain.errors import InputError, MissingExtra
from breakeven.economics.breakeven import Curve, Region
from breakeven.outputs.chart_parts import (
    caption_layers,
    crossing_layers,
    curve_layers,
    label_layers,
    mark_layers,
    region_layers,
    volume_layers,
)
from breakeven.outputs.chart_scales import HEIGHT, WIDTH, Plot
from breakeven.outputs.chart_theme import config
from breakeven.outputs.curve_points import cheapest_changes, points
from breakeven.outputs.files import json_text, writable, write_bytes, write_text
from breakeven.outputs.region_bar import window_of

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
PNG_SCALE = 2.0
SUFFIXES = (".svg", ".png", ".json")
LINEAR_UP_TO = 12.0
"""Costs that differ by no more than this factor are drawn on a linear axis."""


def cost_chart(
    curves: Mapping[str, Curve],
    *,
    volume: float | None,
    regions: Sequence[Region],
    title: str,
    caption: str,
) -> dict[str, Any]:
    """Return the chart of monthly costs over volume.

    `regions` says which of all offers is the cheapest where; `volume` marks the workload's own.
    """
    plot = plot_of(curves, volume=volume, regions=regions)
    changes = cheapest_changes(curves, plot.window, regions=regions)
    return {
        "$schema": SCHEMA,
        "width": WIDTH,
        "height": HEIGHT,
        "padding": {"left": 16, "right": 16, "top": 16, "bottom": 14},
        "title": {"text": balanced(title, 88), "anchor": "start", "frame": "bounds"},
        "layer": [
            *volume_layers(plot, volume),
            *curve_layers(plot),
            *crossing_layers(plot, changes),
            *label_layers(plot),
            *region_layers(plot, regions),
            *mark_layers(plot, volume if regions else None),
            *caption_layers(wrap(caption, 160)),
        ],
        "config": config(),
    }


def balanced(text: str, width: int) -> list[str]:
    """Return lines of about equal length.

    >>> balanced("where does the one become cheaper than the other", 40)
    ['where does the one become', 'cheaper than the other']
    """
    lines = max(len(wrap(text, width)), 1)
    return wrap(text, min(ceil(len(text) / lines) + 6, width))


def plot_of(
    curves: Mapping[str, Curve], *, volume: float | None, regions: Sequence[Region]
) -> Plot:
    """Return the scales and the sampled curves."""
    edges = [r.from_requests_per_day for r in regions[1:]]
    window = window_of(edges, at=volume)
    sampled = {name: points(curve, window) for name, curve in curves.items()}
    costs = np.concatenate([np.empty(0), *(line[:, 1] for line in sampled.values())])
    paid = costs[costs > 0]
    least, most = (float(paid.min()), float(paid.max())) if paid.size else (1.0, 1.0)
    log = most / least > LINEAR_UP_TO
    low = least / 1.5 if log else 0.0
    return Plot(window=window, curves=sampled, low_usd=low, high_usd=most * 1.1, log=log)


def check_chart_path(path: str | os.PathLike[str]) -> None:
    """Refuse a file that a chart cannot be written to, before anything is drawn."""
    suffix = Path(path).suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError(f"a chart ends in {', '.join(SUFFIXES)}", where=str(path))
    writable(path)
    if suffix != ".json":
        drawer()


def write_chart(spec: dict[str, Any], path: str | os.PathLike[str]) -> Path:
    """Draw a chart to .svg or .png, or write its definition to .json."""
    check_chart_path(path)
    suffix = Path(path).suffix.lower()
    if suffix == ".json":
        return write_text(path, json_text(spec) + "\n")
    if suffix == ".svg":
        return write_text(path, str(drawer().vegalite_to_svg(spec)))
    return write_bytes(path, bytes(drawer().vegalite_to_png(spec, scale=PNG_SCALE)))


def drawer() -> Any:
    """Return the library that draws Vega-Lite; raise MissingExtra where it is not installed."""
    try:
        import vl_convert
    except ImportError as error:
        raise MissingExtra("drawing charts", "charts") from error
    return vl_convert
