"""`validate` and `calibrate` on a file of runs."""

import csv
from io import StringIO
from pathlib import Path

import pytest

import breakeven as be
from breakeven.domain.errors import InputError

RUNS = Path(__file__).parents[2] / "examples" / "runs.csv"


def test_predictions_stand_beside_the_rows_in_their_unit(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    found = be.validate(RUNS, predictions=out).to_dict()
    errors = found["overall"]["output_tokens_per_second"]  # type: ignore[index]
    assert errors["n"] == 5
    rows = list(csv.DictReader(StringIO(out.read_text())))
    for row in rows:
        low, middle, high = (
            float(row[k]) for k in ("predicted_low", "predicted", "predicted_high")
        )
        assert low < middle < high
        assert 0.3 < middle / float(row["value"]) < 3.0
    misses = sorted(abs(float(r["predicted"]) / float(r["value"]) - 1) for r in rows)
    assert misses[2] == pytest.approx(errors["median_abs_error"], rel=1e-3)


def test_calibrating_writes_an_overlay_that_predicts_no_worse(tmp_path: Path) -> None:
    fitted = be.calibrate(RUNS, overlay=tmp_path / "own")
    assert fitted.points == 5
    before = be.validate(RUNS).validation.overall["output_tokens_per_second"]
    after = be.validate(RUNS, facts=tmp_path / "own").validation
    errors = after.overall["output_tokens_per_second"]
    assert errors.median_abs_error <= before.median_abs_error + 1e-3


def test_a_file_without_usable_rows_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text(RUNS.read_text().replace("llama-3.1-8b", "no-such-model"))
    with pytest.raises(InputError, match="no row can be fitted"):
        be.calibrate(bad, overlay=tmp_path / "own")
    assert not (tmp_path / "own").exists()
