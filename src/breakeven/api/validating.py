"""`validate` and `calibrate`: predictions against measurements, and fitted to them."""

import csv
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path

from breakeven.api.catalogs import catalog_of
from breakeven.domain.display import Displayed
from breakeven.domain.errors import InputError
from breakeven.inputs.measurements import Measurements, read_measurements
from breakeven.outputs.files import write_text
from breakeven.studies import recalibration, validation
from breakeven.studies.recalibration import Recalibration
from breakeven.studies.validation import Validation

ADDED = ("predicted", "predicted_low", "predicted_high")
PLACE = Path("calibration") / "own.toml"
"""Where an overlay keeps its own coefficients."""
SOURCE = Path("sources") / "own-runs.toml"
OWN = "own-measurements"
"""Id of the source that fitted coefficients cite."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidationReport(Displayed):
    """Errors of predictions, and where they were written."""

    validation: Validation
    written: str = ""

    def to_dict(self) -> dict[str, object]:
        """Return the JSON of `breakeven validate`."""
        return {**self.validation.to_dict(), "written": self.written or None}


def validate(
    measurements: Path | str,
    *,
    predictions: Path | str | None = None,
    as_of: date | str | None = None,
    facts: Path | str | None = None,
) -> ValidationReport:
    """Compare predictions with measured values; with `predictions`, write them beside each row."""
    catalog = catalog_of(as_of, facts)
    read = read_measurements(measurements, catalog)
    found = validation.validate(
        read.settings,
        read.points,
        catalog.efficiencies,
        skipped=[(s.row, s.reason) for s in read.skipped],
    )
    if predictions is not None:
        write_text(Path(predictions), _with_predictions(read, found))
    return ValidationReport(validation=found, written=str(predictions or ""))


def _with_predictions(read: Measurements, found: Validation) -> str:
    """Return the measurements as they stand in their file, with predictions in their own unit."""
    measured = {p.row: p.value for p in read.points}
    by_row = {p.row: p for p in found.predictions}
    out = StringIO()
    writer = csv.DictWriter(out, [*read.header, *ADDED], lineterminator="\n")
    writer.writeheader()
    for number, row in enumerate(read.rows, start=1):
        one = by_row.get(number)
        cells: dict[str, object] = dict(row)
        if one is not None:
            unit = float(row["value"]) / measured[number]
            figures = (one.predicted, one.low, one.high)
            cells |= {k: f"{v * unit:.6g}" for k, v in zip(ADDED, figures, strict=True)}
        writer.writerow(cells)
    return out.getvalue()


def calibrate(
    measurements: Path | str,
    *,
    overlay: Path | str,
    as_of: date | str | None = None,
    facts: Path | str | None = None,
) -> Recalibration:
    """Fit the coefficients to own runs and write them as an overlay for `--facts`.

    Raises InputError where no row can be used.
    """
    catalog = catalog_of(as_of, facts)
    read = read_measurements(measurements, catalog)
    found = recalibration.calibrate(
        read.settings, read.points, catalog.efficiencies, day=catalog.as_of
    )
    if not found.points:
        reasons = "; ".join(sorted({s.reason for s in read.skipped})[:4])
        raise InputError(f"no row can be fitted: {reasons}", where=str(measurements))
    folder = Path(overlay)
    for place in (PLACE, SOURCE):
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
    write_text(folder / PLACE, found.to_toml())
    write_text(
        folder / SOURCE,
        f'[{OWN}]\ntitle = "own runs, {Path(measurements).name}"\ndate = {catalog.as_of}\n',
    )
    return found
