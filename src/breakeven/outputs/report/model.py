"""A report as parts that no format knows of: sections of paragraphs, tables, pictures."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from breakeven.outputs.pictures import Picture

Tone = Literal["plain", "strong", "quiet", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Some sentences; plain text, in which nothing is markup."""

    text: str
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bullets:
    """A list of sentences."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table."""

    title: str
    figures: bool = False
    """Whether it holds numbers, which stand at the right."""
    weight: float = 1.0
    """Its share of the width beside the others', where it holds text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of texts under named columns."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    first_is_best: bool = False
    """Whether the first row is set off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A picture with its finding in words."""

    picture: Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """Lines that are read as they stand: formulas, files, commands."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """The answer at one look: what, where, and some figures with what they are."""

    text: str
    detail: str
    figures: tuple[tuple[str, str], ...]


Block: TypeAlias = Paragraph | Bullets | Table | Drawing | Code | Headline


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A titled part."""

    id: str
    """Stable: what a link to it ends in."""
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All of it, the page for those who decide first."""

    title: str
    question: str
    """In one sentence."""
    as_of: str
    """The day of its facts, YYYY-MM-DD: the only date in it."""
    summary: Section
    sections: tuple[Section, ...]

    @property
    def pictures(self) -> Iterator[Picture]:
        """Every picture, in order."""
        for section in (self.summary, *self.sections):
            for block in section.blocks:
                if isinstance(block, Drawing):
                    yield block.picture
