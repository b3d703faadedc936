"""Names that Excel takes, and cells."""

import datetime

import pytest

from breakeven.outputs.xlsx.book import cell, new_book, plain_name


@pytest.mark.parametrize("wish", ["A1", "r1c1", "R", "c", "XFD99", "1st", "", "a b-c", "=1+1"])
def test_names_are_letters_digits_and_underscores_and_like_no_cell(wish: str) -> None:
    name = plain_name(wish)
    assert name.replace("_", "a").isalnum()
    assert not name[0].isdigit()
    assert name.lower() not in ("a1", "r1c1", "r", "c", "xfd99")


def test_two_cells_never_share_a_name() -> None:
    book = new_book(as_of=datetime.date(2026, 11, 24))
    page = book.page("Inputs")
    names = [
        page.given(row, 1, 1.0, wish).formula for row, wish in enumerate(["x y", "X-Y", "x_y"])
    ]
    assert len({n.lower() for n in names}) == 3


def test_cells_past_z() -> None:
    assert cell(9, 701) == "ZZ10"
    assert cell(9, 702) == "AAA10"
