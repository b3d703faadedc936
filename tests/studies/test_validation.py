"""Errors add up, own runs improve them, and what is written is read back."""

from datetime import date
from pathlib import Path

import pytest

from breakeven.domain.engine import Efficiency
from breakeven.inputs.toml_facts import read_tables
from breakeven.serving.experiment import experiments
from breakeven.serving.measurement import Point, Setting, bench
from breakeven.studies.recalibration import calibrate
from breakeven.studies.validation import coefficients_of, markdown, validate
from tests.serving.test_calibration import CATALOG, one

USERS = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0)


def runs(factor: float) -> tuple[list[Setting], list[Point]]:
    """Return runs whose tokens take `factor` times what is predicted."""
    settings = [one(u) for u in USERS]
    known = experiments(bench(settings), coefficients_of(settings, CATALOG.efficiencies)[0])
    return settings, [
        Point(
            row=i + 1,
            setting=i,
            metric="tpot",
            quantity="tpot",
            statistic="p50",
            value=factor * t,
        )
        for i, t in enumerate(known["tpot p50"])
    ]


def test_errors_are_fractions_of_what_was_measured() -> None:
    settings, points = runs(1.25)
    found = validate(settings, points, CATALOG.efficiencies)
    tpot = found.overall["tpot"]
    assert tpot.n == len(USERS)
    assert tpot.median_abs_error == pytest.approx(0.2)
    assert tpot.bias == pytest.approx(-0.2)
    assert found.groups[0].gpu == "H100-SXM"
    assert set(found.to_dict()) == {"overall", "groups", "skipped"}


def test_ranges_hold_the_prediction() -> None:
    settings, points = runs(1.0)
    found = validate(settings, points, CATALOG.efficiencies)
    assert all(p.low < p.predicted < p.high for p in found.predictions)
    assert found.overall["tpot"].inside_range == 1.0


def test_a_token_sooner_than_its_weights_can_be_read_is_skipped() -> None:
    settings, points = runs(0.01)
    found = validate(settings, points, CATALOG.efficiencies)
    assert not found.overall
    assert "reading the weights" in found.skipped[0][1]


def test_own_runs_bring_predictions_closer() -> None:
    settings, points = runs(1.3)
    found = calibrate(settings, points, CATALOG.efficiencies, day=date(2026, 11, 24))
    before, after = found.before.overall["tpot"], found.after.overall["tpot"]
    assert after.median_abs_error < before.median_abs_error / 2
    assert set(found.to_dict()) == {"points", "before", "after"}


def test_the_overlay_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    settings, points = runs(1.3)
    found = calibrate(settings, points, CATALOG.efficiencies, day=date(2026, 11, 24))
    path = tmp_path / "own.toml"
    path.write_text(found.to_toml(), encoding="utf-8")
    read = read_tables(path, "efficiency", Efficiency)
    assert [e.id for e in read] == ["vllm/H100-SXM"]
    assert read[0].layer_us == pytest.approx(found.efficiencies[0].layer_us)
    assert read[0].points == len(USERS)


def test_markdown_has_a_line_for_each_group() -> None:
    settings, points = runs(1.1)
    text = markdown(validate(settings, points, CATALOG.efficiencies))
    assert "| tpot | vllm | H100-SXM | llama-3.1-8b | 7 |" in text
