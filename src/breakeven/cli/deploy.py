"""`breakeven deploy`."""

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from breakeven.cli import options as o
from breakeven.cli.streams import note, say

EXAMPLES = r"""
Platforms: vllm, docker-compose, kubernetes, skypilot, dstack, llama-server,
ollama, sagemaker, vertex, azure-ml, and litellm, a gateway with fallbacks.

Examples:

  breakeven deploy self:llama-3.1-8b@L4x1,precision=fp8 --replicas 3 \
      --as kubernetes
  breakeven deploy hosted:deepinfra/gpt-oss-20b --as litellm
  breakeven deploy --requests-per-day 20000 --input-tokens 1500 \
      --output-tokens 300 --simulate none --as litellm -o gateway.yaml
""".strip()
app = App(name="deploy", help_epilogue=EXAMPLES)

Platform = Literal[
    "vllm",
    "docker-compose",
    "kubernetes",
    "skypilot",
    "dstack",
    "llama-server",
    "ollama",
    "sagemaker",
    "vertex",
    "azure-ml",
    "litellm",
]


@app.default
def deploy(
    subject: Annotated[
        str | None,
        Parameter(help="TOML file with the question, or an offer's name: self:MODEL@GPUxN."),
    ] = None,
    /,
    *,
    platform: Annotated[
        Platform, Parameter(name="--as", help="What reads it.", show_choices=False)
    ],
    option: Annotated[
        str | None, Parameter(help="Another option of the answer than the cheapest, by its id.")
    ] = None,
    replicas: Annotated[
        int | None,
        Parameter(
            help="Replicas, at most (default: what the answer says, or 1).", converter=o.whole
        ),
    ] = None,
    min_replicas: Annotated[
        int | None,
        Parameter(help="Replicas in the quietest hour, where they scale.", converter=o.whole),
    ] = None,
    context: Annotated[
        int | None, Parameter(help="Longest request to serve, in tokens.", converter=o.whole)
    ] = None,
    weights: Annotated[
        str | None, Parameter(help="Weights to load: a repository of the Hugging Face hub.")
    ] = None,
    output: Annotated[
        Path | None, Parameter(name=["--output", "-o"], help="File to write (default: stdout).")
    ] = None,
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
    purchases: o.Purchases = (),
    simulate: o.Simulate = "leaders",
    as_of: o.AsOf = None,
    facts: o.Facts = None,
    json: o.Json = False,
) -> int:
    """Write a chosen option as what a platform reads, such as vLLM or Kubernetes."""
    from breakeven import api
    from breakeven.outputs.files import json_text, writable, write_text

    if output is not None:
        writable(output)
    found = api.deploy(
        "-" if subject == o.STDIN else subject,
        target=platform,
        option=option,
        replicas=replicas,
        min_replicas=min_replicas,
        context=context,
        weights=weights,
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
        purchases=o.listed(purchases),
        simulate=simulate,
        as_of=as_of,
        facts=facts,
    )
    for warning in found.warnings:
        note(f"warning: {warning}")
    if output is not None:
        files = {output: found.manifest.text}
        files |= {output.parent / n: text for n, text in found.manifest.beside.items()}
        for path, text in files.items():
            write_text(path, text)
            note(f"wrote {path}")
    if json:
        say(json_text(found.to_dict()))
    elif output is None:
        say(found.manifest.whole.rstrip("\n"))
    else:
        say(f"{found.offer} as {platform}: {output}")
    return 0
