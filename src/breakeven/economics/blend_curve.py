"""Several offers that each serve a fixed share of the requests: the sum of their curves.

A share may be 1 for more than one of them, as in a cascade, where the small model sees every
request. A curve at a share of the volume is a curve over the volume whose requests cost that share
and whose machines serve 1 / share as many.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from breakeven.domain.numbers import Array, Num
from breakeven.economics.curve import CostCurve


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BlendCurve:
    """US dollars a month over requests a day of offers together."""

    scaled: ClassVar[float] = 1.0
    """Its jumps are not evenly spaced."""
    parts: tuple[CostCurve, ...]
    """Each over the whole volume."""

    @classmethod
    def of(cls, curves: Sequence[CostCurve], shares: Sequence[float]) -> "BlendCurve":
        """Return the curve of offers that serve these shares of the requests.

        >>> api = CostCurve(per_request=0.01)
        >>> box = CostCurve(step_usd=100.0, step_requests=1_000.0, minimum_steps=1.0)
        >>> float(BlendCurve.of([box, api], [0.5, 0.5]).cost(2_000.0))
        110.0
        """
        return cls(parts=tuple(at_share(c, s) for c, s in zip(curves, shares, strict=True)))

    @property
    def fixed(self) -> float:
        """Paid at any volume."""
        return float(sum(float(p.fixed) for p in self.parts))

    @property
    def per_request(self) -> float:
        """A month's cost of one request a day, machines apart."""
        return float(sum(float(p.per_request) for p in self.parts))

    @property
    def step_usd(self) -> float:
        """A machine of each that has machines."""
        return float(sum(float(p.step_usd) for p in self.parts))

    @property
    def step_requests(self) -> float:
        """Requests a day between two jumps, in the mean."""
        widths = [float(p.step_requests) for p in self.parts if p.step_usd]
        return 1.0 / sum(1.0 / w for w in widths) if widths else np.inf

    @property
    def minimum_steps(self) -> float:
        """Jumps before the last that is left out because a machine runs anyway."""
        first = [float(p.minimum_steps) * float(p.step_requests) for p in self.parts if p.step_usd]
        return max(first) / self.step_requests if first else 0.0

    @property
    def slope(self) -> float:
        """Cost of one more request a day in the long run."""
        return float(sum(float(p.slope) for p in self.parts))

    @property
    def band(self) -> float:
        """How far the cost can lie above fixed + slope x volume."""
        return float(sum(float(p.band) for p in self.parts))

    def cost(self, requests_per_day: Num) -> Num:
        """Return the cost of a month."""
        return np.asarray(sum(np.asarray(p.cost(requests_per_day), float) for p in self.parts))

    def lines(self, edges: Array) -> tuple[Num, Num]:
        """Return costs at the ends and slopes of pieces without a jump inside: all rise alike."""
        return self.cost(edges[1:]), self.per_request

    def jumps(self, low: float, high: float) -> Array:
        """Return the volumes in [low, high) just after which one more machine is needed."""
        found = [p.jumps(low, high) for p in self.parts]
        volumes = np.unique(np.concatenate([*found, np.empty(0)]))
        return np.asarray(volumes[(volumes >= low) & (volumes < high)])


def at_share(curve: CostCurve, share: float) -> CostCurve:
    """Return an offer's curve over the volume of which it serves a share."""
    return replace(
        curve,
        per_request=np.asarray(curve.per_request, float) * share,
        step_requests=np.asarray(curve.step_requests, float) / share,
    )
