"""Notebooks run as they stand, show tables, and carry no outputs in the repository."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "docs").rglob("*.ipynb"))
TIMEOUT_SECONDS = 300


def _cells(path: Path) -> list[dict[str, Any]]:
    cells: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


def test_there_is_one() -> None:
    assert [path.name for path in NOTEBOOKS] == ["notebook.ipynb"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_outputs_are_stripped(path: Path) -> None:
    assert path.stat().st_size < 20_000
    for cell in _cells(path):
        assert cell["outputs"] == []
        assert cell["execution_count"] is None


@pytest.mark.notebook
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_it_runs_and_shows_tables(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nbformat, nbclient = (pytest.importorskip(name) for name in ("nbformat", "nbclient"))
    pytest.importorskip("ipykernel")
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "src"))
    monkeypatch.setenv("PYTHONWARNINGS", "default")
    notebook = nbformat.read(path, as_version=4)
    nbclient.NotebookClient(
        notebook,
        timeout=TIMEOUT_SECONDS,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
    ).execute()
    bundles = [
        output["data"]
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "execute_result"
    ]
    shown = [bundle for bundle in bundles if "text/html" in bundle]
    assert len(shown) == 4
    assert all("<table" in bundle["text/html"] for bundle in shown)
    assert "5 times" in shown[0]["text/plain"]
    assert max(len(bundle["text/plain"]) for bundle in bundles) < 30_000


MARIMO = """
import marimo

app = marimo.App()


@app.cell
def _():
    import breakeven as be

    be.cross("api:gpt-4o-mini", "api:gpt-4o", input_tokens=500, output_tokens=200)
    return
"""


@pytest.mark.notebook
def test_marimo_shows_tables_too(tmp_path: Path) -> None:
    pytest.importorskip("marimo", reason="marimo is not installed")
    notebook, page = tmp_path / "notebook.py", tmp_path / "page.html"
    notebook.write_text(MARIMO)
    words = ["export", "html", str(notebook), "-o", str(page), "--no-include-code"]
    done = subprocess.run(
        [sys.executable, "-m", "marimo", *words],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = page.read_text()
    assert "border-collapse" in found
    assert "data:image/svg+xml;base64" in found
