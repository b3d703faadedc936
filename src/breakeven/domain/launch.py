"""How engines are started, and what platforms call the things that we know."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from annotated_types import Gt

from breakeven.domain.provenance import Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """How an engine is started."""

    engine: str
    version: str
    image: str
    amd_image: str = ""
    """Empty where there is none."""
    sagemaker_image: str = ""
    """In AWS's own registry, without its address; empty where there is none."""
    sagemaker_prefix: str = ""
    """Of the environment variables that become its flags there."""
    command: tuple[str, ...]
    weights_flag: str = ""
    """Empty where the weights are the command's first word."""
    port: Annotated[int, Gt(0)]
    health: str
    """Path that answers 200 when it is ready."""
    requests_running: str = ""
    """Metric with the requests in it."""
    flags: Mapping[str, str]
    """What it calls a setting."""
    loads: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Words for a precision that it makes of 16-bit weights as it loads them."""
    quants: Mapping[str, str] = field(default_factory=dict)
    """What it calls a precision of GGUF files."""
    provenance: Provenance

    @property
    def id(self) -> str:
        """The engine, of which there is one launch."""
        return self.engine


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformAccelerator:
    """What platforms call an accelerator; empty where they do not have it."""

    accelerator: str
    kubernetes: str = ""
    """Value of the label nvidia.com/gpu.product."""
    skypilot: str = ""
    dstack: str = ""
    """With its memory where one name has two."""
    vertex: str = ""
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformProvider:
    """What platforms call a provider of machines; empty where they do not rent there."""

    provider: str
    skypilot: str = ""
    dstack: str = ""
    kubernetes_spot: str = ""
    """Label of nodes that can be taken away, key=value."""
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayProvider:
    """What LiteLLM calls a provider of tokens."""

    provider: str
    prefix: str
    key: str = ""
    """Environment variable with the key."""
    base: str = ""
    """Environment variable with the address, where each customer has their own."""
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Gguf:
    """Where a model's GGUF files are."""

    model: str
    repository: str
    ollama: str = ""
    """In Ollama's library, without the precision."""
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Default:
    """A number of a manifest that follows from nothing else."""

    id: str
    value: float
    description: str
    provenance: Provenance
