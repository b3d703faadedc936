"""`breakeven diff`."""

from typing import Annotated

from cyclopts import App, Parameter

from breakeven.cli import options as o
from breakeven.cli.answer import answer

EXAMPLES = r"""
Both are JSON files of `breakeven decide --json`, or scenarios (.toml), which
are decided on with the options given here.

Examples:

  breakeven decide examples/chat.toml --as-of 2026-06-01 \
      --simulate none --json |
      breakeven diff - examples/chat.toml --simulate none --top 3
""".strip()
app = App(name="diff", help_epilogue=EXAMPLES)


@app.default
def diff(
    before: Annotated[str, Parameter(help="Decision (JSON) or scenario (.toml); - is stdin.")],
    after: Annotated[str, Parameter(help="The same, to compare with it.")],
    /,
    *,
    top: Annotated[
        int,
        Parameter(help="Options to show of each side.", converter=o.whole, validator=o.from_one),
    ] = 5,
    simulate: o.Simulate = "leaders",
    as_of: o.AsOf = None,
    facts: o.Facts = None,
    json: o.Json = False,
) -> int:
    """Explain what changed between two decisions: the question, the facts, each line."""
    from breakeven import api
    from breakeven.outputs.diff_table import diff_table

    found = api.diff(*o.paths_of([before, after]), simulate=simulate, as_of=as_of, facts=facts)
    answer(
        found.to_dict(),
        lambda: diff_table(found.difference, names=found.names, top=top),
        json=json,
    )
    return 0
