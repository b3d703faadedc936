"""The spreadsheet, read without calculating: its values are the engine's, its text is text."""

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest

import breakeven as be
from breakeven.economics.decision import Decision
from breakeven.outputs.xlsx import workbook, write_workbook
from breakeven.outputs.xlsx.book import SHEETS
from tests.outputs.xlsx import reading

openpyxl = pytest.importorskip("openpyxl")
EXACT = 1e-9


def test_it_has_all_sheets(values: Any) -> None:
    assert tuple(values.sheetnames) == SHEETS


def test_bills_are_the_engines(values: Any, priced: Decision) -> None:
    found, options = reading.bills(values, priced), {o.id: o for o in priced.options}
    assert {o.kind for o in priced.options if o.id in found} >= {
        "api",
        "hosted",
        "rented",
        "owned",
        "reserved_api",
    }
    for name, usd in found.items():
        assert usd == pytest.approx(options[name].usd_per_month, rel=EXACT), name


def test_each_line_of_a_bill_is_the_engines(values: Any, priced: Decision) -> None:
    sheet = values["Bills"]
    options = {o.id: o for o in priced.options}
    first = reading.row_of(sheet, "Bill of a month") + 1
    last = reading.row_of(sheet, "total") - 1
    for i, recipe in enumerate(priced.recipes):
        cells = {sheet.cell(r, 1).value: sheet.cell(r, 3 + i).value for r in range(first, last + 1)}
        shown = {name: usd for name, usd in cells.items() if usd}
        lines = {line.name: line.usd_per_month for line in options[recipe.id].lines}
        assert shown == pytest.approx(lines, rel=EXACT), recipe.id


def test_once_costs_are_the_engines(values: Any, priced: Decision) -> None:
    sheet, options = values["Bills"], {o.id: o for o in priced.options}
    found = reading.by_option(sheet, reading.row_of(sheet, "total", nth=2), priced)
    for name, usd in found.items():
        assert usd == pytest.approx(sum(one.usd for one in options[name].once), rel=EXACT)


def test_totals_over_the_months_are_the_engines(values: Any, priced: Decision) -> None:
    assert priced.prospect is not None
    ahead = {o.id: o.usd for o in priced.prospect.options}
    found = {n: v for n, v in reading.totals_ahead(values, priced).items() if n in ahead}
    assert len(found) >= 5
    assert found == pytest.approx({name: ahead[name] for name in found}, rel=EXACT)


def test_cash_of_each_month_is_the_engines(values: Any, priced: Decision) -> None:
    assert priced.prospect is not None
    sheet = values["Months"]
    top = reading.row_of(sheet, "Paid so far, once-costs included") + 1
    for ahead in priced.prospect.options:
        ids = [r.id for r in priced.recipes]
        if ahead.id not in ids:
            continue
        column, paid = 3 + ids.index(ahead.id), 0.0
        for month, usd in enumerate(ahead.usd_by_month):
            paid += usd
            assert sheet.cell(top + month, column).value == pytest.approx(paid, rel=EXACT)


def test_paybacks_are_the_engines(values: Any, priced: Decision) -> None:
    assert priced.prospect is not None
    found = reading.paybacks(values, priced)
    known = {p.id: p.months for p in priced.prospect.paybacks if p.id in found}
    assert known
    for name, months in known.items():
        assert found[name] == ("never" if months is None else pytest.approx(months, rel=EXACT))


def test_crossings_are_the_engines(values: Any, priced: Decision) -> None:
    known, found = reading.known_crossings(priced), reading.crossings(values)
    assert any(count for count, _ in found.values())
    for pair, (count, places) in found.items():
        assert count == len(known[pair]), pair
        assert places == pytest.approx(known[pair][:12], rel=EXACT), pair


def test_no_formula_is_an_error(formulas: Any, values: Any) -> None:
    for sheet in values:
        for row in sheet.iter_rows():
            for one in row:
                assert not (isinstance(one.value, str) and one.value.startswith("#")), (
                    sheet.title,
                    one.coordinate,
                )


def test_a_bill_is_formulas_down_to_the_inputs(formulas: Any, priced: Decision) -> None:
    sheet = formulas["Bills"]
    row = reading.row_of(sheet, "input tokens")
    column = 3 + next(i for i, r in enumerate(priced.recipes) if r.row.kind == "api")
    number = f"{column - 2:02d}"
    assert sheet.cell(row, column).value == (
        "=requests_per_day*days_per_month*input_tokens*(1-cached_input_share)"
        f"*opt{number}_input_usd_per_mtok/1000000"
    )


def test_every_input_has_a_name_a_unit_and_a_source(formulas: Any) -> None:
    sheet = formulas["Inputs"]
    places = {d.attr_text.replace("$", "") for d in formulas.defined_names.values()}
    named = [r for r in range(5, sheet.max_row + 1) if f"Inputs!B{r}" in places]
    assert len(named) > 20
    for row in named:
        assert sheet.cell(row, 3).value or sheet.cell(row, 1).value.startswith("input tokens that")
        assert sheet.cell(row, 7).value, row


def test_text_that_looks_like_a_formula_stays_text(priced: Decision) -> None:
    evil = ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1", "<script>", 'a"b', "{=1}")
    work = replace(priced.workload, name=evil[0])
    changed = replace(priced, workload=work, facts={t: t for t in evil}, warnings=evil)
    book = openpyxl.load_workbook(BytesIO(workbook(changed)))
    assert book["Summary"]["A2"].data_type == "s"
    assert book["Summary"]["A2"].value == evil[0]
    cells = [c for row in book["Sources"].iter_rows() for c in row if c.value is not None]
    said = [str(c.value).strip() for c in cells]
    assert all(said.count(text.strip()) >= 2 for text in evil)
    assert all(c.data_type == "s" for c in cells)


def test_control_characters_do_not_break_the_file(priced: Decision) -> None:
    changed = replace(priced, workload=replace(priced.workload, name="a\x00b\x1fc"))
    book = openpyxl.load_workbook(BytesIO(workbook(changed)))
    assert book["Summary"]["A2"].value == "a b c"


def test_the_same_decision_gives_the_same_bytes(priced: Decision, content: bytes) -> None:
    assert workbook(priced) == content


def test_nothing_feasible_says_so(nothing: Decision) -> None:
    book = openpyxl.load_workbook(BytesIO(workbook(nothing)))
    assert book["Summary"]["B9"].value == "Nothing is feasible: see Excuses."
    assert book["Excuses"]["B5"].value == "does-not-fit-in-memory"


def test_it_is_written_whole(priced: Decision, content: bytes, tmp_path: Any) -> None:
    made = write_workbook(priced, tmp_path / "answer.xlsx")
    assert made.read_bytes() == content
    assert [p.name for p in tmp_path.iterdir()] == ["answer.xlsx"]


@pytest.mark.parametrize(
    ("model", "tokens", "volume", "kind"),
    [
        ("claude-haiku-5-5", 150_000, 500, "tier=batch"),
        ("deepseek-v4-flash", 2_000, 5_000, "tier=off-peak"),
        ("llama-3.1-8b", 900, 60, "scaling=scale-to-zero"),
        ("llama-3.1-8b", 900, 3_000_000, "scaling=base-and-peak"),
    ],
    ids=["tiers of a price", "prices by the hour", "from zero", "a base and a peak"],
)
def test_bills_of_rarer_options_are_the_engines(
    model: str, tokens: float, volume: float, kind: str
) -> None:
    found = be.decide(
        requests_per_day=volume,
        input_tokens=tokens,
        output_tokens=400,
        cached_input_share=0.2,
        models=(model,),
        batch=True,
        ttft_p99_ms=900_000,
        as_of="2026-11-24",
        simulate="none",
        samples=0,
    )
    assert any(kind in r.id for r in found.recipes)
    book = openpyxl.load_workbook(BytesIO(workbook(found)), data_only=True)
    options = {o.id: o.usd_per_month for o in found.options}
    for name, usd in reading.bills(book, found).items():
        assert usd == pytest.approx(options[name], rel=EXACT), name
