"""What follows from a model's architecture alone: parameters by part, work and cache per token."""

from dataclasses import dataclass

from breakeven.domain.model import Architecture, Model
from breakeven.domain.numbers import Num


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """Parameters by part, counted from the architecture."""

    embedding: float
    """Looked up, never multiplied."""
    head: float
    """Output projection; 0 when it is the embedding."""
    linear: float
    """Attention, dense MLPs, shared experts, routers."""
    experts: float
    """Routed experts of all layers."""
    active_share: float
    """Share of the routed experts that one token uses."""

    @property
    def total(self) -> float:
        """All parameters."""
        return self.embedding + self.head + self.linear + self.experts

    @property
    def active(self) -> float:
        """Parameters that one token touches."""
        return self.total - self.experts * (1 - self.active_share)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A model as the step time and the memory see it; floats, or arrays of several models."""

    linear_parameters: Num
    """Multiplied at every token, head included."""
    expert_parameters: Num
    lookup_parameters: Num
    """Only stored: the input embedding where it is not also the head, vision parts."""
    head_parameters: Num
    experts: Num
    """Routed experts of a layer; 1 for a dense model."""
    experts_per_token: Num
    layers: Num
    hidden: Num
    vocabulary: Num
    widest_ffn: Num
    """Widest activation of one token inside a layer."""
    kv_heads: Num
    """1 for MLA, whose cache is not split over GPUs."""
    kv_values_per_head: Num
    """Cached values of one token in one layer and head (keys and values)."""
    full_layers: Num
    """Layers whose cache holds the whole context."""
    sliding_layers: Num
    sliding_window: Num
    state_bytes: Num
    """State of one sequence in the layers without a growing cache."""
    attention_flops: Num
    """Of one pair of tokens in one layer (scores and values)."""
    decode_flops: Num
    """The same in decode, where MLA works on the compressed cache (absorbed projections)."""
    moe_layers: Num
    moe_products: Num
    """Launches of products of all layers with routed experts, apart from their routers."""
    expert_blocks: Num
    """Of all layers with routed experts: these, and the shared ones where there are any."""
    linear_layers: Num
    is_mla: Num
    """1 for multi-head latent attention, else 0."""


def _attention(a: Architecture) -> float:
    if not a.is_mla:
        return float(2 * a.hidden * a.head_size * (a.heads + a.kv_heads))
    query_size = a.heads * (a.qk_nope_head_size + a.qk_rope_head_size)
    query = a.q_lora_rank * (a.hidden + query_size) if a.q_lora_rank else a.hidden * query_size
    down = a.hidden * (a.kv_lora_rank + a.qk_rope_head_size)
    up = a.kv_lora_rank * a.heads * (a.qk_nope_head_size + a.v_head_size)
    return float(query + down + up + a.heads * a.v_head_size * a.hidden)


def count_parameters(a: Architecture) -> Parameters:
    """Count the parameters of an architecture, biases left out.

    >>> llama = Architecture(layers=32, hidden=4096, heads=32, kv_heads=8, head_size=128,
    ...                      ffn=14336, vocabulary=128256)
    >>> round(count_parameters(llama).total / 1e9, 2)
    8.03
    """
    matrices = 3 if a.gated_ffn else 2
    dense = (a.layers - a.moe_layers) * matrices * a.hidden * a.ffn
    shared = a.moe_layers * a.hidden * (matrices * a.shared_expert_ffn + a.experts)
    norms = 2 * a.hidden * a.layers
    return Parameters(
        embedding=a.vocabulary * a.hidden,
        head=0 if a.tied_embeddings else a.vocabulary * a.hidden,
        linear=a.layers * _attention(a) + dense + shared + norms,
        experts=a.moe_layers * a.experts * matrices * a.hidden * a.expert_ffn,
        active_share=a.experts_per_token / a.experts if a.is_moe else 1.0,
    )


def shape_of(model: Model) -> Shape:
    """Return the shape of a model; what the published total has beyond the count is stored only.

    Raises ValueError for a model without architecture.
    """
    a = model.architecture
    if a is None:
        raise ValueError(f"{model.id} has no published architecture")
    count = count_parameters(a)
    head = a.vocabulary * a.hidden
    stored = count.total - count.linear - count.experts - head
    moe_layers = float(a.moe_layers) if a.is_moe else 0.0
    unexplained = model.parameters_billion * 1e9 - count.total
    return Shape(
        linear_parameters=count.linear + head,
        expert_parameters=count.experts,
        lookup_parameters=stored + unexplained,
        head_parameters=head,
        experts=a.experts if a.is_moe else 1.0,
        experts_per_token=a.experts_per_token if a.is_moe else 1.0,
        layers=a.layers,
        hidden=a.hidden,
        vocabulary=a.vocabulary,
        widest_ffn=max(a.ffn, a.experts_per_token * a.expert_ffn + a.shared_expert_ffn),
        kv_heads=1 if a.is_mla else a.kv_heads,
        kv_values_per_head=a.kv_lora_rank + a.qk_rope_head_size if a.is_mla else 2 * a.head_size,
        full_layers=a.growing_layers - a.sliding_layers,
        sliding_layers=a.sliding_layers,
        sliding_window=a.sliding_window,
        state_bytes=a.linear_layers * a.linear_state_bytes,
        attention_flops=_attention_flops(a),
        decode_flops=_decode_flops(a),
        moe_layers=moe_layers,
        moe_products=moe_layers * _moe_products(a),
        expert_blocks=moe_layers * (2.0 if a.shared_expert_ffn else 1.0),
        linear_layers=a.linear_layers,
        is_mla=float(a.is_mla),
    )


def _moe_products(a: Architecture) -> float:
    """Return the products of one layer: of attention, of routed experts, of a shared one."""
    return (3.0 if a.is_mla else 2.0) + (4.0 if a.shared_expert_ffn else 2.0)


def _attention_flops(a: Architecture) -> float:
    if a.is_mla:
        return 2.0 * a.heads * (a.qk_nope_head_size + a.qk_rope_head_size + a.v_head_size)
    return 4.0 * a.heads * a.head_size


def _decode_flops(a: Architecture) -> float:
    if a.is_mla:
        return 2.0 * a.heads * (2 * a.kv_lora_rank + a.qk_rope_head_size)
    return _attention_flops(a)
