"""LibreOffice, where it is installed, and the engine with a changed market."""

import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from breakeven.outputs.xlsx import write_workbook
from tests.office.engine import Asked, answer

openpyxl = pytest.importorskip("openpyxl")
Recalculated = Callable[[Mapping[str, float]], Any]


@pytest.fixture(scope="session")
def asked() -> Asked:
    """The question, the market, and the answer that the sheet was made of."""
    return answer()


@pytest.fixture(scope="session")
def recalculated(asked: Asked, tmp_path_factory: pytest.TempPathFactory) -> Recalculated:
    """Return the sheet with some inputs changed, by their names, as LibreOffice calculates it."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no soffice (LibreOffice) on this machine")
    folder = tmp_path_factory.mktemp("office")
    made = write_workbook(asked.decision, folder / "made.xlsx")

    def recalculate(changes: Mapping[str, float]) -> Any:
        book = openpyxl.load_workbook(made)
        for name, value in changes.items():
            [(sheet, place)] = book.defined_names[name].destinations
            book[sheet][place.replace("$", "")].value = value
        # Saved by openpyxl, formulas carry no values: LibreOffice has to calculate them all.
        changed = folder / "changed.xlsx"
        book.save(changed)
        convert(office, changed, folder / "out", folder / "profile")
        return openpyxl.load_workbook(folder / "out" / "changed.xlsx", data_only=True)

    return recalculate


def convert(office: str, source: Path, target: Path, profile: Path) -> None:
    """Let LibreOffice read and write a spreadsheet."""
    command = [office, f"-env:UserInstallation=file://{profile}", "--headless"]
    command += ["--convert-to", "xlsx", "--outdir", str(target), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
