"""API capacity that is reserved: units by the hour, each with its tokens a minute."""

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Ge, Gt, MinLen

from breakeven.domain.provenance import Provenance

Scope = Literal["global", "data-zone", "regional"]
"""Where requests may be served: anywhere, in a zone such as the EU, in one region."""
Term = Literal["hourly", "month", "year"]
"""How long one commits; hourly: not at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservedOffer:
    """Reserved capacity of one model; unused capacity is paid for all the same."""

    provider: str
    model: str
    unit: Annotated[str, MinLen(1)]
    """What the provider calls a unit: PTU, GSU, model unit."""
    scope: Scope
    term: Term
    usd_per_unit_hour: Annotated[float, Gt(0)]
    """Around the clock, a term's price spread over its hours."""
    minimum_units: Annotated[int, Gt(0)]
    increment: Annotated[int, Gt(0)]
    """Units are sold in multiples of this."""
    input_tokens_per_minute_per_unit: Annotated[float, Gt(0)]
    output_token_weight: Annotated[float, Gt(0)]
    """Input tokens that one output token counts as."""
    cached_token_weight: Annotated[float, Ge(0)]
    """Input tokens that one cached input token counts as; 0 where they are free."""
    provenance: Provenance

    @property
    def id(self) -> str:
        """The offer's name on the command line."""
        return f"reserved_api:{self.provider}/{self.model},scope={self.scope},term={self.term}"
