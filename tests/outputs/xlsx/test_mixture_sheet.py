"""The sheet of the best mixture, read without calculating."""

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest

import breakeven as be
from breakeven.economics.decision import Decision
from breakeven.outputs.names import name_of
from breakeven.outputs.xlsx import workbook
from tests.outputs.xlsx import reading

openpyxl = pytest.importorskip("openpyxl")
EXACT = 1e-9


@pytest.fixture(scope="module")
def hybrid() -> Decision:
    """A decision whose best mixture is own machines with an overflow."""
    found: Decision = be.decide(
        requests_per_day=8e6,
        input_tokens=900,
        output_tokens=150,
        cached_input_share=0.3,
        models=("gpt-4o-mini", "llama-3.1-8b", "gpt-oss-20b", "nemotron-3-nano-30b-a3b"),
        as_of="2026-11-24",
        simulate="none",
        samples=16,
    )
    return found


def lines_of(sheet: Any, column: int) -> dict[str, float]:
    first = reading.row_of(sheet, "Bill of a month") + 1
    last = reading.row_of(sheet, "total") - 1
    cells = {sheet.cell(r, 1).value: sheet.cell(r, column).value for r in range(first, last + 1)}
    return {name: usd for name, usd in cells.items() if usd}


@pytest.mark.parametrize("which", ["hybrid", "priced"])
def test_the_bill_is_the_engines(which: str, request: Any) -> None:
    decision = request.getfixturevalue(which)
    sheet = openpyxl.load_workbook(BytesIO(workbook(decision)), data_only=True)["Mixture"]
    recipe = decision.mixture
    assert recipe is not None
    assert (recipe.machines is None) == (which == "priced")
    option = next(o for o in decision.options if o.id == recipe.id)
    cheapest = min(o.usd_per_month for o in decision.options if o.kind == "hybrid")
    assert option.usd_per_month == cheapest
    total = sheet.cell(reading.row_of(sheet, "total"), 5).value
    assert total == pytest.approx(option.usd_per_month, rel=EXACT)
    lines = {line.name: line.usd_per_month for line in option.lines}
    assert lines_of(sheet, 5) == pytest.approx(lines, rel=EXACT)
    once = sheet.cell(reading.row_of(sheet, "total", nth=2), 5).value
    assert once == pytest.approx(sum(line.usd for line in option.once), rel=EXACT)
    [ahead] = [o for o in decision.prospect.options if o.id == recipe.id]
    label = f"over {decision.prospect.months} months, in today's dollars"
    assert sheet.cell(reading.row_of(sheet, label), 5).value == pytest.approx(ahead.usd)


def test_no_other_split_beside_it_is_cheaper(hybrid: Decision) -> None:
    sheet = openpyxl.load_workbook(BytesIO(workbook(hybrid)), data_only=True)["Mixture"]
    row = reading.row_of(sheet, "machines")
    costs = {sheet.cell(row + i, 1).value: sheet.cell(row + i, 4).value for i in range(1, 8)}
    assert hybrid.mixture is not None
    assert min(costs, key=costs.__getitem__) == hybrid.mixture.machines
    total = sheet.cell(reading.row_of(sheet, "total"), 5).value
    assert min(costs.values()) == pytest.approx(total, rel=EXACT)
    label = "is the chosen number the cheapest of these?"
    assert sheet.cell(reading.row_of(sheet, label), 3).value == "yes"


def test_ranking_and_summary_count_it(hybrid: Decision) -> None:
    book = openpyxl.load_workbook(BytesIO(workbook(hybrid)), data_only=True)
    assert hybrid.mixture is not None
    name = str(name_of(hybrid.mixture.id))
    ranks = [book["Ranking"].cell(r, 1).value for r in range(5, 5 + len(hybrid.recipes) + 1)]
    names = [book["Ranking"].cell(r, 2).value for r in range(5, 5 + len(hybrid.recipes) + 1)]
    assert ranks == sorted(ranks)
    assert name in names
    summary = book["Summary"]
    row = reading.row_of(summary, "GPUs and API together")
    assert summary.cell(row, 2).value == name
    assert summary.cell(row, 4).value >= 0


def test_a_mixture_that_is_the_cheapest_is_the_answer(hybrid: Decision) -> None:
    """Of the leading options only dear ones: the answer then is the mixture."""
    assert hybrid.mixture is not None
    dear = tuple(r for r in hybrid.recipes if r.row.kind == "api")
    book = openpyxl.load_workbook(BytesIO(workbook(replace(hybrid, recipes=dear))), data_only=True)
    summary = book["Summary"]
    assert summary.cell(reading.row_of(summary, "Answer"), 2).value == str(
        name_of(hybrid.mixture.id)
    )


def test_without_a_mixture_it_says_so(hybrid: Decision) -> None:
    book = openpyxl.load_workbook(BytesIO(workbook(replace(hybrid, mixture=None))), data_only=True)
    assert "No mixture" in book["Mixture"]["A2"].value
    assert book["Summary"]["B9"].value
