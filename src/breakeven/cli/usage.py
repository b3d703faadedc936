"""`breakeven usage`."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from breakeven.cli import options as o
from breakeven.cli.answer import answer
from breakeven.cli.progress import Line
from breakeven.cli.streams import note, say
from breakeven.domain.errors import UsageError

EXAMPLES = r"""
Examples:

  printf 'at,in,out\n2026-05-01T10:00Z,900,120\n2026-05-01T11:00Z,400,80\n' |
      breakeven usage - --map time=at,input=in,output=out
  breakeven usage --example litellm | breakeven usage - --by team
  breakeven usage --example otlp | breakeven usage - --redact -o workload.toml
""".strip()
app = App(name="usage", help_epilogue=EXAMPLES)


@app.default
def usage(
    log: Annotated[
        tuple[str, ...],
        Parameter(help="Usage logs or exports: files, patterns, folders; - is stdin.", negative=""),
    ] = (),
    /,
    *,
    format: Annotated[  # noqa: A002 - the option's name
        str, Parameter(help="What the log is; auto looks at it.")
    ] = "auto",
    column_map: o.ColumnMap = None,
    engine: Annotated[
        str, Parameter(help="What reads it: duckdb, or a connection URL.")
    ] = "duckdb",
    timezone: Annotated[
        str, Parameter(help="Zone of times that name none, such as Europe/Berlin.")
    ] = "UTC",
    by: Annotated[
        str, Parameter(help="Split it too by team, project, user, route ...: what it knows.")
    ] = "",
    only: Annotated[
        str, Parameter(help="Keep one model or one of those: model=NAME, team=NAME.")
    ] = "",
    requests_per_day: Annotated[
        float | None,
        Parameter(
            help="How many requests there are, where the log does not count them.",
            validator=o.positive,
        ),
    ] = None,
    output: Annotated[
        Path | None,
        Parameter(name=["-o", "--output"], help="Write the workload for decide, as TOML."),
    ] = None,
    redact: Annotated[
        bool,
        Parameter(help="Write a workload that can be shown: no single requests.", negative=""),
    ] = False,
    example: Annotated[
        str | None, Parameter(help="Print a made-up log of a format instead of reading one.")
    ] = None,
    as_of: o.AsOf = None,
    facts: o.Facts = None,
    json: o.Json = False,
) -> int:
    """Read a usage log: requests, tokens, peaks, what they cost at list, and what was billed."""
    from breakeven import api
    from breakeven.outputs.usage_table import usage_table

    if example is not None:
        return _example(example, json=json)
    if not log:
        raise UsageError("no usage log was given; --example FORMAT prints one to try")
    with Line("reading") as line:
        found = api.usage(
            o.paths_of(log),
            format=format,
            column_map=o.columns_of(column_map),
            engine=engine,
            timezone=timezone,
            by=by,
            only=only,
            requests_per_day=requests_per_day,
            output=output,
            redact=redact,
            as_of=as_of,
            facts=facts,
            progress=line.show,
        )
    data = found.to_dict()
    answer(data, lambda: usage_table(data), json=json)
    if output is not None:
        note(f"wrote {output}")
    return 0


def _example(name: str, *, json: bool) -> int:
    """Print a log, and beside it what it holds."""
    from breakeven import api
    from breakeven.outputs.files import json_text

    made = api.usage_example(name)
    if json:
        say(json_text(made.to_dict()))
        return 0
    say(made.text.rstrip("\n"))
    note(
        f"{made.calls} made-up calls as {made.format}, {made.failed} of them failed:"
        f" {made.input_tokens:,} input tokens, {made.cached_input_tokens:,} of them cached,"
        f" and {made.output_tokens:,} output tokens; none of it is real"
    )
    return 0
