"""How much a provider of tokens serves one customer, at its highest published tier."""

from dataclasses import dataclass
from typing import Annotated

from annotated_types import Gt

from breakeven.domain.provenance import Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimit:
    """The most input tokens a minute of one model at one provider."""

    provider: str
    model: str
    input_tokens_per_minute: Annotated[float, Gt(0)]
    provenance: Provenance
