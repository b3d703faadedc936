"""What an accelerator is. What it costs lives in the offers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from annotated_types import Ge, Gt

from breakeven.domain.provenance import Provenance

Link = Literal["nvlink", "infinity-fabric", "pcie", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Accelerator:
    """A GPU (or another chip that serves models), by its datasheet."""

    id: str
    name: str
    maker: str
    generation: str
    memory_gb: Annotated[float, Gt(0)]
    """As sold."""
    bandwidth_gb_per_second: Annotated[float, Gt(0)]
    dense_tflops: Mapping[str, float]
    """Without sparsity, by precision of the operands."""
    link: Link
    link_gb_per_second: Annotated[float, Ge(0)]
    """Of one GPU, both directions together."""
    link_domain: Annotated[int, Ge(1)]
    """GPUs that the link joins."""
    power_watts: Annotated[float, Gt(0)]
    provenance: Provenance
    memory_gib: Annotated[float, Ge(0)] = 0.0
    """What software sees; 0 where it was not found."""
    server_only: bool = False
    released: date | None = None
    aliases: tuple[str, ...] = ()

    @property
    def visible_gib(self) -> float:
        """Memory that software sees; where unknown, the size as sold less what drivers keep.

        Makers sell binary gigabytes; CUDA shows 98.5 to 99.5 % of them.
        """
        return self.memory_gib or 0.985 * self.memory_gb

    def tflops(self, precision: str) -> float:
        """Return dense TFLOPS at a precision, at 16 bits where the hardware lacks it."""
        return self.dense_tflops.get(precision) or self.dense_tflops["fp16"]
