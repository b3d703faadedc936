"""Monthly cost as an exact function of volume: a line, a staircase, or both.

cost(v) = fixed + per_request v + step_usd max(ceil(v / step_requests), minimum_steps)

An API is a line. A fleet buys whole machines, so it is a staircase, each step including its right
end: a machine that serves 50,000 requests a day serves exactly that many.
"""

from dataclasses import dataclass, fields

import numpy as np

from breakeven.domain.numbers import Array, Num


@dataclass(frozen=True, slots=True, kw_only=True)
class CostCurve:
    """US dollars a month over requests a day; every field a float, or an array of options."""

    fixed: Num = 0.0
    """Paid at any volume."""
    per_request: Num = 0.0
    """A month's cost of one request a day."""
    step_usd: Num = 0.0
    """A month's cost of one machine."""
    step_requests: Num = np.inf
    """Requests a day that one machine serves."""
    minimum_steps: Num = 0.0

    def steps(self, requests_per_day: Num) -> Num:
        """Return how many machines a volume needs."""
        volume = np.asarray(requests_per_day, float)
        steps = np.ceil(volume / self.step_requests)
        # A rounded quotient may miss the jump by one; the products decide.
        steps = steps - ((steps > 0) & ((steps - 1) * self.step_requests >= volume))
        steps = steps + ((steps > 0) & (np.maximum(steps, 1.0) * self.step_requests < volume))
        return np.maximum(steps, self.minimum_steps)

    def cost(self, requests_per_day: Num) -> Num:
        """Return the cost of a month.

        >>> box = CostCurve(step_usd=200.0, step_requests=50_000.0, minimum_steps=1.0)
        >>> [float(box.cost(v)) for v in (1.0, 50_000.0, 50_001.0)]
        [200.0, 200.0, 400.0]
        """
        return (
            self.fixed
            + self.per_request * requests_per_day
            + self.step_usd * self.steps(requests_per_day)
        )

    @property
    def slope(self) -> Num:
        """Cost of one more request a day in the long run: steps averaged out."""
        return self.per_request + self.step_usd / self.step_requests

    @property
    def band(self) -> Num:
        """How far the cost can lie above fixed + slope x volume."""
        return self.step_usd * np.maximum(self.minimum_steps, 1.0)

    def pick(self, index: int) -> "CostCurve":
        """Return one option of an array of options."""
        return CostCurve(**{f.name: _at(getattr(self, f.name), index) for f in fields(self)})

    def jumps(self, low: float, high: float) -> Array:
        """Return the volumes in [low, high) just after which one more machine is needed."""
        width = float(self.step_requests)
        if not np.isfinite(width) or self.step_usd == 0.0:
            return np.empty(0)
        first = max(np.ceil(low / width), float(self.minimum_steps), 1.0)
        last = np.ceil(high / width)
        return np.arange(first, last + 1) * width


def _at(value: Num, index: int) -> float:
    return float(value[index] if isinstance(value, np.ndarray) else value)
