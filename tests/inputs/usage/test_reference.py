"""The reference of formats says of each what its description says."""

from pathlib import Path
from typing import Any

import pytest

from breakeven.inputs.usage.choosing import FORMATS
from breakeven.inputs.usage.formats.columns import Columns
from breakeven.inputs.usage.long import Long

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "usage-formats.md"


def row_of(format_: Any) -> str:
    """Return the line of the reference's table."""
    counts = {c for names in getattr(format_, "counts", {}).values() for c in names}

    def known(name: str, *more: str) -> str:
        return "yes" if name in counts or any(getattr(format_, n) for n in (name, *more)) else "-"

    cells = [
        "yes" if format_.model or isinstance(format_, Long) else "-",
        "yes" if known("input") == "yes" else "-",
        known("cached"),
        known("cache_write"),
        known("reasoning"),
        known("latency", "finished"),
        known("ttft", "first_token"),
        known("cost"),
    ]
    tags = ", ".join(format_.tags) or "-"
    return f"| `{format_.name}` | {rows_of(format_)} | {' | '.join(cells)} | {tags} |"


def rows_of(format_: Any) -> str:
    """Return what a row stands for."""
    if format_.bill:
        return "bill"
    counted = format_.requests or "requests" in {
        c for names in getattr(format_, "counts", {}).values() for c in names
    }
    if isinstance(format_, Long) or format_.requests or not format_.counts_requests:
        return "sums" if counted else "sums, requests not counted"
    return "a request"


@pytest.mark.parametrize("format_", FORMATS, ids=lambda f: f.name)
def test_the_reference_says_what_a_format_knows(format_: Any) -> None:
    text = PAGE.read_text("utf-8")
    assert f"`{format_.name}`" in text
    if not isinstance(format_, Columns):
        assert row_of(format_) in text.splitlines()
        assert format_.title in text
        if format_.notes:
            assert format_.notes in " ".join(text.split())
