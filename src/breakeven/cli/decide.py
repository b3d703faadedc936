"""`breakeven decide`."""

from typing import Annotated

from cyclopts import App, Parameter

from breakeven.cli import options as o
from breakeven.cli.answer import answer
from breakeven.cli.question import Question
from breakeven.domain.errors import NothingFeasible

EXAMPLES = r"""
Examples:

  breakeven decide --requests-per-day 20000 \
      --input-tokens 1500 --output-tokens 300
  breakeven decide --requests-per-day 2e6 \
      --input-tokens 500 --output-tokens 200 \
      --models llama-3.1-8b,gpt-4o-mini --ttft-p99-ms 1000 --json
  breakeven decide examples/chat.toml --rule data_stays=eu \
      --rule max_kg_co2e_per_month=20000 --rule country=Germany
""".strip()
app = App(name="decide", help_epilogue=EXAMPLES)


@app.default
def decide(
    scenario: Annotated[
        str | None, Parameter(help="TOML file with the question; options add to it.")
    ] = None,
    /,
    *,
    question: Question | None = None,
    influences: Annotated[
        bool,
        Parameter(
            help="Add the Sobol indices of the unknowns (--json); some seconds more.",
            negative="",
            show_default=False,
        ),
    ] = False,
    samples: o.Samples = 512,
    top: Annotated[
        int, Parameter(help="Options to show.", converter=o.whole, validator=o.from_one)
    ] = 12,
    simulate: o.Simulate = "leaders",
    chart: o.Chart = None,
    charts: o.Charts = None,
    as_of: o.AsOf = None,
    facts: o.Facts = None,
    json: o.Json = False,
) -> int:
    """Answer: proprietary API, hosted open weights, or own GPUs; ranked, with reasons."""
    from breakeven import api
    from breakeven.cli.drawing import check_chart, check_charts, draw_all, draw_decision
    from breakeven.outputs.decision_table import decision_table

    check_chart(chart)
    check_charts(charts)
    found = api.decide(
        "-" if scenario == o.STDIN else scenario,
        **(question or Question()).given(),
        influences=influences,
        samples=samples,
        simulate=simulate,
        as_of=as_of,
        facts=facts,
    )
    nothing = nothing_of(found.weighed) if found.best is None else None
    data = {**(nothing.to_dict() if nothing else {}), **found.to_dict()}
    answer(data, lambda: decision_table(found, top=top), json=json, warnings=found.warnings)
    if nothing:
        return nothing.exit_code
    draw_decision(found, chart)
    draw_all(found, charts)
    return 0


def nothing_of(weighed: int) -> NothingFeasible:
    """Return what to say where every option was rejected."""
    return NothingFeasible(f"all {weighed} options were rejected; their excuses say why")
