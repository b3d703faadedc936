"""`breakeven simulate`."""

from typing import Annotated

from cyclopts import App, Group, Parameter

from breakeven.cli import options as o
from breakeven.cli.answer import answer

EXAMPLES = r"""
A scenario with numbers and no log is drawn: 20,000 requests, Poisson arrivals.

Examples:

  breakeven simulate examples/chat.toml --model llama-3.1-8b \
      --gpu L40S --replicas 2
  breakeven simulate examples/chat.toml --model llama-3.1-8b \
      --gpu H100 --rate-scale 2 --json
  breakeven simulate examples/conversations.jsonl --model llama-3.1-8b \
      --gpu L4 --replicas 3 --router prefix-aware
  breakeven simulate examples/conversations.jsonl --model llama-3.1-8b \
      --gpu L4 --replicas 4 --min-replicas 0
  breakeven simulate examples/conversations.jsonl --model llama-3.1-8b \
      --gpu L4 --prefill-replicas 2 --decode-replicas 2
  breakeven simulate examples/conversations.jsonl --model llama-3.1-8b \
      --gpu L4 --replicas 2 --overflow-ttft-ms 500
""".strip()
SCALING = Group("Autoscaling")
POOLS = Group("Prefill and decode apart")
OVERFLOW = Group("Overflow: what is served elsewhere")
PREFIX = Group("Prefix caches")
app = App(name="simulate", help_epilogue=EXAMPLES)


@app.default
def simulate(
    source: Annotated[
        str, Parameter(help="A usage log (- is stdin), a workload, a scenario (TOML).")
    ],
    /,
    *,
    model: o.ModelName,
    gpu: o.Gpu,
    count: o.GpuCount = 1,
    precision: o.Precision = None,
    engine: o.Engine = "vllm",
    tensor_parallel: o.TensorParallel = None,
    max_num_seqs: o.MaxNumSeqs = None,
    max_num_batched_tokens: o.MaxNumBatchedTokens = None,
    draft_tokens: o.DraftTokens = None,
    acceptance: o.Acceptance = None,
    kv_cache_tokens: Annotated[
        int | None,
        Parameter(
            help="Tokens of one replica's cache (default: what its memory leaves).",
            converter=o.whole,
            validator=o.positive,
        ),
    ] = None,
    prefix_cache: Annotated[
        bool | None,
        Parameter(help="Keep prompts for later ones (default: as the engine does).", group=PREFIX),
    ] = None,
    prefix_cache_tokens: Annotated[
        float | None,
        Parameter(
            help="Tokens of prompts that a replica keeps (default: its cache).",
            validator=o.at_least_zero,
            group=PREFIX,
        ),
    ] = None,
    prefix_slack: Annotated[
        int | None,
        Parameter(
            help="Outstanding requests more that a known prompt is worth to --router prefix-aware.",
            converter=o.whole,
            validator=o.at_least_zero,
            group=PREFIX,
        ),
    ] = None,
    replicas: Annotated[
        int | None,
        Parameter(
            help="Replicas, at most where they scale (default: 1).",
            converter=o.whole,
            validator=o.positive,
        ),
    ] = None,
    router: Annotated[
        str | None,
        Parameter(
            help="round-robin, least-loaded or prefix-aware (default: in turn; by load where"
            " replicas scale or share the work)."
        ),
    ] = None,
    min_replicas: Annotated[
        int | None,
        Parameter(
            help="Turn autoscaling on: never fewer than this, 0 scales to zero.",
            converter=o.whole,
            validator=o.at_least_zero,
            group=SCALING,
        ),
    ] = None,
    target_outstanding: Annotated[
        int | None,
        Parameter(
            help="Requests on a replica beyond which another one is started.",
            converter=o.whole,
            validator=o.positive,
            group=SCALING,
        ),
    ] = None,
    cold_start_seconds: Annotated[
        float | None,
        Parameter(
            help="From a replica's start to its first step.",
            validator=o.at_least_zero,
            group=SCALING,
        ),
    ] = None,
    idle_seconds: Annotated[
        float | None,
        Parameter(
            help="Without requests for this long a replica is stopped.",
            validator=o.at_least_zero,
            group=SCALING,
        ),
    ] = None,
    prefill_replicas: Annotated[
        int | None,
        Parameter(
            help="Replicas that read prompts, of --count GPUs each.",
            converter=o.whole,
            validator=o.positive,
            group=POOLS,
        ),
    ] = None,
    decode_replicas: Annotated[
        int | None,
        Parameter(
            help="Replicas that write answers, of --count GPUs each.",
            converter=o.whole,
            validator=o.positive,
            group=POOLS,
        ),
    ] = None,
    transfer_gb_per_second: Annotated[
        float | None,
        Parameter(
            name="--transfer-gb-per-second",
            help="At which each GPU's cache moves between the pools.",
            validator=o.positive,
            group=POOLS,
        ),
    ] = None,
    overflow_queue: Annotated[
        int | None,
        Parameter(
            help="Where so many wait at the replica that would take the request.",
            converter=o.whole,
            validator=o.positive,
            group=OVERFLOW,
        ),
    ] = None,
    overflow_outstanding: Annotated[
        int | None,
        Parameter(
            help="Where that replica has so many requests, waiting or in service.",
            converter=o.whole,
            validator=o.positive,
            group=OVERFLOW,
        ),
    ] = None,
    overflow_ttft_ms: Annotated[
        float | None,
        Parameter(
            help="Where its first token is predicted to take longer than this.",
            validator=o.positive,
            group=OVERFLOW,
        ),
    ] = None,
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
    log_format: Annotated[
        str, Parameter(name="--format", help="Of the log: azure_trace, mooncake, columns.")
    ] = "auto",
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

    [path] = o.paths_of([source])
    found = api.simulate(
        path,
        model=model,
        gpu=gpu,
        count=count,
        precision=precision,
        engine=engine,
        tensor_parallel=tensor_parallel,
        max_num_seqs=max_num_seqs,
        max_num_batched_tokens=max_num_batched_tokens,
        draft_tokens=draft_tokens,
        acceptance=acceptance,
        kv_cache_tokens=kv_cache_tokens,
        prefix_cache=prefix_cache,
        prefix_cache_tokens=prefix_cache_tokens,
        replicas=replicas,
        router=router,
        prefix_slack=prefix_slack,
        min_replicas=min_replicas,
        target_outstanding=target_outstanding,
        cold_start_seconds=cold_start_seconds,
        idle_seconds=idle_seconds,
        prefill_replicas=prefill_replicas,
        decode_replicas=decode_replicas,
        transfer_gb_per_second=transfer_gb_per_second,
        overflow_queue=overflow_queue,
        overflow_outstanding=overflow_outstanding,
        overflow_ttft_ms=overflow_ttft_ms,
        rate_scale=rate_scale,
        concurrency=concurrency,
        format=log_format,
        column_map=o.columns_of(column_map),
        ttft_p99_ms=ttft_p99_ms,
        tpot_p99_ms=tpot_p99_ms,
        e2e_p99_ms=e2e_p99_ms,
        as_of=as_of,
        facts=facts,
    )
    answer(
        found.to_dict(),
        lambda: simulation_table(found.to_dict()),
        json=json,
        warnings=found.warnings,
    )
    return 0
