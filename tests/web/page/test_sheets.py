"""The further tables."""

from breakeven.web.page.figure import Figure
from breakeven.web.page.sheets import sheets
from tests.outputs.handmade import make_decision


def test_every_row_is_as_wide_as_its_head() -> None:
    made = sheets(make_decision())
    assert [sheet.id for sheet in made][:2] == ["ranges", "ways"]
    for sheet in made:
        assert all(len(row) == len(sheet.columns) for row in sheet.rows)


def test_keys_of_explanations_are_their_own() -> None:
    cells = [cell for sheet in sheets(make_decision()) for row in sheet.rows for cell in row]
    keys = [cell.key for cell in cells if isinstance(cell, Figure)]
    assert len(keys) == len(set(keys)) > 3


def test_tables_that_would_be_empty_are_left_out() -> None:
    assert not sheets(make_decision(feasible=False))
