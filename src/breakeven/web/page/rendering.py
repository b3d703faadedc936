"""The view as HTML: one page, and its parts by themselves for updates."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from breakeven.web.page.assets import CHARTS, address
from breakeven.web.page.controls import placed, shown
from breakeven.web.page.drawing import themes
from breakeven.web.page.ranked import Row
from breakeven.web.page.view import PARTS, View

PICTURES = (
    ("costs", "What a month costs, by volume"),
    ("regions", "Which offer is the cheapest, by volume"),
    ("ranking", "What a month costs, the best of each kind"),
    ("tornado", "What makes the choice uncertain"),
    ("load", "When the load comes, and the machines that serve it"),
    ("cash", "What has been paid by the end of each month"),
    ("information", "What knowing more would be worth"),
)
"""Where each picture stands, and what stands there until it is drawn."""
FIRST = 12
"""Assumptions that are seen at once; the others are one step away."""
EXPORTS = ("html", "pdf", "xlsx", "md", "csv", "json")


@cache
def environment() -> Environment:
    """Return the templates; whatever they are given is escaped."""
    made = Environment(
        loader=PackageLoader("breakeven.web.page"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {
        "address": address,
        "charts": CHARTS,
        "exports": EXPORTS,
        "first": FIRST,
        "pictures": PICTURES,
        "placed": placed,
        "shown": shown,
    }
    return made


def page_html(view: View) -> str:
    """Return the whole page."""
    return environment().get_template("page.html").render(view=view, themes=themes(), parts=PARTS)


def parts_html(view: View, *, only: Sequence[str] | None = None) -> dict[str, str]:
    """Return the parts that change with the answer, or some of them, by name."""
    return {name: part_html(name, view=view) for name in (PARTS if only is None else only)}


def row_html(row: Row) -> str:
    """Return one row of the ranking."""
    return environment().get_template("row_ranked.html").render(row=row)


def part_html(name: str, **given: Any) -> str:
    """Return one part of the page."""
    return environment().get_template(f"part_{name}.html").render(**given)
