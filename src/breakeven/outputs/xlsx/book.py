"""An Excel file in the making: sheets that are written cell by cell, text always as text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from typing import Any

from breakeven.domain.errors import MissingExtra
from breakeven.outputs.xlsx.live import Live, live
from breakeven.outputs.xlsx.styles import STYLES

SHEETS = (
    "Summary",
    "Inputs",
    "Assumptions",
    "Bills",
    "Ranking",
    "Mixture",
    "Months",
    "Crossings",
    "Steps",
    "Load",
    "Rules",
    "Sources",
    "Excuses",
)
LONGEST = 32_000
"""Characters of a cell; Excel takes 32,767."""


def library() -> Any:
    """Return XlsxWriter, which only this part needs."""
    try:
        import xlsxwriter
    except ImportError as error:
        raise MissingExtra("writing spreadsheets", "report") from error
    return xlsxwriter


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet."""

    name: str
    sheet: Any
    book: "Book"

    def text(self, row: int, column: int, said: object, style: str = "text") -> None:
        """Write text: whatever it begins with, it is no formula."""
        safe = CONTROLS.sub(" ", str(said))[:LONGEST]
        self.sheet.write_string(row, column, safe, self.book.formats[style])

    def row(self, row: int, texts: Sequence[object], style: str = "head", *, at: int = 0) -> None:
        """Write texts beside each other."""
        for i, said in enumerate(texts):
            self.text(row, at + i, said, style)

    def number(self, row: int, column: int, value: float | None, style: str) -> None:
        """Write a number that is no formula; nothing where it is not known."""
        if value is None:
            self.sheet.write_blank(row, column, None, self.book.formats[style])
        else:
            self.sheet.write_number(row, column, value, self.book.formats[style])

    def put(self, row: int, column: int, number: Live | float, style: str = "usd") -> Live:
        """Write a formula with its value, and return the cell for other formulas."""
        number = live(number)
        formula = number.formula.replace(f"{self.name}!", "")
        if not formula.replace(".", "").isdigit():
            self.sheet.write_formula(
                row, column, f"={formula}", self.book.formats[style], number.value
            )
        else:
            self.number(row, column, number.value, style)
        return self.at(row, column, number.value)

    def formula(
        self, row: int, column: int, formula: str, value: object, style: str = "text"
    ) -> None:
        """Write a formula of our own whose value may be a text."""
        own = formula.replace(f"{self.name}!", "")
        self.sheet.write_formula(row, column, f"={own}", self.book.formats[style], value)

    def given(self, row: int, column: int, value: float, name: str) -> Live:
        """Write an input with a name, and return it for other formulas."""
        self.number(row, column, value, input_style(value))
        known = self.book.name(name, self.name, row, column)
        return Live(value, known)

    def named(self, row: int, column: int, number: Live, name: str, style: str = "count") -> Live:
        """Write a formula whose cell has a name."""
        self.put(row, column, number, style)
        return Live(number.value, self.book.name(name, self.name, row, column))

    def at(self, row: int, column: int, value: float = 0.0) -> Live:
        """Return a cell for other formulas."""
        return Live(value, f"{self.name}!{cell(row, column)}")

    def range(self, top: int, left: int, bottom: int, right: int) -> str:
        """Return a range of cells for other formulas."""
        return f"{self.name}!{cell(top, left, fixed=True)}:{cell(bottom, right, fixed=True)}"

    def widths(self, *widths: float, at: int = 0) -> None:
        """Set the widths of columns, in characters."""
        for i, width in enumerate(widths):
            self.sheet.set_column(at + i, at + i, width)

    def title(self, said: str, note: str = "") -> None:
        """Write the sheet's title and what to know of it."""
        self.sheet.set_row(0, 24)
        self.text(0, 0, said, "title")
        self.text(1, 0, note, "note")

    def tall(self, row: int, lines: float) -> None:
        """Give a row the height of some lines."""
        self.sheet.set_row(row, 13.5 * lines)


@dataclass(frozen=True, slots=True)
class Book:
    """The file."""

    made: Any
    stream: BytesIO
    formats: dict[str, Any]
    pages: dict[str, Page] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)

    def page(self, name: str) -> Page:
        """Return a sheet."""
        return self.pages[name]

    def name(self, wish: str, sheet: str, row: int, column: int) -> str:
        """Give a cell a name that is like a wish, and return the name."""
        name = plain_name(wish)
        while name.lower() in self.names:
            name += "_"
        self.names.add(name.lower())
        self.made.define_name(name, f"={sheet}!{cell(row, column, fixed=True)}")
        return name

    def content(self) -> bytes:
        """Return the whole file."""
        self.made.close()
        return self.stream.getvalue()


CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""What XML cannot hold."""


def new_book(*, as_of: date) -> Book:
    """Return a file with its sheets, all empty; the same inputs give the same bytes."""
    stream = BytesIO()
    made = library().Workbook(
        stream,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    )
    created = datetime(as_of.year, as_of.month, as_of.day)
    made.set_properties({"title": "breakeven", "created": created})
    made.set_calc_mode("auto")
    formats = {name: made.add_format(style) for name, style in STYLES.items()}
    book = Book(made, stream, formats)
    for name in SHEETS:
        sheet = made.add_worksheet(name)
        book.pages[name] = Page(name, sheet, book)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer(f"&L&8breakeven, prices as of {as_of.isoformat()}&C&8&A&R&8&P of &N")
    return book


def cell(row: int, column: int, *, fixed: bool = False) -> str:
    """Return a cell's name.

    >>> cell(0, 27), cell(0, 27, fixed=True)
    ('AB1', '$AB$1')
    """
    letters, left = "", column + 1
    while left:
        left, place = divmod(left - 1, 26)
        letters = chr(65 + place) + letters
    return f"${letters}${row + 1}" if fixed else f"{letters}{row + 1}"


def input_style(value: float) -> str:
    """Return how an input is shown: as many digits as it has, up to four places.

    >>> input_style(400_000.0), input_style(0.05), input_style(6.69343336513518)
    ('input_whole', 'input', 'input_long')
    """
    if value == int(value):
        return "input_whole"
    return "input" if len(repr(value)) <= 8 else "input_long"


def plain_name(wish: str) -> str:
    """Return a name that Excel takes: letters, digits, underscores, and like no cell.

    >>> plain_name("ttft p99 (ms)"), plain_name("A1"), plain_name("9 lives")
    ('ttft_p99_ms', 'A1_', '_9_lives')
    """
    name = re.sub(r"[^A-Za-z0-9]+", "_", wish).strip("_")[:200] or "value"
    if not name[0].isalpha():
        name = f"_{name}"
    like_a_cell = re.fullmatch(r"[A-Za-z]{1,3}\d+|[rRcC]\d*([cC]\d*)?", name)
    return f"{name}_" if like_a_cell else name
