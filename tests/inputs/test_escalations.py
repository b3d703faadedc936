"""A file of measured escalations, and everything that can be wrong with it."""

from pathlib import Path

import pytest

from breakeven.domain.errors import InputError
from breakeven.inputs.escalations import read_escalations


def written(folder: Path, *lines: str) -> Path:
    path = folder / "results.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_it_counts(tmp_path: Path) -> None:
    path = written(tmp_path, "id,escalated,correct", "1,true,1", "2,no,yes", "3,0,0", "4,FALSE,1")
    found = read_escalations(path)
    assert (found.requests, found.share, found.success) == (4, 0.25, 0.75)
    plain = read_escalations(written(tmp_path, "escalated", "large", "small"))
    assert (plain.share, plain.success) == (0.5, None)


@pytest.mark.parametrize(
    ("lines", "said", "line"),
    [
        (("id,away", "1,1"), "expected a column called escalated, read id, away", ":1"),
        (("escalated",), "at least one request", ""),
        (("escalated", "yes", "maybe"), "expected true or false, read 'maybe'", ":3"),
        (("escalated,correct", "yes"), "correct: expected true or false, read ''", ":2"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(
    tmp_path: Path, lines: tuple[str, ...], said: str, line: str
) -> None:
    path = written(tmp_path, *lines)
    with pytest.raises(InputError, match=said) as caught:
        read_escalations(path)
    assert str(caught.value.where).endswith(f"results.csv{line}")


def test_no_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_escalations(tmp_path / "none.csv")
