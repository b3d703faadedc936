"""`breakeven check`."""

from typing import Annotated

from cyclopts import App, Parameter

from breakeven.cli import options as o
from breakeven.cli.answer import answer

EXAMPLES = r"""
The recommendation flips when its kind, model, accelerator, provider or
purchase is another one; other GPU counts, regions and precisions are noted.
Exit code 0: it holds; 4: it flipped, or costs more than the limit allows.

Examples:

  breakeven decide examples/chat.toml --simulate none --json |
      breakeven check examples/chat.toml --baseline - --simulate none
  breakeven decide examples/chat.toml --simulate none --json > kept.json && \
      breakeven check examples/chat.toml --baseline kept.json --simulate none \
      --max-increase 5% --json
""".strip()
app = App(name="check", help_epilogue=EXAMPLES)


@app.default
def check(
    scenario: Annotated[str, Parameter(help="TOML file with the question; - is stdin.")],
    /,
    *,
    baseline: Annotated[
        str, Parameter(help="JSON that `decide` wrote earlier; - is stdin.", show_default=False)
    ],
    max_increase: Annotated[
        str, Parameter(help="By how much the cheapest option may cost more: 10% or 0.1.")
    ] = "10%",
    simulate: o.Simulate = "leaders",
    as_of: o.AsOf = None,
    facts: o.Facts = None,
    json: o.Json = False,
) -> int:
    """Fail when today's decision is no longer a stored one: it flips, or costs more."""
    from breakeven import api
    from breakeven.outputs.check_table import check_table

    found = api.check(
        *o.paths_of([scenario]),
        baseline=o.paths_of([baseline])[0],
        max_increase=max_increase,
        simulate=simulate,
        as_of=as_of,
        facts=facts,
    )
    data = found.to_dict()
    answer(data, lambda: check_table(found.verdict), json=json, warnings=found.warnings)
    return found.failure.exit_code if found.failure else 0
