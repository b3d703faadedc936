"""`breakeven plan`."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from breakeven.cli import options as o
from breakeven.cli.answer import answer

EXAMPLES = r"""
Examples:

  breakeven plan examples/portfolio.toml
  breakeven plan examples/portfolio.toml --no-rules --json
""".strip()
app = App(name="plan", help_epilogue=EXAMPLES)


@app.default
def plan(
    portfolio: Annotated[str, Parameter(help="TOML file with the workloads.")],
    /,
    *,
    rules: Annotated[
        bool, Parameter(help="Say what each rule costs: one more plan without each.")
    ] = True,
    simulate: o.Simulate = "leaders",
    seconds: Annotated[
        float,
        Parameter(help="Most time of the integer program.", validator=o.at_least_zero),
    ] = 60.0,
    chart: Annotated[
        Path | None, Parameter(help="Draw who runs where and when: .svg, .png or .json.")
    ] = None,
    as_of: o.AsOf = None,
    facts: o.Facts = None,
    json: o.Json = False,
) -> int:
    """Plan many workloads at once: who runs where, on which shared machines, at what cost.

    The plan comes with a bound: no other plan costs less than that.
    """
    from breakeven import api
    from breakeven.cli.drawing import check_chart, draw_plan
    from breakeven.outputs.plan_table import plan_table

    check_chart(chart)
    found = api.plan(
        "-" if portfolio == o.STDIN else portfolio,
        rules=rules,
        simulate=simulate,
        seconds=seconds,
        as_of=as_of,
        facts=facts,
    )
    answer(found.to_dict(), lambda: plan_table(found), json=json, warnings=found.warnings)
    draw_plan(found, chart)
    return 0
