"""What serves a model: an engine with its memory habits, its scheduler, its precisions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated

from annotated_types import Ge, Gt, Interval

from breakeven.domain.provenance import Provenance

RELEASE = re.compile(r"(\d+\.\d+)(\.\d+(?:a|b|rc)\d+(?:\.post\d+)?)?")
UNSTATED = "unstated"
"""Release of measurements that do not tell theirs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineVersion:
    """The scheduler's defaults of an engine from a version on, until the next one that is known."""

    engine: str
    """Id of the engine."""
    version: str
    released: date | None = None
    max_num_seqs: Annotated[int, Gt(0)]
    max_num_batched_tokens: Annotated[int, Gt(0)]
    small_gpu_share: Annotated[float, Interval(gt=0, le=1)] = 1.0
    whole_prompts_to_context: Annotated[int, Ge(0)] = 0
    reserves_prompt: bool = True
    prefix_caching: bool = True
    era: str = ""
    """Year for which this engine has coefficients of its own; "" where they are today's."""
    provenance: Provenance

    @property
    def id(self) -> str:
        """The name under which it is asked for."""
        return f"{self.engine}@{self.version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """An inference engine, by its defaults."""

    id: str
    name: str
    makers: tuple[str, ...]
    """Makers of accelerators that it runs on."""
    precisions: tuple[str, ...]
    memory_fraction: Annotated[float, Interval(gt=0, le=1)]
    """Share of the memory that it takes, weights and cache together."""
    max_num_seqs: Annotated[int, Gt(0)]
    """Most sequences in one batch."""
    max_num_batched_tokens: Annotated[int, Gt(0)]
    """Token budget of one step (chunked prefill)."""
    sampler_bytes_per_logit: Annotated[float, Ge(0)]
    """Memory of the sampler's buffers for one sequence and one vocabulary entry."""
    runtime_gib: Annotated[float, Ge(0)]
    """Outside the engine's own allocator on one GPU (CUDA context, libraries)."""
    collective_gib: Annotated[float, Ge(0)]
    """More of it where tensors are split over GPUs (communication buffers)."""
    graphs_gib: Annotated[float, Ge(0)]
    """CUDA graphs, taken outside the memory fraction."""
    kv_block_tokens: Annotated[int, Gt(0)]
    small_gpu_share: Annotated[float, Interval(gt=0, le=1)] = 1.0
    """Share of its sequences and tokens that it gives itself on GPUs under 70 GiB."""
    whole_prompts_to_context: Annotated[int, Ge(0)] = 0
    """Models with a context up to this have their prompts computed whole, without chunks."""
    reserves_prompt: bool = True
    """Whether a request joins only where its whole prompt finds a place, not just a chunk of it."""
    prefix_caching: bool = True
    """Whether it keeps the blocks of prompts for later ones."""
    version: str = ""
    """The one whose scheduler this is; "" is today's."""
    era: str = ""
    """Year of its coefficients; "" is today's."""
    provenance: Provenance
    aliases: tuple[str, ...] = ()

    def at(self, known: EngineVersion) -> "Engine":
        """Return the engine with the scheduler of a version; its memory habits are today's."""
        return replace(
            self,
            max_num_seqs=known.max_num_seqs,
            max_num_batched_tokens=known.max_num_batched_tokens,
            small_gpu_share=known.small_gpu_share,
            whole_prompts_to_context=known.whole_prompts_to_context,
            reserves_prompt=known.reserves_prompt,
            prefix_caching=known.prefix_caching,
            version=known.version,
            era=known.era,
            provenance=known.provenance,
        )

    def chunks(self, context_tokens: int) -> bool:
        """Whether the prompts of a model with that context are computed in chunks."""
        return not context_tokens or context_tokens > self.whole_prompts_to_context

    def serving(self, context_tokens: int) -> "Engine":
        """Return the engine as it serves a model: without chunks a step holds a whole context."""
        if self.chunks(context_tokens):
            return self
        return replace(
            self, max_num_batched_tokens=max(context_tokens, self.max_num_batched_tokens)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Efficiency:
    """How much of the hardware's limits an engine reaches: coefficients of the step time."""

    id: str
    gemm_bandwidth: Annotated[float, Gt(0)]
    """Share of the memory bandwidth when weights are read."""
    gemm_compute: Annotated[float, Gt(0)]
    """Share of the dense 16-bit FLOPS in large products."""
    attention_compute: Annotated[float, Gt(0)]
    """Share of the dense 16-bit FLOPS in the attention of prompts."""
    kv_bandwidth: Annotated[float, Gt(0)]
    """Share of the memory bandwidth when the KV cache is read."""
    link_bandwidth: Annotated[float, Gt(0)]
    link_latency_us: Annotated[float, Ge(0)]
    """Fixed time of one collective."""
    layer_us: Annotated[float, Ge(0)]
    """Launch time of one layer's kernels that nothing hides."""
    step_us: Annotated[float, Ge(0)]
    """Scheduler and host time of one step."""
    sequence_us: Annotated[float, Ge(0)]
    """Host time of one sequence in a step (sampling, detokenising)."""
    expert_bandwidth: Annotated[float, Gt(0)] = 0.6
    """Share of the memory bandwidth when routed experts are read."""
    expert_compute: Annotated[float, Gt(0)] = 0.6
    """What the products of routed experts reach, against large dense ones."""
    compute_8_bits: Annotated[float, Gt(0)] = 0.9
    """Share of the 8-bit FLOPS, against that of the 16-bit FLOPS."""
    compute_4_bits: Annotated[float, Gt(0)] = 0.7
    decode_compute: Annotated[float, Gt(0)] = 0.4
    """Share of the dense 16-bit FLOPS in the attention of decoding sequences (MLA)."""
    expert_layer_us: Annotated[float, Ge(0)] = 10.0
    """More launch time of a layer with routed experts (routing, permutation); again with shared
    ones beside them."""
    quantise_us: Annotated[float, Ge(0)] = 5.0
    """More launch time of one product whose operands are narrowed to 8 bits, block by block, as
    models with routed experts have them."""
    quantise_4_us: Annotated[float, Ge(0)] = 5.0
    """More launch time of a layer whose products take operands of 4 bits."""
    expert_tile: Annotated[float, Ge(0)] = 16.0
    """Tokens of computing that each expert in use wastes (whole tiles, uneven routing)."""
    prompt_us: Annotated[float, Ge(0)] = 5000.0
    """Time of a request outside the steps (HTTP, tokenising, the first token's way back)."""
    prompt_layer_us: Annotated[float, Ge(0)] = 0.0
    """More launch time of one layer in a step that computes prompts (no CUDA graph holds it)."""
    expert_prompt_us: Annotated[float, Ge(0)] = 0.0
    """More of that of a layer with routed experts."""
    latent_layer_us: Annotated[float, Ge(0)] = 0.0
    """More launch time of a layer with multi-head latent attention (its projections come apart)."""
    wait_steps: Annotated[float, Ge(0)] = 0.0
    """Steps of a crowded engine until a new request is seen and its first token is on its way."""
    error: Annotated[float, Ge(0)]
    """Standard deviation of ln(measured / predicted): how far to trust a prediction. Half the
    width of the 5-95 % range over 1.645, from measurements that the fit did not see."""
    ttft_error: Annotated[float, Ge(0)] = 0.6
    """The same of the time to the first token."""
    rate_error: Annotated[float, Ge(0)] = 0.4
    """The same of throughput."""
    new_model: Annotated[float, Ge(1)] = 1.0
    """How many times as wide the three are for a model that was not measured here."""
    model_factors: Mapping[str, float] = field(default_factory=dict)
    """Time of a step of models that were measured here, in what the formula says: kernels are
    tuned for some models and not for others. Models that are not named have 1."""
    setup_factors: Mapping[str, float] = field(default_factory=dict)
    """The same of one model at one precision on a number of GPUs, as `setup_key` names it."""
    release_factors: Mapping[str, float] = field(default_factory=dict)
    """The same of the engine's releases that were measured, against the mean of all."""
    points: Annotated[int, Ge(0)] = 0
    """Measured values that the coefficients were fitted to."""
    median_error: Annotated[float, Ge(0)] = 0.0
    """Median absolute error of the time per token on whole models and whole pairs of engine and
    accelerator that the fit did not see; 0 where nothing was measured."""
    provenance: Provenance

    def is_measured(self, model: str) -> bool:
        """Return whether some setup of a model was measured here."""
        return any(key.startswith(f"{model}/") for key in self.setup_factors)

    def spread(self, kind: str, model: str) -> float:
        """Return the spread of a model's errors: `error`, `ttft_error` or `rate_error`."""
        known = float(getattr(self, kind))
        return known if self.is_measured(model) else known * self.new_model

    def factor(self, model: str, *, setup: str = "", release: str = "") -> float:
        """Return how much longer a step takes than the formula says, as far as it was measured."""
        return (
            self.model_factors.get(model, 1.0)
            * self.setup_factors.get(setup, 1.0)
            * self.release_factors.get(release, 1.0)
        )


def setup_key(model: str, precision: str, count: int) -> str:
    """Return the name of a setup in `setup_factors`.

    >>> setup_key("llama-3.1-8b", "fp8", 2)
    'llama-3.1-8b/fp8/2'
    """
    return f"{model}/{precision}/{count}"


def release_of(version: str) -> str:
    """Return the release that a version belongs to: its first two numbers, and a candidate's own.

    >>> [release_of(v) for v in ("0.19.1", "1.2.0rc6.post3", "nightly-5b8c30d", "")]
    ['0.19', '1.2.0rc6.post3', 'nightly', '']
    """
    found = RELEASE.match(version.strip().removeprefix("v"))
    if found:
        return found.group(1) + (found.group(2) or "")
    return "nightly" if "nightly" in version else ""
