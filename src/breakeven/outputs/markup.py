"""Tables of the command line as HTML: real tables, all text escaped, no script, no style sheet."""

from collections.abc import Iterable, Iterator
from html import escape
from io import StringIO

from rich.console import Console, Group, RenderableType
from rich.segment import Segment
from rich.style import Style
from rich.table import Column, Table
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from breakeven.outputs.tables import PIPED, console

BLOCK = "margin:0 0 .25em 0;white-space:pre-wrap"
PRE = "margin:0;padding:0;background:none;border:none;line-height:1.25;white-space:pre"
TABLE = "border-collapse:collapse;border:none;margin:0 0 .5em 0;font-size:90%"
CELL = "border:none;padding:.1em .9em .1em 0;vertical-align:top;white-space:pre-wrap"
HEAD = f"{CELL};border-bottom:1px solid currentColor;vertical-align:bottom;font-weight:bold"

HALFWAY = TerminalTheme(
    (255, 255, 255),
    (0, 0, 0),
    [
        (96, 96, 96), (201, 62, 58), (32, 138, 60), (150, 113, 0),
        (58, 110, 200), (165, 80, 165), (20, 136, 136), (128, 128, 128),
    ],
)  # fmt: skip
"""The terminal's colours, neither too light for a white page nor too dark for a black one."""


def html_of(body: RenderableType) -> str:
    """Return a renderable as HTML."""
    return f"<div>{''.join(_parts(body))}</div>"


def text_of(body: RenderableType, *, width: int = PIPED) -> str:
    """Return a renderable as the command line prints it where there is no terminal."""
    stream = StringIO()
    console(stream, width=width).print(body)
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines())


def _parts(body: RenderableType) -> Iterator[str]:
    """Yield the elements of a renderable; what is neither table nor text is drawn in its cells."""
    if isinstance(body, Group):
        for part in body.renderables:
            yield from _parts(part)
    elif isinstance(body, Table):
        yield _table(body)
    elif isinstance(body, Text | str):
        yield f'<div style="{BLOCK}">{_inline(body) or "&nbsp;"}</div>'
    else:
        maker = _maker()
        yield f'<pre style="{PRE}">{_spans(maker.render(body))}</pre>'


def _table(made: Table) -> str:
    """Return a table with its rows; a grid has no head."""
    columns = made.columns
    head = ""
    if made.show_header:
        cells = "".join(_cell(c.header, c, tag="th", style=HEAD) for c in columns)
        head = f"<thead><tr>{cells}</tr></thead>"
    rows = zip(*(list(c.cells) for c in columns), strict=True)
    body = "".join(f"<tr>{''.join(map(_cell, row, columns))}</tr>" for row in rows)
    return f'<table style="{TABLE}">{head}<tbody>{body}</tbody></table>'


def _cell(body: RenderableType, column: Column, *, tag: str = "td", style: str = CELL) -> str:
    inner = _inline(body) if isinstance(body, Text | str) else "".join(_parts(body))
    align = "right" if column.justify == "right" else "left"
    wrap = ";white-space:nowrap" if column.no_wrap else ""
    own = _css(_style(column)) if tag == "td" else ""
    return f'<{tag} style="{style};text-align:{align}{wrap}{own}">{inner}</{tag}>'


def _inline(body: Text | str) -> str:
    text = Text(body) if isinstance(body, str) else body.copy()
    text.stylize_before(text.style)
    return _spans(text.render(_maker())).replace("\n", "<br>")


def _spans(segments: Iterable[Segment]) -> str:
    return "".join(_span(s) for s in segments if not s.control)


def _span(segment: Segment) -> str:
    words = escape(segment.text)
    css = _css(segment.style)
    return f'<span style="{css.removeprefix(";")}">{words}</span>' if css else words


def _css(style: Style | None) -> str:
    """Return what of a style reads well on a light and on a dark page."""
    if style is None:
        return ""
    said = (";font-weight:bold" * bool(style.bold)) + (";opacity:.65" * bool(style.dim))
    if style.color is not None and not style.color.is_default:
        red, green, blue = style.color.get_truecolor(HALFWAY)
        said += f";color:rgb({red},{green},{blue})"
    return said


def _style(column: Column) -> Style:
    return _maker().get_style(column.style)


def _maker() -> Console:
    return console(StringIO(), width=PIPED)
