"""`breakeven usage`."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from breakeven.cli import options as o
from breakeven.cli.answer import answer
from breakeven.cli.streams import note

EXAMPLES = r"""
Examples:

  printf 'at,in,out\n2026-05-01T10:00Z,900,120\n2026-05-01T11:00Z,400,80\n' |
      breakeven usage - --map time=at,input=in,output=out
""".strip()
app = App(name="usage", help_epilogue=EXAMPLES)


@app.default
def usage(
    log: Annotated[
        tuple[str, ...], Parameter(help="Usage logs or exports; - is stdin.", negative="")
    ],
    /,
    *,
    format: Annotated[  # noqa: A002 - the option's name
        str, Parameter(help="What the log is; auto looks at it.")
    ] = "auto",
    column_map: o.ColumnMap = None,
    engine: Annotated[
        str, Parameter(help="What reads it: duckdb, or a connection URL.")
    ] = "duckdb",
    output: Annotated[
        Path | None,
        Parameter(name=["-o", "--output"], help="Write the workload for decide, as TOML."),
    ] = None,
    as_of: o.AsOf = None,
    facts: o.Facts = None,
    json: o.Json = False,
) -> int:
    """Read a usage log: requests, tokens, peaks, and what they cost at list prices."""
    from breakeven import api
    from breakeven.outputs.usage_table import usage_table

    found = api.usage(
        o.paths_of(log),
        format=format,
        column_map=o.columns_of(column_map),
        engine=engine,
        output=output,
        as_of=as_of,
        facts=facts,
    )
    data = found.to_dict()
    answer(data, lambda: usage_table(data), json=json)
    if output is not None:
        note(f"wrote {output}")
    return 0
