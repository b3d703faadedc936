"""Own machines for the base of the load, tokens by the piece for what is above: cost over volume.

With x = volume / step_requests machines at the peak, n of them kept, an hour's load x r beyond n
overflows:

    cost(v, n) = fixed + step_usd n + own v + k E[(x r - n)+]
    k = (tokens - own) step_requests / E[r]

E is over the hours of the load-duration curve. It is convex in n, so the cheapest n is the last one
whose machine saves more tokens than it costs: step_usd <= k E[min(1, (x r - n + 1)+)]. The curve
over v is the lower envelope over n: continuous, and straight between its breakpoints, which are
where an hour's load passes n, and where one more machine begins to pay.
"""

from dataclasses import dataclass, field, replace
from typing import ClassVar

import numpy as np

from breakeven.domain.numbers import Array, Num
from breakeven.economics.curve import CostCurve
from breakeven.economics.hybrid_bends import Bends, bends
from breakeven.economics.load_duration import LoadDuration

MOST_MACHINES = 20_000
"""Whose steps are followed one by one; of more, each is less than a 20,000th of the cost."""
BLOCK = 2**11
"""Volumes that are priced at once: what they and the hours make stays near the processor."""
NEVER = Bends(x=np.zeros(1), g=np.zeros(1))
"""Of a machine that costs more than all that it could save."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HybridCurve:
    """US dollars a month over requests a day of one fleet and one offer of tokens.

    Every number a float; for `cost`, or one for each of some samples.
    """

    minimum_steps: ClassVar[float] = 0.0
    scaled: ClassVar[float] = 0.0
    fixed: Num
    """Of both, paid at any volume."""
    own_per_request: Num
    """A month's cost of one request a day on own machines, beside the machines."""
    tokens_per_request: Num
    """A month's cost of one request a day elsewhere."""
    step_usd: Num
    step_requests: Num
    """Requests a day at which one machine is full at its peak."""
    hours: LoadDuration
    _parts: Array = field(init=False, repr=False)
    """Share of the time of each of the distinct loads."""
    _saved: Array = field(init=False, repr=False)
    """What a month of one machine's full load costs more in tokens."""
    _known: dict[tuple[int, int], Bends] = field(init=False, repr=False, default_factory=dict)
    """Stretches of its breakpoints that were asked for."""

    def __post_init__(self) -> None:
        parts = np.diff(self.hours.share, prepend=0.0)
        rise = np.asarray(self.tokens_per_request) - np.asarray(self.own_per_request)
        saved = np.asarray(rise * self.step_requests / float(parts @ self.hours.busiest))
        object.__setattr__(self, "_parts", parts)
        object.__setattr__(self, "_saved", saved)

    @classmethod
    def of(cls, fleet: CostCurve, tokens: CostCurve, hours: LoadDuration) -> "HybridCurve":
        """Return the curve of a fleet beside tokens."""
        return cls(
            fixed=np.asarray(fleet.fixed) + np.asarray(tokens.fixed),
            own_per_request=fleet.per_request,
            tokens_per_request=tokens.per_request,
            step_usd=fleet.step_usd,
            step_requests=fleet.step_requests,
            hours=hours,
        )

    def with_gain(self, gain: float) -> "HybridCurve":
        """Return the curve where a machine keeps so many times as much."""
        return replace(self, step_requests=np.asarray(self.step_requests) * gain)

    def machines(self, requests_per_day: Num) -> Array:
        """Return how many machines the cheapest split keeps; of equals, the fewest."""
        x = np.atleast_1d(np.asarray(requests_per_day, float)) / self.step_requests
        low, high = self._around(x)
        while (low < high).any():
            middle = np.floor((low + high) / 2)
            worth = self._saved * self._slice(x, middle) > self.step_usd
            low, high = (
                np.where(worth, np.minimum(middle + 1, high), low),
                np.where(worth, high, middle),
            )
        return low

    def _around(self, x: Array) -> tuple[Array, Array]:
        """Return bounds on the machines that the cheapest split keeps.

        Those pay that are full in a larger share of the time than pays for them, those do not that
        work in a smaller one: a machine either side is for the roundings.
        """
        with np.errstate(divide="ignore", invalid="ignore"):
            pays = np.asarray(self.step_usd) / np.maximum(self._saved, 0.0)
        place = np.searchsorted(self.hours.share, pays, side="right")
        full = x * np.append(self.hours.busiest, 0.0)[place]
        return np.maximum(np.floor(full) - 1, 0.0), np.minimum(np.ceil(full) + 1, np.ceil(x))

    def _slice(self, x: Array, n: Array) -> Array:
        """Return the mean load of the machine after the first n."""
        over = x[..., None] * self.hours.busiest - n[..., None]
        return np.asarray(np.clip(over, 0.0, 1.0) @ self._parts)

    def overflow(self, requests_per_day: Num) -> Array:
        """Return the share of the requests that goes elsewhere at the cheapest split."""
        return self.above(requests_per_day, self.machines(requests_per_day))

    def above(self, requests_per_day: Num, machines: Num) -> Array:
        """Return the share of the requests that some machines do not keep."""
        x = np.atleast_1d(np.asarray(requests_per_day, float)) / self.step_requests
        load = x[..., None] * self.hours.busiest
        over = np.maximum(load - np.atleast_1d(machines)[..., None], 0.0) @ self._parts
        return np.asarray(over / np.maximum(load @ self._parts, 1e-300))

    def cost(self, requests_per_day: Num) -> Num:
        """Return the cost of a month at the cheapest split."""
        volume = np.asarray(requests_per_day, float)
        if volume.size > BLOCK and not np.ndim(self.step_requests):
            return np.concatenate([self.cost(v) for v in _blocks(volume)]).reshape(volume.shape)
        shape = np.broadcast_shapes(volume.shape, np.shape(self.step_requests))
        machines = self.machines(volume)
        kept = machines.reshape(shape)
        away = volume * self.above(volume, machines).reshape(shape)
        usd = (
            self.fixed
            + self.step_usd * kept
            + self.own_per_request * (volume - away)
            + self.tokens_per_request * away
        )
        return np.asarray(usd)

    @property
    def slope(self) -> float:
        """Cost of one more request a day in the long run."""
        saved, step = float(self._saved), float(self.step_usd)
        if saved <= 0:
            return float(self.tokens_per_request)
        parts, loads = self._parts, self.hours.busiest
        # Of the k-th machine per unit of peak load, the cheaper of keeping it and of its tokens.
        edges = np.append(loads, 0.0)
        widths = edges[:-1] - edges[1:]
        each = np.minimum(step, saved * np.cumsum(parts))
        return float(self.own_per_request) + float(each @ widths) / float(self.step_requests)

    @property
    def band(self) -> float:
        """How far the cost can lie above fixed + slope x volume."""
        return float(self.step_usd)

    @property
    def per_request(self) -> float:
        """Cost of the first request: all of it goes elsewhere."""
        return float(self.tokens_per_request)

    def jumps(self, low: float, high: float) -> Array:
        """Return the breakpoints in [low, high), sorted."""
        found = self._bends(low, high)
        values = found.x * float(self.step_requests)
        return np.asarray(values[(values >= low) & (values < high)])

    def lines(self, edges: Array) -> tuple[Array, Array]:
        """Return costs at the ends and slopes of pieces without a breakpoint inside."""
        found = self._bends(float(edges[0]), float(edges[-1]))
        x = edges / float(self.step_requests)
        if x[-1] > found.x[-1]:
            usd = np.asarray(self.cost(edges), float)
        else:
            own = float(self.fixed) + float(self.own_per_request) * edges
            usd = own + float(self.step_usd) * np.interp(x, found.x, found.g)
        return usd[1:], np.diff(usd) / np.diff(edges)

    def _bends(self, low: float, high: float) -> Bends:
        """Return the breakpoints from at most `low` on, and to at least `high` if not too many."""
        saved, step = float(self._saved), float(self.step_usd)
        if saved <= step:
            return NEVER
        fewest, most = self._around(np.array([low, high]) / float(self.step_requests))
        least = int(fewest[0])
        upto = min(int(most[1]), least + MOST_MACHINES)
        if (least, upto) not in self._known:
            self._known[least, upto] = bends(self.hours, step / saved, least=least, most=upto)
        return self._known[least, upto]


def _blocks(volumes: Array) -> list[Array]:
    return np.array_split(volumes.ravel(), -(-volumes.size // BLOCK))
