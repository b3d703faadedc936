"""Pictures for the page: shapes that are sent once, and the values that change.

A shape is a Vega-Lite chart whose rows, scale ends and ticks have been lifted out; while the shape
of a picture stays, a new answer is only new values, and the browser draws them without compiling.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from json import dumps
from typing import Any

from breakeven.economics.decision import Decision
from breakeven.outputs.chart_theme import DARK, LIGHT, config, responsive
from breakeven.outputs.files import json_text
from breakeven.outputs.pictures import CHARTS, Picture
from breakeven.web.page.curves import curves

LIFTED = frozenset({"domain", "values"})
"""Keys of lists of plain values that become parameters: ends of scales, ticks of axes."""
EMPTY = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
UNTHEMED = ("config", "title", "usermeta", "background", "padding")
"""What the page has itself: colours, and a heading of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """One picture as the page's script takes it."""

    id: str
    title: str
    alt: str
    legend: tuple[str, ...]
    """Lines under the heading."""
    shape: str
    """Digest of the chart without its values."""
    spec: Mapping[str, Any]
    rows: Mapping[str, list[Any]]
    """Data sets by name."""
    params: Mapping[str, Any]
    height: float | None

    def to_dict(self, *, known: str) -> dict[str, Any]:
        """Return what is sent; the chart itself only where its shape is not the known one."""
        sent = {
            "id": self.id,
            "title": self.title,
            "alt": self.alt,
            "legend": list(self.legend),
            "shape": self.shape,
            "rows": self.rows,
            "params": self.params,
            "height": self.height,
        }
        return sent if known == self.shape else {**sent, "spec": self.spec}


def drawings(decision: Decision, *, only: Iterable[str] | None = None) -> tuple[Drawing, ...]:
    """Return the pictures of a decision, or some of them."""
    return tuple(drawing(p.id, p.title, p.alt, p.spec) for p in _pictures(decision, only))


def _pictures(decision: Decision, only: Iterable[str] | None) -> Iterator[Picture]:
    """Yield pictures; those that are not asked for are not made."""
    made = {chart.__name__: chart for chart in CHARTS} | {"costs": curves}
    for name in made if only is None else [name for name in only if name in made]:
        picture = made[name](decision)
        if picture is not None:
            yield picture


def drawing(name: str, title: str, alt: str, chart: Mapping[str, Any]) -> Drawing:
    """Return a picture with its values lifted out of its chart."""
    plain = responsive(chart)
    lifter = Lifter()
    height = plain.get("height")
    kept = {k: v for k, v in plain.items() if k not in (*UNTHEMED, "height")}
    spec = lifter.lift(kept)
    spec["datasets"] = {}
    spec["params"] = [{"name": one, "value": None} for one in lifter.params]
    digest = sha256(dumps(spec, sort_keys=True, default=str).encode()).hexdigest()[:12]
    return Drawing(
        id=name,
        title=title,
        alt=alt,
        legend=legend_of(chart),
        shape=digest,
        spec=spec,
        rows=lifter.rows,
        params=lifter.params,
        height=height if isinstance(height, int | float) else None,
    )


def legend_of(chart: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the lines under a chart's title, before they were cut to its width."""
    whole = chart.get("usermeta", {}).get("said")
    if whole is not None:
        return tuple(whole)
    said = chart.get("title")
    lines = said.get("subtitle", ()) if isinstance(said, Mapping) else ()
    return (lines,) if isinstance(lines, str) else tuple(lines)


class Lifter:
    """Walks through a chart and takes its values out, each under a name of its own."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Any]] = {}
        self.params: dict[str, Any] = {}

    def lift(self, part: Any) -> Any:
        """Return a part of a chart with names where its values were."""
        if isinstance(part, Mapping):
            return {key: self._entry(key, value) for key, value in part.items()}
        if isinstance(part, list | tuple):
            return [self.lift(one) for one in part]
        return part

    def _entry(self, key: str, value: Any) -> Any:
        if key == "data" and isinstance(value, Mapping) and "values" in value:
            name = f"rows_{len(self.rows)}"
            self.rows[name] = value["values"]
            return {"name": name}
        if key in LIFTED and isinstance(value, list) and _are_plain(value):
            return {"expr": self._named(value)}
        return self.lift(value)

    def _named(self, value: list[Any]) -> str:
        """Return the name of a list; layers that share a scale must share it."""
        for name, known in self.params.items():
            if known == value:
                return name
        name = f"values_{len(self.params)}"
        self.params[name] = value
        return name


def _are_plain(values: list[Any]) -> bool:
    return all(isinstance(v, int | float) for v in values)


def themes() -> str:
    """Return the colours of both themes for the script, as JSON."""
    both = {"light": _theme(dark=False), "dark": _theme(dark=True)}
    return json_text(both, indent=None)


def _theme(*, dark: bool) -> dict[str, Any]:
    """Return a theme of charts on the page's own paper, the colours of series by their order."""
    colours = DARK if dark else LIGHT
    series = [colour for role, colour in colours.items() if role.startswith("series")]
    return {
        **config(dark=dark),
        "aria": False,  # The page says what each picture shows in its own words.
        "background": "transparent",
        "range": {"category": series},
    }


def svg(decision: Decision, name: str, *, dark: bool) -> str:
    """Return a picture as a drawing, for browsers without scripts; empty where there is none."""
    import vl_convert

    found = next(_pictures(decision, [name]), None)
    if found is None:
        return EMPTY
    paper = (DARK if dark else LIGHT)["paper"]
    spec = {**found.spec, "config": _theme(dark=dark), "background": paper}
    return str(vl_convert.vegalite_to_svg(spec))
