"""A report as one HTML file: no script, nothing from the network, light and dark."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from breakeven.domain.errors import MissingExtra
from breakeven.outputs.chart_theme import DARK, LIGHT
from breakeven.outputs.pictures import Picture
from breakeven.outputs.report.model import Column, Report
from breakeven.outputs.svg import dark_rules, inline_svg


def html(report: Report) -> str:
    """Return a report as a page; raise MissingExtra where a library is not installed."""
    page = environment().get_template("report.html.j2")
    return str(page.render(report=report, style=style())) + "\n"


@cache
def environment() -> Any:
    """Return the templates of the report's parts, which other pages may use too."""
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
    except ImportError as error:
        raise MissingExtra("writing an HTML report", "report") from error
    made = Environment(
        loader=PackageLoader("breakeven.outputs.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=False,
    )
    made.globals["inline_svg"] = _drawn
    made.filters["kind"] = lambda block: type(block).__name__
    made.filters["first_text"] = first_text
    return made


def _drawn(picture: Picture, label: str = "") -> Any:
    """Return a picture's SVG, whose texts Vega has escaped."""
    from markupsafe import Markup

    return Markup(inline_svg(picture, label=label))  # noqa: S704


def first_text(columns: Sequence[Column]) -> int:
    """Return which column names a row: the first that holds no figures."""
    return next((i for i, column in enumerate(columns) if not column.figures), 0)


def style() -> Any:
    """Return the style sheet: the theme's colours, then what is laid out with them."""
    from markupsafe import Markup

    loader = environment().loader
    sheet, _, _ = loader.get_source(environment(), "style.css")
    light, dark = (_variables(colours) for colours in (LIGHT, DARK))
    night = f"@media screen and (prefers-color-scheme: dark) {{\n{dark}\n{dark_rules()}\n}}"
    return Markup(f"{light}\n{night}\n{sheet}")  # noqa: S704


def _variables(colours: Any) -> str:
    return f":root {{ {' '.join(f'--{role}: {colour};' for role, colour in colours.items())} }}"
