"""`breakeven probe`."""

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Group, Parameter

from breakeven.cli import options as o
from breakeven.cli.answer import answer
from breakeven.cli.streams import note

EXAMPLES = r"""
Requests cost money on a metered endpoint: --dry-run says how many would be
sent, and never more than --max-requests are. docs/how-to/probe-an-endpoint.md

Examples:

  breakeven probe http://localhost:8000 --model my-model --dry-run
  breakeven probe https://api.openai.com/v1 --model gpt-4o-mini \
      --concurrency 1,8 --input-tokens 1000 --output-tokens 200 --dry-run --json
""".strip()
SERVED_BY = Group("What serves it, for the rows of --output")
app = App(name="probe", help_epilogue=EXAMPLES)


@app.default
def probe(
    url: Annotated[str, Parameter(help="Of an OpenAI-compatible server, its /v1 or completions.")],
    /,
    *,
    model: Annotated[str, Parameter(help="The model as the endpoint calls it.")],
    concurrency: Annotated[
        str, Parameter(help="Users who send one request after the other: 1,2,4.")
    ] = "1,2,4",
    input_tokens: Annotated[
        int, Parameter(help="Tokens of a prompt, about.", converter=o.whole, validator=o.positive)
    ] = 512,
    output_tokens: Annotated[
        int,
        Parameter(help="Tokens of an answer, at most.", converter=o.whole, validator=o.positive),
    ] = 128,
    requests_per_user: Annotated[
        int,
        Parameter(
            help="Timed requests of each user; percentiles need as many as they say.",
            converter=o.whole,
            validator=o.positive,
        ),
    ] = 10,
    max_requests: Annotated[
        int,
        Parameter(
            help="Send nothing where more would be needed.",
            converter=o.whole,
            validator=o.positive,
        ),
    ] = 1000,
    timeout: Annotated[
        float, Parameter(help="Seconds to an answer's last token.", validator=o.positive)
    ] = 300.0,
    api: Annotated[
        Literal["chat", "completions"] | None,
        Parameter(help="What to ask for (default: as the address says, else chat)."),
    ] = None,
    api_key_env: Annotated[
        str | None,
        Parameter(
            name="--api-key-env",
            help="Environment variable with the key, such as OPENAI_API_KEY.",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        Parameter(name=["-o", "--output"], help="Write the points as CSV for validate."),
    ] = None,
    dry_run: Annotated[
        bool, Parameter(help="Say what would be sent.", negative="", show_default=False)
    ] = False,
    engine: Annotated[str, Parameter(help="Such as vllm.", group=SERVED_BY)] = "",
    engine_version: Annotated[str, Parameter(help="Such as 0.11.", group=SERVED_BY)] = "",
    known_as: Annotated[
        str, Parameter(help="The model's own name, where --model is another.", group=SERVED_BY)
    ] = "",
    precision: Annotated[str, Parameter(help="Of the weights.", group=SERVED_BY)] = "",
    gpu: Annotated[str, Parameter(help="Such as H100.", group=SERVED_BY)] = "",
    gpu_count: Annotated[
        int | None,
        Parameter(help="GPUs in all.", group=SERVED_BY, converter=o.whole, validator=o.positive),
    ] = None,
    tensor_parallel: Annotated[
        int | None,
        Parameter(
            help="GPUs that share each layer.",
            group=SERVED_BY,
            converter=o.whole,
            validator=o.positive,
        ),
    ] = None,
    json: o.Json = False,
) -> int:
    """Measure an OpenAI-compatible endpoint: times to the tokens and rates, for `validate`."""
    from breakeven import api as library
    from breakeven.outputs.probe_table import plan_line, probe_table

    found = library.probe(
        url,
        model=model,
        concurrency=concurrency,
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        requests_per_user=requests_per_user,
        max_requests=max_requests,
        timeout_seconds=timeout,
        api=api,
        api_key_env=api_key_env,
        engine=engine,
        engine_version=engine_version,
        known_as=known_as,
        precision=precision,
        gpu=gpu,
        gpu_count=gpu_count,
        tensor_parallel=tensor_parallel,
        output=output,
        dry_run=dry_run,
        announce=lambda plan: note(plan_line(plan)),
        progress=note,
    )
    data = found.to_dict()
    answer(data, lambda: probe_table(data), json=json, warnings=found.warnings)
    if found.written:
        note(f"wrote {found.written}")
    return 0
