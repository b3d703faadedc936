"""How a day's traffic spreads over its hours, where a log does not tell."""

from dataclasses import dataclass

from breakeven.domain.provenance import Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How a day's traffic spreads over its hours, and how far the busiest hour stands out."""

    id: str
    description: str
    hours: tuple[float, ...]
    """Arrivals of each hour of a typical day over the mean hour, 24 values."""
    peak_to_mean_hour: float
    """Busiest hour of the observed weeks over the mean hour."""
    provenance: Provenance
