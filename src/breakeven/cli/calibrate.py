"""`breakeven calibrate`."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from breakeven.cli import options as o
from breakeven.cli.answer import answer

EXAMPLES = r"""
One measured value a row; columns: docs/reference/measurements.md.

Examples:

  breakeven calibrate examples/runs.csv -o my-facts
  breakeven calibrate examples/runs.csv -o my-facts --json
""".strip()
app = App(name="calibrate", help_epilogue=EXAMPLES)


@app.default
def calibrate(
    measurements: Annotated[str, Parameter(help="CSV of your own measured values.")],
    /,
    *,
    overlay: Annotated[
        Path, Parameter(name=("--output", "-o"), help="Folder of the overlay to write.")
    ],
    as_of: o.AsOf = None,
    facts: o.Facts = None,
    json: o.Json = False,
) -> int:
    """Fit the speed of engines on accelerators to your own runs."""
    from breakeven import api
    from breakeven.outputs.validation_table import calibration_table

    found = api.calibrate(measurements, overlay=overlay, as_of=as_of, facts=facts).to_dict()
    answer(found, lambda: calibration_table(found, written=str(overlay)), json=json)
    return 0
