"""How long one engine step takes: a short sum of physical terms.

A step processes some tokens (prefill and decode together) of some sequences over some cached
context. Products take the longer of reading the weights and computing, rounded where the two are
close; attention, cache reads, collectives and launches add. Once the batch is fixed the time is
affine in the context. (Roofline: Williams et al. 2009; the sum: Yuan et al. 2024, arXiv
2402.16363.)
"""

from dataclasses import dataclass, fields, replace

import numpy as np

from breakeven.domain.numbers import Array, Num
from breakeven.serving.hardware import Hardware
from breakeven.serving.shape import Shape

LOGIT_BYTES = 16.0
"""Moved for one logit: written at 16 bits, widened to 32, read by the sampler."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepCost:
    """Seconds per unit of work of one replica; floats or arrays of shape (options,)."""

    linear_read: Num
    """Reading the weights of attention and dense layers once."""
    linear_token: Num
    """Computing them for one token."""
    expert_read: Num
    """Reading all routed experts once."""
    expert_token: Num
    expert_share: Num
    """Share of a layer's experts that one token uses."""
    expert_padding: Num
    """Tokens that could be computed in what rounding up to whole tiles wastes, all experts used."""
    pair: Num
    """Attention of one new token to one earlier token in prefill, all full layers."""
    pair_window: Num
    """The same in all sliding-window layers."""
    kv_token: Num
    """Reading one token of the cache in decode, all full layers."""
    kv_window_token: Num
    window: Num
    """Tokens a sliding-window layer looks back on; infinity where there is none."""
    state: Num
    """Of one decoding sequence, whatever its context: reading the state of layers without a growing
    cache, sampling what was drafted."""
    collective_token: Num
    fixed: Num
    """Launches, collectives' latency and the host, once a step."""
    sequence: Num
    """Host work of one sequence."""
    prompts: Num = 0.0
    """More of `fixed` in a step that computes some of a prompt: no CUDA graph holds it."""


def step_cost(shape: Shape, hw: Hardware) -> StepCost:
    """Return the seconds per unit of work of a model on some hardware.

    Pipeline stages work one after the other on a step's tokens, so each stage reads its weights in
    turn; under attention data parallelism every rank holds all of attention and dense layers. Each
    drafted token is one more pass, through one layer and the head.
    """
    one = 0 * (hw.count + shape.layers)
    stages, ranks = hw.pipeline, hw.attention_data
    tensor = hw.count / stages / ranks
    passes = 1.0 + hw.draft_tokens / shape.layers
    multiplied = shape.linear_parameters - shape.head_parameters
    head_bytes = 2 * shape.head_parameters * (1 + hw.draft_tokens)
    read_bytes = multiplied * hw.linear_bytes * passes + head_bytes
    active = shape.expert_parameters * shape.experts_per_token / shape.experts
    pair = shape.attention_flops / hw.count / hw.attention_flops
    kv_token = _kv_token(shape, hw, tensor) / stages / ranks
    group = hw.count / stages
    moved = 2.0 * shape.hidden * 2 * (group - 1) / group / ranks / hw.link_bandwidth
    waves = 2 * shape.layers * np.asarray(group > 1, float)
    sequence = hw.sequence_seconds + shape.vocabulary * LOGIT_BYTES / hw.bandwidth
    has_window = np.asarray(shape.sliding_window) > 0
    return StepCost(
        linear_read=read_bytes / tensor / hw.bandwidth,
        linear_token=2 * multiplied / hw.count / hw.linear_flops,
        expert_read=shape.expert_parameters
        * hw.expert_bytes
        * passes
        / group
        / hw.expert_bandwidth,
        expert_token=2 * active / hw.count / hw.expert_flops,
        expert_share=shape.experts_per_token / shape.experts + one,
        expert_padding=hw.expert_tile * shape.experts / shape.experts_per_token,
        pair=pair * shape.full_layers,
        pair_window=pair * shape.sliding_layers,
        kv_token=kv_token * shape.full_layers,
        kv_window_token=kv_token * shape.sliding_layers,
        window=np.where(has_window, shape.sliding_window, np.inf) + one,
        state=(2 + hw.draft_tokens) * shape.state_bytes / hw.count / hw.kv_bandwidth
        + hw.draft_tokens * sequence,
        collective_token=waves * moved / stages,
        fixed=passes * _launches(shape, hw)
        + stages * hw.step_seconds
        + passes * waves * hw.link_latency * (1 + np.log2(group)) / 2,
        prompts=shape.layers * hw.prompt_layer_seconds
        + shape.moe_layers * hw.expert_prompt_seconds,
        sequence=sequence,
    )


def _launches(shape: Shape, hw: Hardware) -> Num:
    """Return the time of one pass through all layers that no product hides."""
    bits = np.asarray(hw.linear_bits)
    return (
        shape.layers * hw.layer_seconds
        + shape.expert_blocks * hw.expert_layer_seconds
        + shape.moe_products * np.where(bits == 8, hw.quantise_seconds, 0.0)
        + shape.layers * np.where(bits == 4, hw.quantise_4_seconds, 0.0)
        + shape.layers * shape.is_mla * hw.latent_layer_seconds
    )


def _kv_token(shape: Shape, hw: Hardware, tensor: Num) -> Num:
    """Return the time of attending to one cached token in one layer: reading it, or computing.

    A drafted token computes as its sequence's own one does, but shares the reading with it.
    """
    heads = np.maximum(np.ceil(shape.kv_heads / tensor), 1)
    read = heads * shape.kv_values_per_head * hw.kv_bytes / hw.kv_bandwidth
    computed = (1 + hw.draft_tokens) * shape.decode_flops / tensor / hw.decode_flops
    return np.where(np.asarray(shape.is_mla) > 0, smooth_max(read, computed), read)


def slowed(cost: StepCost, factor: Num) -> StepCost:
    """Return the cost where everything takes longer by a factor."""
    kept = ("expert_share", "expert_padding", "window")
    times = [f.name for f in fields(StepCost) if f.name not in kept]
    return replace(cost, **{name: getattr(cost, name) * factor for name in times})


def smooth_max(a: Num, b: Num) -> Num:
    """Return about the larger of two times, more where they are close: their 4-norm.

    Infinity as exponent would be the sharp roofline; products and roots are many times as fast as
    powers.

    >>> round(float(smooth_max(1.0, 0.1)), 4), round(float(smooth_max(1.0, 1.0)), 2)
    (1.0, 1.19)
    """
    a2, b2 = a * a, b * b
    return np.sqrt(np.sqrt(a2 * a2 + b2 * b2))


def touched_experts(share: Num, tokens: Num) -> Num:
    """Return the share of a layer's experts that a batch uses, tokens routed independently.

    >>> round(float(touched_experts(0.25, 4.0)), 4)
    0.6836
    """
    return -np.expm1(tokens * np.log1p(-np.minimum(share, 1 - 1e-12)))


def step_time(
    cost: StepCost,
    *,
    tokens: Num,
    sequences: Num,
    decode_sequences: Num,
    decode_context: Num,
    prefill_pairs: Num,
    prefill_context: Num,
) -> Num:
    """Return the seconds of one step.

    `tokens` are all tokens computed, `sequences` all sequences in the step, `decode_context` the
    mean context of the sequences that decode, `prefill_pairs` the (new, earlier) token pairs of
    the prefill and `prefill_context` their mean number of earlier tokens.
    """
    linear = smooth_max(cost.linear_read, cost.linear_token * tokens)
    touched = touched_experts(cost.expert_share, tokens)
    experts = smooth_max(
        cost.expert_read * touched,
        cost.expert_token * (tokens + cost.expert_padding * touched),
    )
    attention = prefill_pairs * (
        cost.pair
        + cost.pair_window * np.minimum(cost.window / np.maximum(prefill_context, 1.0), 1.0)
    )
    cache: Array = decode_sequences * (
        cost.kv_token * decode_context
        + cost.kv_window_token * np.minimum(decode_context, cost.window)
        + cost.state
    )
    host = cost.fixed + cost.sequence * sequences + cost.collective_token * tokens
    host = host + cost.prompts * np.asarray(np.asarray(prefill_pairs) > 0, float)
    return linear + experts + attention + cache + host
