"""`breakeven report`."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from breakeven.cli import options as o
from breakeven.cli.decide import nothing_of
from breakeven.cli.question import Question
from breakeven.cli.streams import note, say

EXAMPLES = r"""
Examples:

  breakeven report examples/chat.toml -o chat.html
  breakeven report --requests-per-day 20000 --input-tokens 1500 \
      --output-tokens 300 --models llama-3.1-8b,gpt-4o-mini \
      -o choice.md --json
""".strip()
app = App(name="report", help_epilogue=EXAMPLES)


@app.default
def report(
    scenario: Annotated[
        str | None, Parameter(help="TOML file with the question; options add to it.")
    ] = None,
    /,
    *,
    output: Annotated[
        Path,
        Parameter(
            name=["--output", "-o"],
            help="The file to write: .html, .pdf, .md, .json, .xlsx, or .csv of FOCUS rows.",
        ),
    ],
    question: Question | None = None,
    samples: o.Samples = 512,
    simulate: o.Simulate = "leaders",
    as_of: o.AsOf = None,
    facts: o.Facts = None,
    json: o.Json = False,
) -> int:
    """Decide, and write a report that can be handed on.

    What to buy, how sure that is and what would change it on the first page; then pictures, the
    ranking, bills with their sources, the months ahead, every assumption, and the question itself.
    """
    from breakeven import api
    from breakeven.outputs.files import json_text

    written = api.report(
        "-" if scenario == o.STDIN else scenario,
        file=output,
        samples=samples,
        simulate=simulate,
        as_of=as_of,
        facts=facts,
        **(question or Question()).given(),
    )
    decision = written.decision
    nothing = nothing_of(decision.weighed) if decision.best is None else None
    for warning in decision.warnings:
        note(f"warning: {warning}")
    if json:
        say(json_text({**(nothing.to_dict() if nothing else {}), **written.to_dict()}))
    else:
        say(f"wrote {written.file}, {written.bytes:,} bytes")
    if nothing is None:
        return 0
    if not json:
        note(f"error: {nothing}")
    return nothing.exit_code
