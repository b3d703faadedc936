"""`breakeven simulate`."""

from typing import Annotated

from cyclopts import App, Parameter

from breakeven.cli import options as o
from breakeven.cli.answer import answer

EXAMPLES = r"""
A scenario with numbers and no log is drawn: 20,000 requests, Poisson arrivals.

Examples:

  breakeven simulate examples/chat.toml --model llama-3.1-8b \
      --gpu L40S --replicas 2
  breakeven simulate examples/chat.toml --model llama-3.1-8b \
      --gpu H100 --rate-scale 2 --json
""".strip()
app = App(name="simulate", help_epilogue=EXAMPLES)


@app.default
def simulate(
    source: Annotated[str, Parameter(help="A usage log, a workload file, or a scenario (TOML).")],
    /,
    *,
    model: o.ModelName,
    gpu: o.Gpu,
    count: o.GpuCount = 1,
    precision: o.Precision = None,
    engine: o.Engine = "vllm",
    replicas: Annotated[
        int, Parameter(help="Replicas.", converter=o.whole, validator=o.positive)
    ] = 1,
    rate_scale: Annotated[
        float, Parameter(help="Speed the arrivals up by this much.", validator=o.positive)
    ] = 1.0,
    concurrency: Annotated[
        int | None,
        Parameter(
            help="Users who send one request after the other, instead of the log's arrivals.",
            converter=o.whole,
            validator=o.positive,
        ),
    ] = None,
    router: Annotated[str, Parameter(help="round-robin or least-loaded.")] = "round-robin",
    column_map: o.ColumnMap = None,
    ttft_p99_ms: o.Ttft = None,
    tpot_p99_ms: o.Tpot = None,
    e2e_p99_ms: o.EndToEnd = None,
    as_of: o.AsOf = None,
    facts: o.Facts = None,
    json: o.Json = False,
) -> int:
    """Serve a log's requests on replicas, token by token, and say how long users wait."""
    from breakeven import api
    from breakeven.outputs.simulation_table import simulation_table

    found = api.simulate(
        source,
        model=model,
        gpu=gpu,
        count=count,
        precision=precision,
        engine=engine,
        replicas=replicas,
        rate_scale=rate_scale,
        concurrency=concurrency,
        router=router,
        column_map=o.columns_of(column_map),
        ttft_p99_ms=ttft_p99_ms,
        tpot_p99_ms=tpot_p99_ms,
        e2e_p99_ms=e2e_p99_ms,
        as_of=as_of,
        facts=facts,
    ).to_dict()
    answer(found, lambda: simulation_table(found), json=json)
    return 0
