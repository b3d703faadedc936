"""`breakeven validate`."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from breakeven.cli import options as o
from breakeven.cli.answer import answer

EXAMPLES = r"""
One measured value a row; columns: docs/reference/measurements.md.

Examples:

  breakeven validate examples/runs.csv
  breakeven validate examples/runs.csv --predictions predicted.csv --json
""".strip()
app = App(name="validate", help_epilogue=EXAMPLES)


@app.default
def validate(
    measurements: Annotated[str, Parameter(help="CSV of measured values; - is stdin.")],
    /,
    *,
    predictions: Annotated[
        Path | None, Parameter(help="Write the rows with their predictions here.")
    ] = None,
    as_of: o.AsOf = None,
    facts: o.Facts = None,
    json: o.Json = False,
) -> int:
    """Compare predictions with measured TTFT, TPOT, throughput and memory."""
    from breakeven import api
    from breakeven.outputs.validation_table import validation_table

    found = api.validate(measurements, predictions=predictions, as_of=as_of, facts=facts).to_dict()
    answer(found, lambda: validation_table(found), json=json)
    return 0
