"""A chart as an image in a page: a picture within the text, not a file beside it."""

from base64 import b64encode
from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from breakeven.outputs.charts import cost_chart
from breakeven.outputs.names import name_of
from breakeven.outputs.pictures.costs import costs

if TYPE_CHECKING:
    from breakeven.economics.decision import Decision
    from breakeven.outputs.cross_table import CrossAnswer


def decision_figure(decision: "Decision") -> str:
    """Return the cost curves of a decision as an image; empty where nothing can be drawn."""
    picture = costs(decision)
    return "" if picture is None else image(picture.spec, words=picture.alt)


def cross_figure(found: "CrossAnswer") -> str:
    """Return two cost curves as an image; empty where nothing can be drawn."""
    first, second = (str(name_of(name)) for name in found.curves)
    title = f"{first} or {second}?"
    spec = cost_chart(
        found.curves, volume=None, regions=found.breakeven.regions, title=title, caption=""
    )
    return image(spec, words=title)


def image(spec: Mapping[str, Any], *, words: str) -> str:
    """Return a chart as an image element that says its words; empty without the extra `charts`.

    As an image it has names of its own: those of several SVGs on one page would clash.
    """
    try:
        import vl_convert
    except ImportError:
        return ""
    svg = str(vl_convert.vegalite_to_svg(dict(spec)))
    data = b64encode(svg.encode("utf-8")).decode("ascii")
    source = f"data:image/svg+xml;base64,{data}"
    return f'<img alt="{escape(words)}" style="max-width:100%;background:white" src="{source}">'
