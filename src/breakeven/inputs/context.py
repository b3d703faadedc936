"""What is known about providers and regions, beside prices."""

from dataclasses import dataclass


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
