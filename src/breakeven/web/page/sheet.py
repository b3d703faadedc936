"""A table of the page: a cell is a text, or a number that explains itself."""

from dataclasses import dataclass

from breakeven.web.page.figure import Figure

Cell = str | Figure | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """The head of a column."""

    title: str
    number: bool = False


def columns(*titles: str, text: tuple[str, ...] = ()) -> tuple[Column, ...]:
    """Return columns of numbers, those named in `text` of words.

    >>> [c.number for c in columns("option", "total", text=("option",))]
    [False, True]
    """
    return tuple(Column(title=one, number=one not in text) for one in titles)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table with a title, and what is said under it."""

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[tuple[Cell, ...], ...] = ()
    """Sentences, in pieces where a number in them explains itself."""
