"""The load-duration curve: how many machines the hours of a day or a year need, and what is paid.

An hour with load x r, where r is the hour's load over the peak's, needs ceil(x r) machines. Of
machines sorted by how long they run, the k-th is needed in the share S_k of the hours, so it is
cheaper reserved than by the hour where S_k exceeds the ratio of the two prices:

    paid = sum_k min(ratio, S_k) = sum_h v_h need_h,   v_h = min(ratio, C_h) - min(ratio, C_h-1)

with the hours from the busiest on and C_h the share of hours up to h: the screening curves by which
power plants are chosen. With no base, v_h is the hour's own weight.
"""

from dataclasses import dataclass, field

import numpy as np

from breakeven.domain.numbers import Array, Num

SLACK = 1.0 - 2.0**-50
"""A load may be off by some roundings: what is exactly k machines needs k."""
CHUNK = 2**14
FEW = 512
"""Up to so many loads at once, an array of loads x hours is faster than a loop over the hours."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LoadDuration:
    """Typical hours and their load; values for one load never depend on which others are asked."""

    relative: Array
    """Load of each hour over the peak's."""
    weight: Array
    """Share of each hour in the time; sums to 1."""
    busiest: Array = field(init=False)
    """The distinct loads, from the highest on."""
    share: Array = field(init=False)
    """Share of the time with at least such a load."""

    def __post_init__(self) -> None:
        order = np.argsort(-self.relative, kind="stable")
        loads = self.relative[order]
        last = np.append(loads[1:] != loads[:-1], True)
        # Wide sums, so that 24 hours of a 24th each are exactly all of the time.
        share = np.cumsum(self.weight[order], dtype=np.longdouble)[last]
        object.__setattr__(self, "busiest", np.array(loads[last], float))
        object.__setattr__(self, "share", share.astype(float))

    def machines(self, x: Num, minimum: Num) -> Array:
        """Return how many machines run on average, at least `minimum` in each hour.

        `x` is the load at the peak, in machines.

        >>> day = LoadDuration(relative=np.array([1.0, 0.25]), weight=np.array([0.5, 0.5]))
        >>> float(day.machines(4.0, 1.0)), float(day.machines(4.4, 2.0))
        (2.5, 3.5)
        """
        return self.paid(x, minimum, np.inf)

    def paid(self, x: Num, minimum: Num, ratio: Num) -> Array:
        """Return how many machines are paid for on average, in machines by the hour.

        The cheapest mix of a base that always runs, each at `ratio` times the price of a machine by
        the hour, and the rest by the hour.

        >>> day = LoadDuration(relative=np.array([1.0, 0.25]), weight=np.array([0.5, 0.5]))
        >>> float(day.paid(4.0, 1.0, 0.75)), float(day.paid(4.0, 1.0, 0.25))
        (2.25, 1.0)
        """
        load, least, price = np.broadcast_arrays(
            np.asarray(x, float) * SLACK, np.asarray(minimum, float), np.asarray(ratio, float)
        )
        shape, size = load.shape, load.size
        load, least, price = load.ravel(), least.ravel(), price.ravel()
        if size <= FEW:
            return np.asarray(self._few(load, least, price).reshape(shape))
        out = np.empty(size)
        alike = bool((price == price[0]).all())
        for start in range(0, size, CHUNK):
            part = slice(start, start + CHUNK)
            out[part] = self._many(load[part], least[part], price[:1] if alike else price[part])
        return out.reshape(shape)

    def _few(self, load: Array, least: Array, ratio: Array) -> Array:
        need = np.ceil(load[:, None] * self.busiest)
        np.maximum(need, least[:, None], out=need)
        need *= self.weights(ratio)
        # Accumulated and not summed: a sum's order depends on its shape.
        return np.asarray(np.cumsum(need, axis=1)[:, -1])

    def _many(self, load: Array, least: Array, ratio: Array) -> Array:
        total, need = np.zeros(load.size), np.empty(load.size)
        before: Array = np.zeros(1)
        for relative, share in zip(self.busiest, self.share, strict=True):
            upto = np.minimum(ratio, share)
            np.multiply(load, relative, out=need)
            np.ceil(need, out=need)
            np.maximum(need, least, out=need)
            need *= upto - before
            total += need
            if (upto == ratio).all():
                break
            before = upto
        return total

    def weights(self, ratio: Num) -> Array:
        """Return what a machine more in each of the distinct hours costs, shape (..., hours)."""
        upto = np.minimum(np.asarray(ratio, float)[..., None], self.share)
        return np.diff(upto, axis=-1, prepend=0.0)

    def base(self, x: Num, ratio: Num, minimum: Num = 0.0) -> Array:
        """Return how many machines of the cheapest mix always run; of equals, the fewest."""
        load, least, price = np.broadcast_arrays(
            np.asarray(x, float) * SLACK, np.asarray(minimum, float), np.asarray(ratio, float)
        )
        place = np.searchsorted(self.share, price, side="right")
        relative = np.append(self.busiest, 0.0)[place]
        need = np.maximum(np.ceil(load * relative), least)
        return np.asarray(np.where(place < self.share.size, need, 0.0))

    def long_run(self, ratio: Num) -> Array:
        """Return paid(x) / x where x is large."""
        return np.asarray(np.cumsum(self.weights(ratio) * self.busiest, axis=-1)[..., -1])

    def breakpoints(self, low: float, high: float) -> Array:
        """Return the x in [low, high) just after which some hour needs one machine more, sorted."""
        found = [
            np.arange(np.floor(low * r), np.ceil(high * r) + 1) / r for r in self.busiest if r > 0
        ]
        values = np.sort(np.concatenate([*found, np.empty(0)]))
        values = values[(values >= low) & (values < high)]
        new = np.append(True, values[1:] * SLACK > values[:-1])[: values.size]
        return np.asarray(values[new])
