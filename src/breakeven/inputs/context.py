"""What is known about providers, regions and quantisation, beside prices."""

from dataclasses import dataclass

from breakeven.domain.provenance import Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """Who rents out machines."""

    provider: str
    name: str
    kind: str
    headquarters: str = ""
    eu_regions: bool | None = None
    """Whether there are regions in the EU; None where it is not known."""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """Where the machines of a region stand."""

    provider: str
    region: str
    country: str = ""
    eu: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityChange:
    """What storing the weights in fewer bits does to a model's score."""

    scope: str
    """The models or the model that it was measured on."""
    precision: str
    task: str
    change_low: float
    change_mid: float
    change_high: float
    unit: str
    provenance: Provenance
