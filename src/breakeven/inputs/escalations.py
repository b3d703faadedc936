"""Measured results of a cascade or a router: a CSV with one request a row."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from breakeven.domain.errors import InputError

YES = frozenset(("1", "true", "yes", "large"))
NO = frozenset(("0", "false", "no", "small"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalations:
    """What was measured."""

    requests: int
    share: float
    """Of the requests that went to the large model."""
    success: float | None
    """Share of the final answers that were correct; None without a column of that name."""


def read_escalations(path: Path) -> Escalations:
    """Return what a file of results says.

    Raises InputError where it cannot be read, has no column `escalated`, no row, or another word
    than yes and no; the message has the line.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            names = reader.fieldnames or ()
            if "escalated" not in names:
                found = ", ".join(names) or "nothing"
                said = f"expected a column called escalated, read {found}"
                raise InputError(said, where=f"{path}:1")
            rows = [(reader.line_num, row) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"cannot be read as CSV: {error}", where=str(path)) from None
    if not rows:
        raise InputError("expected at least one request below the column names", where=str(path))
    away = [_said(row, "escalated", line, path) for line, row in rows]
    good = [_said(row, "correct", line, path) for line, row in rows if "correct" in names]
    return Escalations(
        requests=len(rows),
        share=sum(away) / len(away),
        success=sum(good) / len(good) if good else None,
    )


def _said(row: Mapping[str, str | None], name: str, line: int, path: Path) -> bool:
    """Return a yes or no."""
    word = (row[name] or "").strip().lower()
    if word in YES or word in NO:
        return word in YES
    raise InputError(f"{name}: expected true or false, read {word!r}", where=f"{path}:{line}")
