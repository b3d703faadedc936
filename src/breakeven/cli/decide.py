"""`breakeven decide`."""

from typing import Annotated

from cyclopts import App, Parameter

from breakeven.cli import options as o
from breakeven.cli.answer import answer
from breakeven.domain.errors import NothingFeasible

EXAMPLES = r"""
Examples:

  breakeven decide --requests-per-day 20000 \
      --input-tokens 1500 --output-tokens 300
  breakeven decide --requests-per-day 2e6 \
      --input-tokens 500 --output-tokens 200 \
      --models llama-3.1-8b,gpt-4o-mini --ttft-p99-ms 1000 --json
""".strip()
app = App(name="decide", help_epilogue=EXAMPLES)


@app.default
def decide(
    scenario: Annotated[
        str | None, Parameter(help="TOML file with the question; options add to it.")
    ] = None,
    /,
    *,
    requests_per_day: Annotated[
        float | None, Parameter(help="Mean requests a day.", validator=o.positive)
    ] = None,
    input_tokens: o.InputTokens = None,
    output_tokens: o.OutputTokens = None,
    cached_input_share: o.CachedShare = None,
    usage_log: o.UsageLog = (),
    column_map: o.ColumnMap = None,
    like: Annotated[
        str | None, Parameter(help="Weigh only models about as good as this one.")
    ] = None,
    models: Annotated[
        tuple[str, ...],
        Parameter(
            name=["--models", "--model"],
            help="Weigh only these models, however good: A,B, or repeated.",
            negative="",
            show_default=False,
        ),
    ] = (),
    ttft_p99_ms: o.Ttft = None,
    tpot_p99_ms: o.Tpot = None,
    e2e_p99_ms: o.EndToEnd = None,
    profile: o.Profile = None,
    without: o.Without = (),
    batch: Annotated[
        bool,
        Parameter(
            help="Answers may wait for hours: batch prices hold where there are some.",
            negative="",
            show_default=False,
        ),
    ] = False,
    purchases: o.Purchases = (),
    months: o.Months = None,
    growth_per_month: o.Growth = None,
    discount_rate: o.DiscountRate = None,
    days_per_month: o.DaysPerMonth = None,
    influences: Annotated[
        bool,
        Parameter(
            help="Add the Sobol indices of the unknowns (--json); some seconds more.",
            negative="",
            show_default=False,
        ),
    ] = False,
    samples: Annotated[
        int,
        Parameter(
            help="Samples of the uncertain inputs; 0 for none.",
            converter=o.whole,
            validator=o.at_least_zero,
        ),
    ] = 512,
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
        requests_per_day=requests_per_day,
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        cached_input_share=cached_input_share,
        usage_log=o.paths_of(usage_log),
        column_map=o.columns_of(column_map),
        like=like,
        models=o.listed(models),
        ttft_p99_ms=ttft_p99_ms,
        tpot_p99_ms=tpot_p99_ms,
        e2e_p99_ms=e2e_p99_ms,
        profile=profile,
        without=o.listed(without),
        batch=batch,
        purchases=o.listed(purchases),
        months=months,
        growth_per_month=growth_per_month,
        discount_rate_per_year=discount_rate,
        days_per_month=days_per_month,
        influences=influences,
        samples=samples,
        simulate=simulate,
        as_of=as_of,
        facts=facts,
    )
    nothing = _nothing(found.weighed) if found.best is None else None
    data = {**(nothing.to_dict() if nothing else {}), **found.to_dict()}
    answer(data, lambda: decision_table(found, top=top), json=json, warnings=found.warnings)
    if nothing:
        return nothing.exit_code
    draw_decision(found, chart)
    draw_all(found, charts)
    return 0


def _nothing(weighed: int) -> NothingFeasible:
    return NothingFeasible(f"all {weighed} options were rejected; their excuses say why")
