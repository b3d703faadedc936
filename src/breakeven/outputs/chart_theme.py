"""Colours of all charts, by role: marks name a role, so a theme changes nothing but the config."""

from collections.abc import Mapping
from typing import Any

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
LIGHT: Mapping[str, str] = {
    "paper": "#ffffff",
    "ink": "#1f2328",
    "soft": "#57606a",
    "rule": "#d8dee4",
    "fill-0": "#eef1f4",
    "fill-1": "#dfe4e9",
    "series-0": "#0b5cad",
    "series-1": "#c2410c",
    "series-2": "#15803d",
    "series-3": "#7e22ce",
    "series-4": "#854d0e",
    "series-5": "#0e7490",
    "series-6": "#be123c",
    "series-7": "#374151",
    "series-8": "#a21caf",
    "series-9": "#4d7c0f",
    "series-10": "#1e3a8a",
    "series-11": "#9f1239",
}
"""Each colour has one role, so that a style sheet can exchange them by their values."""
DARK: Mapping[str, str] = {
    "paper": "#0d1117",
    "ink": "#e6edf3",
    "soft": "#9ea7b3",
    "rule": "#30363d",
    "fill-0": "#21262d",
    "fill-1": "#2d333b",
    "series-0": "#6cb6ff",
    "series-1": "#f69d50",
    "series-2": "#6bc46d",
    "series-3": "#dcbdfb",
    "series-4": "#d9b44a",
    "series-5": "#56d4dd",
    "series-6": "#ff938a",
    "series-7": "#c9d1d9",
    "series-8": "#f0abfc",
    "series-9": "#bef264",
    "series-10": "#a5b4fc",
    "series-11": "#fda4af",
}
STROKES: tuple[tuple[list[int], float], ...] = (
    ([1, 0], 2.6),
    ([8, 4], 2.4),
    ([2, 3], 2.6),
    ([10, 3, 2, 3], 2.2),
    ([14, 5], 1.8),
    ([4, 2, 1, 2], 2.0),
    ([1, 4], 3.0),
    ([6, 2], 1.4),
    ([12, 2], 2.0),
    ([3, 1], 2.2),
    ([9, 3, 3, 3], 1.8),
    ([1, 2], 2.0),
)
"""Dashes and width of each series, told apart without colour too."""
NARROWEST = 600
"""Pixels in which the names of a chart have room."""
SHAPES = ("square", "circle", "diamond", "cross", "triangle-up", "triangle-down")
"""Marks of kinds, told apart without colour too."""


def series(order: int) -> str:
    """Return the role of a series' colour; after the last they begin again."""
    return f"series-{order % len(STROKES)}"


def config(*, dark: bool = False) -> dict[str, Any]:
    """Return the config of a chart: fonts, axes, and a named style for each role."""
    colours = DARK if dark else LIGHT
    text = {"labelColor": colours["ink"], "titleColor": colours["ink"]}
    lines = {"gridColor": colours["rule"], "domainColor": colours["soft"]}
    return {
        "font": FONT,
        "background": colours["paper"],
        "title": {
            "color": colours["ink"],
            "subtitleColor": colours["soft"],
            "fontSize": 17,
            "fontWeight": 600,
            "offset": 18,
            "lineHeight": 22,
            "subtitleFontSize": 12,
            "subtitlePadding": 6,
            "subtitleLineHeight": 16,
        },
        "axis": {
            **text,
            **lines,
            "tickColor": colours["soft"],
            "labelFontSize": 11.5,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
        },
        "legend": {"labelColor": colours["ink"], "labelFontSize": 12, "symbolSize": 90},
        "range": {"category": [colours[series(i)] for i in range(len(STROKES))]},
        "view": {"stroke": None},
        "style": {
            **{role: {"color": colour} for role, colour in colours.items()},
            "ring": {"color": colours["paper"], "stroke": colours["ink"]},
            "halo": {"color": colours["paper"], "stroke": colours["paper"], "strokeWidth": 4},
        },
    }


def themed(spec: Mapping[str, Any], *, dark: bool = False) -> dict[str, Any]:
    """Return a chart in the light or the dark theme: its config changes and nothing else."""
    return {**spec, "config": config(dark=dark)}


def responsive(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return a chart as wide as what it stands in, where its marks are placed by data alone.

    What it stands in should be NARROWEST pixels wide at least, and scroll on narrower screens:
    names would run into the figures beside them.
    """
    if not spec.get("usermeta", {}).get("responsive"):
        return dict(spec)
    fitted = {"type": "fit-x", "contains": "padding"}
    return {**spec, "width": "container", "autosize": fitted}
