"""How a day's traffic spreads over its hours, where a log does not tell."""

from dataclasses import dataclass
from typing import Annotated

from annotated_types import Ge, Len

from breakeven.domain.provenance import Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How a day's traffic spreads over its hours, and how far the busiest hour stands out."""

    id: str
    description: str
    hours: Annotated[tuple[Annotated[float, Ge(0)], ...], Len(24, 24)]
    """Arrivals of each hour of a typical day over the mean hour."""
    peak_to_mean_hour: Annotated[float, Ge(1)]
    """Busiest hour of the observed weeks over the mean hour."""
    provenance: Provenance
