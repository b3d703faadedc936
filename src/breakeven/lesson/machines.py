"""Where the lesson errs about hardware: what it serves, what fits, what fewer bits save."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from breakeven.domain.units import SECONDS_PER_DAY
from breakeven.economics.combos import Combo, efficiency_of
from breakeven.inputs.catalog import Catalog
from breakeven.lesson.analyser import INPUT_TOKENS, OUTPUT_TOKENS, CostComparisonAnalyzer
from breakeven.lesson.difference import Difference
from breakeven.outputs.numbers import gib, percent, plain, times
from breakeven.serving.memory import Memory, fit
from breakeven.serving.shape import shape_of

ENGINE: Final = "vllm"
SIXTEEN: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Output tokens per second of a whole instance with a full batch."""

    model: str
    output_tokens_per_second: float
    source: str


LAMBDA: Final = (
    "Lambda, vllm-benchmark v0 (2024), vLLM 0.5.4, FP8, 320 prompts at once:"
    " github.com/LambdaLabsML/vllm-benchmark"
)
MEASURED: Final = (
    Measured(model="llama-3.1-70b", output_tokens_per_second=662.64, source=LAMBDA),
    Measured(model="llama-3.1-405b", output_tokens_per_second=1230.74, source=LAMBDA),
)


def capacities(measured: Sequence[Measured] = MEASURED) -> Difference:
    """Return what the lesson says about the requests that an instance serves."""
    costs = CostComparisonAnalyzer().hosting_costs
    said, facts = [], []
    for found in measured:
        cost = costs[found.model]
        rate = cost["requests_per_day"] * OUTPUT_TOKENS / SECONDS_PER_DAY
        setup = f"{found.model} on {cost['hardware']}"
        said.append(f"{setup}: {cost['requests_per_day']:,} requests a day ({rate:.1f} tokens/s)")
        facts.append(
            f"{setup}: {found.output_tokens_per_second:,.0f} tokens/s,"
            f" {times(found.output_tokens_per_second / rate)} as much"
        )
    return Difference(
        topic="what an instance serves",
        lesson_says="; ".join(said),
        fact="; ".join(facts),
        why="the lesson's capacities come from no measurement; a batch shares each reading of the"
        " weights. The measured rates are of a full batch of short prompts in FP8, without"
        " latency targets: plan with about half, or let `breakeven size` predict",
        source="; ".join(dict.fromkeys(found.source for found in measured)),
    )


def memory_of(catalog: Catalog, model: str, *, gpu: str, count: int) -> Memory:
    """Return what one GPU of a replica in 16 bits holds, at the lesson's length of a request."""
    found, engine = catalog.model(model), catalog.engine(ENGINE)
    accelerator = catalog.accelerator(gpu)
    combo = Combo(
        accelerator=accelerator,
        count=count,
        precision=catalog.precision(found.native_precision),
        engine=engine,
        efficiency=efficiency_of(catalog.efficiencies, engine, accelerator),
    )
    length = INPUT_TOKENS + OUTPUT_TOKENS
    return fit(shape_of(found), combo.hardware, context_tokens=length)


def what_fits(catalog: Catalog) -> Difference:
    """Return what the lesson says about memory."""
    seventy = memory_of(catalog, "llama-3.1-70b", gpu="A100-80", count=2)
    thirteen = memory_of(catalog, "llama-2-13b", gpu="A10G", count=1)
    largest = memory_of(catalog, "llama-3.1-405b", gpu="H100", count=8)
    tokens = float(seventy.kv_tokens)
    requests = int(tokens // (INPUT_TOKENS + OUTPUT_TOKENS))
    return Difference(
        topic="what fits in 16 bits",
        lesson_says="70B on 2x A100 80 GB, 13B on an A10G or L4 of 24 GB, 405B on 8x H100",
        fact=f"70B on 2x 80 GB leaves {plain(float(seventy.kv_cache_gib))} GiB a GPU for the KV"
        f" cache, about {tokens:,.0f} tokens or {requests} requests at a time;"
        f" {_missing('13B on 24 GB', thirteen)}; {_missing('405B on 8x 80 GB', largest)}",
        why="beside the weights a GPU holds activations, the runtime and the KV cache, and an"
        " engine takes about 90 % of it; in FP8 all three fit",
        source=f"computed by breakeven ({ENGINE}'s defaults) from the models' architectures",
    )


def _missing(setup: str, memory: Memory) -> str:
    weights, gone = float(memory.weights_gib), float(memory.deficit_gib)
    fits = "fits" if not gone else f"does not fit, {gib(gone)} a GPU are missing"
    return f"{setup} ({gib(weights)} of weights a GPU) {fits}"


def bits_saved(catalog: Catalog) -> Difference:
    """Return what the lesson says about the memory that quantisation saves."""
    four, eight = catalog.precision("q4_k_m"), catalog.precision("q8_0")
    return Difference(
        topic="memory saved by quantisation",
        lesson_says="4-bit saves 75 %, 8-bit saves 50 %",
        fact=f"{four.id} saves {percent(1 - four.weight_bits / SIXTEEN)}, {eight.id}"
        f" {percent(1 - eight.weight_bits / SIXTEEN)}, of the weights alone",
        why=f"scales are stored too ({plain(four.weight_bits)} and {plain(eight.weight_bits)} bits"
        " a parameter); the KV cache does not shrink",
        source=f"{four.provenance}, {four.provenance.url}",
    )
