"""`breakeven size`."""

from typing import Annotated

from cyclopts import App, Parameter

from breakeven.cli import options as o
from breakeven.cli.answer import answer

EXAMPLES = r"""
Examples:

  breakeven size llama-3.1-8b --gpu L4 --precision fp8 \
      --input-tokens 1000 --output-tokens 200
  breakeven size llama-3.1-70b --gpu H100 --count 2 --context 8192 --json
""".strip()
app = App(name="size", help_epilogue=EXAMPLES)


@app.default
def size(
    model: o.ModelName,
    /,
    *,
    gpu: o.Gpu,
    count: o.GpuCount = 1,
    precision: o.Precision = None,
    engine: o.Engine = "vllm",
    tensor_parallel: o.TensorParallel = None,
    max_num_seqs: o.MaxNumSeqs = None,
    max_num_batched_tokens: o.MaxNumBatchedTokens = None,
    draft_tokens: o.DraftTokens = None,
    acceptance: o.Acceptance = None,
    context: Annotated[
        int | None,
        Parameter(
            help="Longest sequence to serve, in tokens.", converter=o.whole, validator=o.positive
        ),
    ] = None,
    input_tokens: o.InputTokens = None,
    output_tokens: o.OutputTokens = None,
    usage_log: o.UsageLog = (),
    column_map: o.ColumnMap = None,
    ttft_p99_ms: o.Ttft = None,
    tpot_p99_ms: o.Tpot = None,
    e2e_p99_ms: o.EndToEnd = None,
    network: Annotated[
        bool,
        Parameter(
            help="Look up a model that the facts lack on Hugging Face.",
            negative="",
            show_default=False,
        ),
    ] = False,
    as_of: o.AsOf = None,
    facts: o.Facts = None,
    json: o.Json = False,
) -> int:
    """Say whether a model fits on some GPUs, what one replica serves and costs."""
    from breakeven import api
    from breakeven.outputs.size_table import size_table

    found = api.size(
        model,
        gpu=gpu,
        count=count,
        precision=precision,
        engine=engine,
        tensor_parallel=tensor_parallel,
        max_num_seqs=max_num_seqs,
        max_num_batched_tokens=max_num_batched_tokens,
        draft_tokens=draft_tokens,
        acceptance=acceptance,
        context=context,
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        usage_log=o.paths_of(usage_log),
        column_map=o.columns_of(column_map),
        ttft_p99_ms=ttft_p99_ms,
        tpot_p99_ms=tpot_p99_ms,
        e2e_p99_ms=e2e_p99_ms,
        network=network,
        as_of=as_of,
        facts=facts,
    )
    answer(found.to_dict(), lambda: size_table(found), json=json)
    return 0
