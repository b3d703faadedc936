"""What storing the weights in fewer bits does to a model's answers."""

from dataclasses import dataclass

from breakeven.domain.provenance import Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityChange:
    """The change of a score, by precision and by what was asked."""

    scope: str
    """The models or the model that it was measured on."""
    precision: str
    task: str
    """A kind of task, or a benchmark."""
    change_low: float
    change_mid: float
    change_high: float
    unit: str
    provenance: Provenance
