"""Where a number came from."""

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A publication that facts cite."""

    id: str
    title: str
    url: str = ""
    date: datetime.date
    """When it was published, or read."""
    licence: str = ""
    """The licence under which the source itself is published."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """The source of one value, or the formula that made it."""

    source: str
    """Id of a `Source`, or a formula with its inputs."""
    date: datetime.date | None = None
    url: str = ""
    note: str = ""
    verified: bool = True
    """False where the value was stated from general knowledge."""

    def __str__(self) -> str:
        dated = f", {self.date}" if self.date else ""
        doubt = "" if self.verified else ", not verified"
        return f"{self.source}{dated}{doubt}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """A value that is assumed, with the range in which it is believed to lie."""

    id: str
    value: float
    low: float
    high: float
    unit: str
    description: str
    provenance: Provenance
