"""The layout that all tables share, and the console that they are printed on."""

import os
from collections.abc import Iterable, Sequence
from typing import IO

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Column, Table
from rich.text import Text

from breakeven.outputs.names import name_of

WIDEST = 110
"""Columns beyond which lines become hard to read."""
PIPED = 100
"""Columns where no terminal says how many there are."""


class QuietConsole(Console):
    """A console that leaves a closed pipe to its caller."""

    def on_broken_pipe(self) -> None:
        """Raise the error again; it is being handled when this is called."""
        raise


def console(file: IO[str], *, width: int | None = None) -> Console:
    """Return a console that writes to a stream, as wide as its terminal but readable."""
    made = QuietConsole(
        file=file, width=width, highlight=False, emoji=False, markup=False, force_jupyter=False
    )
    if width is None:
        known = made.is_terminal or os.environ.get("COLUMNS", "").isdigit()
        made.width = min(made.width, WIDEST) if known else PIPED
    return made


def table(*columns: Column | str) -> Table:
    """Return an empty table in the house style: a rule under the head, nothing else."""
    return Table(
        *columns,
        box=box.SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
        header_style="bold",
        padding=(0, 1, 0, 0),
    )


def number_column(title: str) -> Column:
    """Return a column of figures."""
    return Column(Text(title, justify="right"), justify="right", no_wrap=True)


def section(title: str, *body: RenderableType) -> RenderableType:
    """Return a titled part of an answer with an empty line before it."""
    return Group(Text(), Text(title, style="bold cyan"), *body)


def pairs(rows: Iterable[tuple[str, RenderableType]]) -> Table:
    """Return labels with what belongs to them, side by side."""
    grid = Table.grid(Column(style="bold", no_wrap=True), Column(), padding=(0, 3, 0, 0))
    for label, body in rows:
        grid.add_row(label, body)
    return grid


def bullets(lines: Sequence[str], *, mark: str = "-") -> RenderableType:
    """Return a list, one line each, wrapped under its own text."""
    grid = Table.grid(Column(no_wrap=True), Column(), padding=(0, 1, 0, 0))
    for line in lines:
        grid.add_row(mark, Text(line))
    return grid


def offer_text(offer_id: str) -> Text:
    """Return an offer's name: the model plain, where it runs dimmed."""
    name = name_of(offer_id)
    return Text.assemble(name.model, " " if name.where else "", (name.where, "dim"))


def warnings(lines: Sequence[str]) -> tuple[RenderableType, ...]:
    """Return the section of warnings, or nothing."""
    if not lines:
        return ()
    return (section("Warnings", bullets(lines, mark="!")),)
