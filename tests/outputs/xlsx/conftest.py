"""A real decision, and its spreadsheet as a reader without formulas sees it."""

from io import BytesIO
from typing import Any

import pytest

import breakeven as be
from breakeven.economics.decision import Decision
from breakeven.outputs.xlsx import workbook

openpyxl = pytest.importorskip("openpyxl")
pytest.importorskip("xlsxwriter")


@pytest.fixture(scope="session")
def priced() -> Decision:
    """A decision among a few models, of every kind of option."""
    return be.decide(
        requests_per_day=300_000,
        input_tokens=900,
        output_tokens=150,
        cached_input_share=0.3,
        models=("gpt-4o-mini", "llama-3.1-8b"),
        as_of="2026-11-24",
        simulate="none",
        samples=16,
        growth_per_month=0.06,
    )


@pytest.fixture(scope="session")
def content(priced: Decision) -> bytes:
    """The spreadsheet."""
    return workbook(priced)


@pytest.fixture(scope="session")
def values(content: bytes) -> Any:
    """The values that the file carries."""
    return openpyxl.load_workbook(BytesIO(content), data_only=True)


@pytest.fixture(scope="session")
def formulas(content: bytes) -> Any:
    """The formulas that the file carries."""
    return openpyxl.load_workbook(BytesIO(content))
