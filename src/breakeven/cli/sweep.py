"""`breakeven sweep`."""

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from breakeven.cli import options as o
from breakeven.cli.answer import answer
from breakeven.cli.streams import note

EXAMPLES = r"""
An interrupted sweep goes on where it was when the same command is given
again. A cluster is one of Dask: `dask scheduler`, and `dask worker ADDRESS`
on each machine, with breakeven installed.

Examples:

  breakeven sweep examples/sweep.toml -o results.csv
""".strip()
app = App(name="sweep", help_epilogue=EXAMPLES)


@app.default
def sweep(
    path: Annotated[Path, Parameter(help="TOML file with a scenario and the values to vary.")],
    /,
    *,
    output: Annotated[
        Path, Parameter(name=["--output", "-o"], help="Table to write: .csv or .parquet.")
    ],
    workers: Annotated[
        int,
        Parameter(help="Processes that answer, here.", converter=o.whole, validator=o.from_one),
    ] = 1,
    cluster: Annotated[
        str | None, Parameter(help="Address of a Dask scheduler, such as tcp://10.0.0.5:8786.")
    ] = None,
    simulate: o.Simulate = "none",
    samples: Annotated[
        int,
        Parameter(
            help="Samples of the uncertain inputs; 0 for none.",
            converter=o.whole,
            validator=o.at_least_zero,
        ),
    ] = 512,
    as_of: o.AsOf = None,
    facts: o.Facts = None,
    json: o.Json = False,
) -> int:
    """Answer all combinations of a scenario's varied values, into one table."""
    from breakeven import api
    from breakeven.outputs.sweep_table import sweep_table

    found = api.sweep(
        path,
        output=output,
        workers=workers,
        cluster=cluster,
        simulate=simulate,
        samples=samples,
        as_of=as_of,
        facts=facts,
        progress=_progress,
    )
    if found.resumed:
        note(f"{found.resumed} combinations were answered by an earlier run")
    answer(found.to_dict(), lambda: sweep_table(found), json=json)
    return 0


def _progress(done: int, total: int) -> None:
    """Say how far it is: on one line of a terminal, else at each tenth."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{done} of {total} combinations" + ("\n" if done == total else ""))
        sys.stderr.flush()
    elif done * 10 // total > (done - 1) * 10 // total or done == total:
        note(f"{done} of {total} combinations")
