"""A number that nobody knows exactly, and the values that it may take."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from breakeven.domain.errors import InputError
from breakeven.domain.numbers import Array
from breakeven.studies.normal import normal_quantile

Shape: TypeAlias = Literal["triangular", "uniform", "normal", "lognormal", "jump"]
TAIL = 0.05
"""Share of a normal or lognormal unknown that lies below `low`, and above `high`."""
Z_TAIL = float(normal_quantile(1 - TAIL))


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """An uncertain input: what it most likely is, and how far from that it may lie.

    - triangular: low and high are its ends, central its peak;
    - uniform: low and high are its ends; central is the value used where nothing is drawn;
    - normal, lognormal: central is the median, low and high are the 5 % and the 95 % quantile; each
      half has its own width, so that the range need not be symmetric;
    - jump: it stays at central, and with the probability `chance` falls anywhere in low to high.
    """

    id: str
    low: float
    central: float
    high: float
    shape: Shape
    chance: float = 1.0
    """Of a jump alone: the probability that it happens."""
    place: int | None = None
    """Its own dimension of the Sobol points, one for each of the main unknowns, never reassigned;
    None for one of many small ones, whose draws follow from its id."""

    def __post_init__(self) -> None:
        if not self.low <= self.central <= self.high:
            said = f"low {self.low} <= central {self.central} <= high {self.high} was expected"
            raise InputError(f"{said}; order them", where=self.id)
        if self.shape == "lognormal" and self.low <= 0:
            said = f"a lognormal value is above 0, its low is {self.low}; raise it, or say normal"
            raise InputError(said, where=self.id)
        if not 0 <= self.chance <= 1:
            said = f"the chance of a jump lies within 0 and 1, not at {self.chance}"
            raise InputError(said, where=self.id)

    @property
    def is_known(self) -> bool:
        """Whether it can take one value alone."""
        return self.low == self.high or (self.shape == "jump" and self.chance == 0)

    def quantile(self, share: Array | float) -> Array:
        """Return the value below which a share of its draws lies (its inverse CDF); it rises."""
        u = np.asarray(share, float)
        if self.is_known:
            return np.full_like(u, self.central)
        return _QUANTILES[self.shape](self, u)


def _triangular(of: Unknown, u: Array) -> Array:
    """Return quantiles of a triangle; Kotz and van Dorp (2004), chapter 1."""
    width, left, right = of.high - of.low, of.central - of.low, of.high - of.central
    below, above = of.low + np.sqrt(u * width * left), of.high - np.sqrt((1 - u) * width * right)
    return np.where(u * width < left, below, above)


def _uniform(of: Unknown, u: Array) -> Array:
    return of.low + u * (of.high - of.low)


def _normal(of: Unknown, u: Array) -> Array:
    """Return quantiles of two half normals that meet at the median."""
    z = normal_quantile(u) / Z_TAIL
    return of.central + z * np.where(z < 0, of.central - of.low, of.high - of.central)


def _lognormal(of: Unknown, u: Array) -> Array:
    z = normal_quantile(u) / Z_TAIL
    return of.central * np.exp(
        z * np.where(z < 0, np.log(of.central / of.low), np.log(of.high / of.central))
    )


def _jump(of: Unknown, u: Array) -> Array:
    """Return quantiles of a point mass at central, mixed with a uniform range around it."""
    rate = of.chance / (of.high - of.low)
    below, above = of.low + u / rate, of.high - (1 - u) / rate
    return np.where(below < of.central, below, np.maximum(above, of.central))


_QUANTILES = {
    "triangular": _triangular,
    "uniform": _uniform,
    "normal": _normal,
    "lognormal": _lognormal,
    "jump": _jump,
}
