"""Monthly cost as an exact function of volume: a line, a staircase, or both.

cost(v) = fixed + per_request v + step_usd running(v)
running(v) = max(ceil(v / step_requests), minimum_steps) around the clock

An API is a line. A fleet buys whole machines, so it is a staircase, each step including its right
end: a machine that serves 50,000 requests a day serves exactly that many. Where machines follow the
load, running(v) is the mean of such staircases over the typical hours, each with its own load.
"""

from dataclasses import dataclass, fields, replace

import numpy as np

from breakeven.domain.numbers import Array, Index, Num
from breakeven.economics.load_duration import LoadDuration


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CostCurve:
    """US dollars a month over requests a day; every number a float, or an array of options."""

    fixed: Num = 0.0
    """Paid at any volume."""
    per_request: Num = 0.0
    """A month's cost of one request a day."""
    step_usd: Num = 0.0
    """A month's cost of one machine."""
    step_requests: Num = np.inf
    """Requests a day that one machine serves."""
    minimum_steps: Num = 0.0
    scaled: Num = 0.0
    """1 where machines follow the load of the hours, 0 where they run around the clock."""
    base_ratio: Num = np.inf
    """Price of a machine that always runs over that of one that follows the load; infinite where
    there is none of the former."""
    hours: LoadDuration | None = None
    """The load of the typical hours, for machines that follow it."""

    def steps(self, requests_per_day: Num) -> Num:
        """Return how many machines a volume needs at its peak."""
        volume = np.asarray(requests_per_day, float)
        steps = np.ceil(volume / self.step_requests)
        # A rounded quotient may miss the jump by one; the products decide.
        steps = steps - ((steps > 0) & ((steps - 1) * self.step_requests >= volume))
        steps = steps + ((steps > 0) & (np.maximum(steps, 1.0) * self.step_requests < volume))
        return np.maximum(steps, self.minimum_steps)

    def running(self, requests_per_day: Num) -> Num:
        """Return how many machines are paid for on average, in machines that follow the load."""
        steps = self.steps(requests_per_day)
        if self.hours is None or not np.any(self.scaled):
            return steps
        steps = np.array(steps, float)
        names = ("scaled", "step_requests", "minimum_steps", "base_ratio")
        scaled, width, least, ratio = (
            np.broadcast_to(np.asarray(getattr(self, name), float), steps.shape) for name in names
        )
        some = scaled > 0
        volume = np.broadcast_to(np.asarray(requests_per_day, float), steps.shape)
        steps[some] = self.hours.paid(volume[some] / width[some], least[some], ratio[some])
        return steps

    def without_base(self) -> "CostCurve":
        """Return the curve of machines that all follow the load."""
        return replace(self, base_ratio=np.inf)

    def cost(self, requests_per_day: Num) -> Num:
        """Return the cost of a month.

        >>> box = CostCurve(step_usd=200.0, step_requests=50_000.0, minimum_steps=1.0)
        >>> [float(box.cost(v)) for v in (1.0, 50_000.0, 50_001.0)]
        [200.0, 200.0, 400.0]
        """
        return (
            self.fixed
            + self.per_request * requests_per_day
            + self.step_usd * self.running(requests_per_day)
        )

    @property
    def slope(self) -> Num:
        """Cost of one more request a day in the long run: steps averaged out."""
        share = self.hours.long_run(self.base_ratio) if self.hours is not None else 1.0
        each = np.where(np.asarray(self.scaled) > 0, share, 1.0)
        return self.per_request + self.step_usd * each / self.step_requests

    @property
    def band(self) -> Num:
        """How far the cost can lie above fixed + slope x volume."""
        return self.step_usd * np.maximum(self.minimum_steps, 1.0)

    def pick(self, index: int) -> "CostCurve":
        """Return one option of an array of options."""
        return self._with({n: _at(v, index) for n, v in self._numbers().items()})

    def take(self, rows: Index, *, size: int) -> "CostCurve":
        """Return some of the `size` options of an array of options."""
        return self._with(
            {n: np.broadcast_to(v, (size,))[rows] for n, v in self._numbers().items()}
        )

    def _numbers(self) -> dict[str, Num]:
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "hours"}

    def _with(self, numbers: dict[str, Num]) -> "CostCurve":
        return replace(self, **numbers)  # type: ignore[arg-type]

    def sampled(self, served: Array) -> "CostCurve":
        """Return an array of options as arrays of shape (options, cases).

        `served` is what machines serve in each case over what the curve says.
        """
        numbers = {
            name: np.asarray(value, float)[:, None] if np.ndim(value) == 1 else value
            for name, value in self._numbers().items()
        }
        numbers["step_requests"] = numbers["step_requests"] * served
        return self._with(numbers)

    def lines(self, edges: Array) -> tuple[Num, Num]:
        """Return costs at the ends and slopes of pieces without a jump inside: all rise alike."""
        return self.cost(edges[1:]), float(self.per_request)

    def jumps(self, low: float, high: float) -> Array:
        """Return the volumes in [low, high) just after which one more machine is needed."""
        width = float(self.step_requests)
        if not np.isfinite(width) or self.step_usd == 0.0:
            return np.empty(0)
        if self.scaled and self.hours is not None:
            return self.hours.breakpoints(low / width, high / width) * width
        first = max(np.ceil(low / width), float(self.minimum_steps), 1.0)
        last = np.ceil(high / width)
        return np.arange(first, last + 1) * width


def _at(value: Num, index: int) -> float:
    return float(value[index] if isinstance(value, np.ndarray) else value)
