"""What a language model is: its architecture numbers, class and licence."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from annotated_types import Ge, Gt

from breakeven.domain.provenance import Provenance

ModelClass = Literal["proprietary", "open-weight", "open-source"]
Count = Annotated[int, Ge(0)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Architecture:
    """The numbers of a transformer that its memory and speed follow from."""

    layers: Annotated[int, Gt(0)]
    hidden: Annotated[int, Gt(0)]
    heads: Annotated[int, Gt(0)]
    kv_heads: Annotated[int, Gt(0)]
    head_size: Annotated[int, Gt(0)]
    ffn: Count
    """Intermediate size of a dense layer's MLP; 0 where no layer is dense."""
    vocabulary: Annotated[int, Gt(0)]
    tied_embeddings: bool = False
    gated_ffn: bool = True
    """Three matrices in an MLP (SwiGLU), else two."""
    moe_layers: Count = 0
    """How many of the layers hold routed experts."""
    experts: Count = 0
    experts_per_token: Count = 0
    expert_ffn: Count = 0
    shared_expert_ffn: Count = 0
    """Intermediate size of all the shared experts of a layer together."""
    kv_lora_rank: Count = 0
    """Above 0 the attention is multi-head latent attention (MLA)."""
    q_lora_rank: Count = 0
    qk_nope_head_size: Count = 0
    qk_rope_head_size: Count = 0
    v_head_size: Count = 0
    sliding_window: Count = 0
    """Tokens that a sliding-window layer looks back on."""
    sliding_layers: Count = 0
    linear_layers: Count = 0
    """Layers whose state does not grow with the context (Mamba, delta net, lightning)."""
    linear_state_bytes: Count = 0
    """State of one sequence in one such layer, in bytes."""
    vision_parameters_billion: Annotated[float, Ge(0)] = 0.0
    mtp_parameters_billion: Annotated[float, Ge(0)] = 0.0

    @property
    def is_mla(self) -> bool:
        """Whether the attention is multi-head latent attention."""
        return self.kv_lora_rank > 0

    @property
    def is_moe(self) -> bool:
        """Whether some layers route tokens to experts."""
        return self.moe_layers > 0 and self.experts > 0

    @property
    def growing_layers(self) -> int:
        """Layers whose cache grows with the context."""
        return self.layers - self.linear_layers


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model by its short name."""

    id: str
    name: str
    family: str
    maker: str
    model_class: ModelClass
    licence: str
    released: date | None = None
    context_tokens: Count = 0
    """Longest context, in tokens; 0 where it is not known."""
    native_precision: str
    modalities: tuple[str, ...]
    provenance: Provenance
    hf_id: str = ""
    aliases: tuple[str, ...] = ()
    parameters_billion: Annotated[float, Ge(0)] = 0.0
    active_parameters_billion: Annotated[float, Ge(0)] = 0.0
    architecture: Architecture | None = None
    """None for a proprietary model."""

    @property
    def is_open(self) -> bool:
        """Whether the weights can be downloaded."""
        return self.model_class != "proprietary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """How the weights and the products of a model are stored and computed."""

    id: str
    weight_bits: Annotated[float, Gt(0)]
    """Bits of one quantised parameter, scales included."""
    compute: str
    """Precision of the products where the hardware has it, else 16 bits."""
    scope: Literal["linear", "experts"]
    """Which parameters are quantised; the others stay at 16 bits."""
    kv_bits: Annotated[float, Gt(0)]
    aliases: tuple[str, ...] = ()
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityScore:
    """A benchmark result of a model. One benchmark is compared only with itself."""

    model: str
    benchmark: str
    score: float
    unit: str
    provenance: Provenance
