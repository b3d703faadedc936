"""A report as PDF: A4, tagged for screen readers, the same bytes for the same report.

The Typst template reads the report as JSON, so no text of it is ever read as markup.
"""

import re
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from breakeven.domain.errors import MissingExtra
from breakeven.outputs.files import json_text
from breakeven.outputs.names import cut
from breakeven.outputs.report.html import first_text
from breakeven.outputs.report.model import Block, Drawing, Headline, Report, Section, Table
from breakeven.outputs.svg import svg_of

FONT = "Libertinus Serif"
"""Of those that Typst brings along: the fonts of a machine change nothing."""
TEMPLATE = Path(__file__).parent / "templates" / "report.typ"
STANDARD: Literal["ua-1"] = "ua-1"
"""PDF/UA-1, which asks for tags, a language, and words for each picture."""
BREAKABLE = re.compile(r"(?<=[,/=_:@])(?=\S)|(?<=[^\s,/=_:@-]{32})(?=\S)")
RUNNING = 90
"""Characters of the title at the head of each page."""
SPACE = "\u200b"


def pdf(report: Report) -> bytes:
    """Return a report as PDF; raise MissingExtra where a library is not installed."""
    day = datetime.fromisoformat(report.as_of).replace(tzinfo=UTC)
    made: Any = compiler(report).compile(format="pdf", timestamp=day, pdf_standards=STANDARD)
    return bytes(made)


def compiler(report: Report) -> Any:
    """Return Typst with the template and a report in it."""
    try:
        import typst
    except ImportError as error:
        raise MissingExtra("writing a PDF report", "report") from error
    return typst.Compiler(
        TEMPLATE.read_bytes(),
        font_paths=typst.Fonts(include_system_fonts=False),
        sys_inputs={"report": json_text(_data(report), indent=None)},
    )


def _data(report: Report) -> dict[str, object]:
    """Return a report as the template reads it."""
    return {
        "title": report.title,
        "running": cut(report.title, most=RUNNING),
        "question": report.question,
        "as_of": report.as_of,
        "sections": [_section(s) for s in (report.summary, *report.sections)],
    }


def _section(section: Section) -> dict[str, object]:
    return {
        "id": section.id,
        "title": breakable(section.title),
        "blocks": [_block(b) for b in section.blocks],
    }


def _block(block: Block) -> dict[str, object]:
    kind = type(block).__name__
    if isinstance(block, Drawing):
        drawn = svg_of(block.picture, font=FONT)
        wide = not block.picture.spec.get("usermeta")
        return {"kind": kind, "svg": drawn, "alt": block.picture.alt, "wide": wide}
    if isinstance(block, Table):
        rows = [[breakable(cell) for cell in row] for row in block.rows]
        told = {"caption": breakable(block.caption), "rows": rows}
        return {"kind": kind, **asdict(block), **told, "named_by": first_text(block.columns)}
    if isinstance(block, Headline):
        return {"kind": kind, **asdict(block), "text": breakable(block.text)}
    return {"kind": kind, **asdict(block)}


def breakable(text: str) -> str:
    """Return text whose long names may be broken over lines, by spaces without width."""
    return BREAKABLE.sub(SPACE, text)
