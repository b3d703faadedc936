"""Whether a model fits, and how many tokens of KV cache are left.

The cache gets what the engine's memory fraction leaves after weights, the peak of the activations
and the runtime (as vLLM profiles it). Published vLLM measurements agree within 0.1 GiB; the
activation peak is the sampler's buffers over the vocabulary, whatever the size of the model.
"""

from dataclasses import dataclass

import numpy as np

from breakeven.domain.numbers import Array, Num
from breakeven.domain.units import GIB
from breakeven.serving.hardware import Hardware
from breakeven.serving.shape import Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """The memory of one GPU of a replica, in GiB, and what it holds; floats or arrays."""

    weights_gib: Num
    activation_gib: Num
    overhead_gib: Num
    """Activations and runtime together."""
    kv_cache_gib: Num
    """0 where weights and overhead leave nothing."""
    deficit_gib: Num
    """What is missing for a first byte of cache; 0 where some is left."""
    kv_tokens: Num
    """Tokens of cache of the whole replica, at the context that was asked about."""
    max_context_tokens: Num
    """Longest single sequence that the cache holds."""


def weights_bytes(shape: Shape, hardware: Hardware) -> Num:
    """Return the bytes of all weights; embeddings and head stay at 16 bits."""
    quantised = shape.linear_parameters - shape.head_parameters
    kept = 2.0 * (shape.lookup_parameters + shape.head_parameters)
    return (
        quantised * hardware.linear_bytes + shape.expert_parameters * hardware.expert_bytes + kept
    )


def kv_layer_bytes(shape: Shape, hardware: Hardware) -> Num:
    """Return the cache bytes of one token in one layer on one GPU.

    Heads are split over GPUs until one is left on each; MLA has one, so it is replicated.
    """
    heads = np.maximum(np.ceil(shape.kv_heads / hardware.count), 1)
    return heads * shape.kv_values_per_head * hardware.kv_bytes


def sequence_bytes(shape: Shape, hardware: Hardware, context_tokens: Num) -> Num:
    """Return the cache bytes of one sequence on one GPU."""
    windowed = np.minimum(context_tokens, shape.sliding_window or context_tokens)
    layers = shape.full_layers * context_tokens + shape.sliding_layers * windowed
    return kv_layer_bytes(shape, hardware) * layers + shape.state_bytes / hardware.count


def _activation_bytes(shape: Shape, hardware: Hardware) -> Array:
    sampler = hardware.max_num_seqs * shape.vocabulary * hardware.sampler_bytes_per_logit
    widths = 3 * shape.widest_ffn / hardware.count + 4 * shape.hidden
    forward = hardware.max_num_batched_tokens * widths * 2.0
    return np.maximum(sampler, forward)


def fit(shape: Shape, hardware: Hardware, *, context_tokens: float) -> Memory:
    """Return what one GPU of a replica holds; `context_tokens` is the length of a sequence."""
    weights = weights_bytes(shape, hardware) / hardware.count / GIB
    activation = _activation_bytes(shape, hardware) / GIB
    overhead = activation + hardware.runtime_gib
    left = hardware.visible_gib * hardware.memory_fraction - weights - overhead
    room = np.maximum(left, 0.0)
    per_sequence = sequence_bytes(shape, hardware, context_tokens)
    return Memory(
        weights_gib=weights,
        activation_gib=activation,
        overhead_gib=overhead,
        kv_cache_gib=room,
        deficit_gib=np.maximum(-left, 0.0),
        kv_tokens=room * GIB / per_sequence * context_tokens,
        max_context_tokens=_longest(shape, hardware, room * GIB),
    )


def _longest(shape: Shape, hardware: Hardware, room_bytes: Num) -> Num:
    """Solve sequence_bytes(context) = room, which has one kink at the window."""
    per_layer = kv_layer_bytes(shape, hardware)
    free = np.maximum(room_bytes - shape.state_bytes / hardware.count, 0.0) / per_layer
    all_layers = max(shape.full_layers + shape.sliding_layers, 1)
    short = free / all_layers
    if not shape.sliding_layers:
        return short
    if not shape.full_layers:
        return np.where(short >= shape.sliding_window, np.inf, short)
    long = (free - shape.sliding_layers * shape.sliding_window) / shape.full_layers
    return np.where(short <= shape.sliding_window, short, long)
