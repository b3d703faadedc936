"""A report as Markdown (CommonMark with GitHub's tables)."""

import re
from collections.abc import Iterator

from breakeven.outputs.report.model import (
    Block,
    Bullets,
    Code,
    Drawing,
    Headline,
    Paragraph,
    Report,
    Section,
    Table,
)

MARKUP = re.compile(r"([\\`*_\[\]<>|~$&@])")
"""Characters that mean something anywhere in a line."""
AT_START = re.compile(r"^(\s*)([#+=-](?=[\s#=-]|$)|\d+(?=[.)](?:\s|$)))")
"""What means something at a line's beginning: of a list, a heading, a rule."""
LINK = re.compile(r"(?i)(?<=[a-z])(:)(?=//)|(?<=www)(\.)")
"""What makes an address a link."""


def markdown(report: Report) -> str:
    """Return a report as Markdown; pictures are told in words."""
    return "\n\n".join(_parts(report)) + "\n"


def escaped(text: str) -> str:
    r"""Return text in which nothing is markup, on one line.

    >>> print(escaped("# <b>1*2</b> |x| [a](b)"))
    \# \<b\>1\*2\</b\> \|x\| \[a\](b)
    """
    line = MARKUP.sub(r"\\\1", " ".join(text.split()))
    line = LINK.sub(lambda found: f"\\{found[0]}", line)
    return AT_START.sub(_started, line)


def _started(found: re.Match[str]) -> str:
    before, sign = found.groups()
    return f"{before}{sign}\\" if sign.isdigit() else f"{before}\\{sign}"


def _parts(report: Report) -> Iterator[str]:
    yield f"# {escaped(report.title)}"
    yield escaped(report.question)
    yield f"Facts as of {escaped(report.as_of)}."
    for section in (report.summary, *report.sections):
        yield from _section(section)


def _section(section: Section) -> Iterator[str]:
    yield f"## {escaped(section.title)}"
    for block in section.blocks:
        yield _block(block)


def _block(block: Block) -> str:
    match block:
        case Paragraph():
            text = escaped(block.text)
            return f"**{text}**" if block.tone in ("strong", "warning") else text
        case Bullets():
            return "\n".join(f"- {escaped(item)}" for item in block.items)
        case Table():
            return _table(block)
        case Drawing():
            return f"**{escaped(block.picture.title)}.** {escaped(block.picture.alt)}"
        case Code():
            return _code(block)
        case Headline():
            return _headline(block)


def _headline(block: Headline) -> str:
    figures = "\n".join(f"- **{escaped(v)}** {escaped(label)}" for v, label in block.figures)
    return f"**{escaped(block.text)}** {escaped(block.detail)}\n\n{figures}"


def _table(table: Table) -> str:
    head = [escaped(c.title) for c in table.columns]
    rules = ["---:" if c.figures else "---" for c in table.columns]
    rows = [[escaped(cell) for cell in row] for row in table.rows]
    lines = "\n".join(f"| {' | '.join(cells)} |" for cells in (head, rules, *rows))
    return f"{escaped(table.caption)}\n\n{lines}"


def _code(block: Code) -> str:
    """Return a fenced block whose fence is longer than any in the text."""
    longest = max((len(run) for run in re.findall(r"`+", block.text)), default=0)
    fence = "`" * max(longest + 1, 3)
    return f"{fence}{block.language}\n{block.text}\n{fence}"
