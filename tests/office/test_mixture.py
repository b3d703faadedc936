"""The sheet of the best mixture, recalculated by LibreOffice with changed inputs."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from breakeven.domain.scenario import ModelChoice
from breakeven.economics.hybrid_curve import HybridCurve
from breakeven.outputs.xlsx import write_workbook
from tests.office.conftest import convert
from tests.office.engine import SCENARIO, answer
from tests.outputs.xlsx import reading

openpyxl = pytest.importorskip("openpyxl")
pytestmark = pytest.mark.office
MODELS = ("gpt-4o-mini", "llama-3.1-8b", "gpt-oss-20b", "nemotron-3-nano-30b-a3b")


def test_with_another_volume_and_its_split_it_is_the_engines_bill(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no soffice (LibreOffice) on this machine")

    def asked(volume: float):  # type: ignore[no-untyped-def]
        work = replace(SCENARIO.workload, requests_per_day=volume)
        scenario = replace(SCENARIO, workload=work, models=ModelChoice(only=MODELS))
        return answer(scenario).decision

    made_of = asked(8e6)
    recipe = made_of.mixture
    assert recipe is not None
    assert recipe.machines is not None
    curve = made_of.curves[recipe.id]
    assert isinstance(curve, HybridCurve)
    volume = 1.4 * 8e6
    machines = float(curve.machines(volume)[0])
    assert machines != recipe.machines
    book = openpyxl.load_workbook(write_workbook(made_of, tmp_path / "made.xlsx"))
    for name, value in {"requests_per_day": volume, "mixture_machines": machines}.items():
        [(sheet, place)] = book.defined_names[name].destinations
        book[sheet][place.replace("$", "")].value = value
    book.save(tmp_path / "changed.xlsx")
    convert(office, tmp_path / "changed.xlsx", tmp_path / "out", tmp_path / "profile")
    sheet = openpyxl.load_workbook(tmp_path / "out" / "changed.xlsx", data_only=True)["Mixture"]
    total = sheet.cell(reading.row_of(sheet, "total"), 5).value
    assert total == pytest.approx(float(curve.cost(volume)), rel=1e-6)
    label = "is the chosen number the cheapest of these?"
    assert sheet.cell(reading.row_of(sheet, label), 3).value == "yes"
