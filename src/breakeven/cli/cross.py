"""`breakeven cross`."""

from typing import Annotated

from cyclopts import App, Parameter

from breakeven.cli import options as o
from breakeven.cli.answer import answer

EXAMPLES = r"""
An offer is api:MODEL, api:PROVIDER/MODEL, hosted:PROVIDER/MODEL, or
self:MODEL@GPUxN with optional ,precision=fp8,engine=vllm,provider=lambda,
purchase=on-demand (or spot, reserved-1y, reserved-3y, owned), no blanks.

Examples:

  breakeven cross api:gpt-4o-mini self:llama-3.1-8b@H100x1 \
      --input-tokens 500 --output-tokens 200
  breakeven cross api:gpt-4o-mini self:llama-3.1-8b@L4x1,precision=fp8 \
      --input-tokens 500 --output-tokens 200 --json
""".strip()
app = App(name="cross", help_epilogue=EXAMPLES)


@app.default
def cross(
    first: Annotated[str, Parameter(help="An offer, such as api:gpt-4o-mini.")],
    second: Annotated[str, Parameter(help="Another, such as self:llama-3.1-8b@H100x1.")],
    /,
    *,
    input_tokens: Annotated[
        float, Parameter(help="Tokens of a mean request's input.", validator=o.positive)
    ],
    output_tokens: Annotated[
        float, Parameter(help="Tokens of a mean request's output.", validator=o.positive)
    ],
    cached_input_share: o.CachedShare = None,
    ttft_p99_ms: o.Ttft = None,
    tpot_p99_ms: o.Tpot = None,
    e2e_p99_ms: o.EndToEnd = None,
    profile: o.Profile = None,
    without: o.Without = (),
    days_per_month: o.DaysPerMonth = None,
    chart: o.Chart = None,
    as_of: o.AsOf = None,
    facts: o.Facts = None,
    json: o.Json = False,
) -> int:
    """Find every volume at which the cheaper of two offers changes."""
    from breakeven import api
    from breakeven.cli.drawing import check_chart, draw_cross
    from breakeven.outputs.cross_table import cross_table

    check_chart(chart)
    found = api.cross(
        first,
        second,
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        cached_input_share=cached_input_share,
        ttft_p99_ms=ttft_p99_ms,
        tpot_p99_ms=tpot_p99_ms,
        e2e_p99_ms=e2e_p99_ms,
        profile=profile,
        without=o.listed(without),
        days_per_month=days_per_month,
        as_of=as_of,
        facts=facts,
    )
    answer(found.to_dict(), lambda: cross_table(found), json=json, warnings=found.warnings)
    draw_cross(found, chart, input_tokens=input_tokens, output_tokens=output_tokens)
    return 0
