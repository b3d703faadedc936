"""Where users and machines are: how far apart, and what electricity there is made of."""

from dataclasses import dataclass
from typing import Annotated

from annotated_types import Ge, Gt

from breakeven.domain.provenance import Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundTrip:
    """How long a packet takes from one country to another and back, either way round."""

    country: str
    other: str
    """The same for what lies within one country."""
    low_ms: Annotated[float, Ge(0)]
    """Between the nearest two places that were measured."""
    high_ms: Annotated[float, Gt(0)]
    """Between the farthest two."""
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class GridIntensity:
    """What a country's electricity emits, in grams of CO2e per kWh, the mean of a year."""

    country: str
    low_g_per_kwh: Annotated[float, Ge(0)]
    g_per_kwh: Annotated[float, Ge(0)]
    high_g_per_kwh: Annotated[float, Ge(0)]
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenCarbon:
    """What a provider's answers emit, as published."""

    provider: str
    model: str
    low_g_per_thousand_output_tokens: Annotated[float, Ge(0)]
    g_per_thousand_output_tokens: Annotated[float, Ge(0)]
    high_g_per_thousand_output_tokens: Annotated[float, Ge(0)]
    provenance: Provenance
