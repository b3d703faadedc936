"""`breakeven facts`: find, show, check, conflicts."""

from typing import Annotated

from cyclopts import App, Parameter

from breakeven.cli import options as o
from breakeven.cli.answer import answer
from breakeven.domain.errors import GateFailed

EXAMPLES = """\
Examples:

  breakeven facts find h100
  breakeven facts show llama-3.1-8b --json
  breakeven facts check
  breakeven facts conflicts
"""
app = App(
    name="facts",
    help="Look up the facts that answers rest on, with date and source.",
    help_epilogue=EXAMPLES,
)


@app.command
def find(
    word: Annotated[str, Parameter(help="Part of a name or of a source.")],
    /,
    *,
    as_of: o.AsOf = None,
    facts: o.Facts = None,
    json: o.Json = False,
) -> int:
    """List the facts whose name carries a word."""
    from breakeven import api
    from breakeven.outputs.facts_table import facts_table

    found = api.facts_find(word, as_of=as_of, facts=facts)
    answer({"facts": found}, lambda: facts_table(found), json=json)
    return 0


@app.command
def show(
    name: Annotated[str, Parameter(help="A model, accelerator, engine, licence or source.")],
    /,
    *,
    as_of: o.AsOf = None,
    facts: o.Facts = None,
    json: o.Json = False,
) -> int:
    """Show all that is known of one thing."""
    from breakeven import api
    from breakeven.outputs.facts_table import fact_table

    found = api.facts_show(name, as_of=as_of, facts=facts)
    answer(found, lambda: fact_table(found), json=json)
    return 0


@app.command
def check(*, as_of: o.AsOf = None, facts: o.Facts = None, json: o.Json = False) -> int:
    """Check the rules that all facts obey: date, source, unit, range, no duplicate."""
    from breakeven import api
    from breakeven.outputs.facts_table import problems_table
    from breakeven.outputs.numbers import plural

    problems = api.facts_check(as_of=as_of, facts=facts)
    failed = GateFailed(f"{plural(len(problems), 'fact')} break the rules") if problems else None
    data = {**(failed.to_dict() if failed else {}), "problems": problems}
    answer(data, lambda: problems_table(problems), json=json)
    return failed.exit_code if failed else 0


@app.command
def conflicts(*, as_of: o.AsOf = None, facts: o.Facts = None, json: o.Json = False) -> int:
    """List facts on which sources disagree."""
    from breakeven import api
    from breakeven.outputs.facts_table import facts_table

    found = api.facts_conflicts(as_of=as_of, facts=facts)
    answer(
        {"conflicts": found},
        lambda: facts_table(found, none="No sources disagree."),
        json=json,
    )
    return 0
