"""Options and worlds over the months ahead, as arrays."""

from dataclasses import dataclass, replace

import numpy as np

from breakeven.domain.numbers import Array, Flags, Index, Num
from breakeven.economics.load_duration import LoadDuration

NONE, ALWAYS, FOLLOWS, OWNED, COMMITTED = 0, 1, 2, 3, 4
"""How machines are held: there are none; around the clock; with the load, the base anew in each
month; bought when needed; a base fixed for all months, the rest with the load."""
OF_OPTIONS = (
    "once",
    "fixed",
    "per_request",
    "tokens_usd",
    "tokens_path",
    "rent_usd",
    "rent_path",
    "per_machine",
    "spares",
    "mode",
    "minimum",
    "ratio",
    "step_requests",
    "served",
    "capex_usd",
)
"""Arrays of `Plans` that have an element for each option."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plans:
    """Options; arrays of shape (options,), those marked * also (options, samples)."""

    once: Array
    """* Paid at the start."""
    fixed: Array
    """* A month."""
    per_request: Array
    """* A month's cost of one request a day, whatever happens to prices."""
    tokens_usd: Array
    """The same that follows a price of tokens, at today's."""
    tokens_path: Index
    """Which of the world's prices that follows."""
    rent_usd: Array
    """A month's rent of a machine today."""
    rent_path: Index
    per_machine: Array
    """* A month's cost of a machine, whatever happens to prices."""
    spares: Array
    """* Machines held beside those that are needed."""
    mode: Index
    """`NONE`, `ALWAYS`, `FOLLOWS`, `OWNED` or `COMMITTED`."""
    minimum: Array
    """Machines at any volume."""
    ratio: Array
    """Price of a base machine over one by the hour; infinite without a base."""
    step_requests: Array
    """Requests a day at which one machine is full at its peak."""
    served: Array
    """* What a machine serves over that."""
    capex_usd: Array
    """Price of a machine to buy, today."""
    hardware_path: int
    resale: Num
    """Worth of a machine at the end of its life over its price, shape (samples,)."""
    lifetime_months: Num
    """Of machines that are bought, shape (samples,)."""
    hours: LoadDuration
    base: Num = 0.0
    """Machines of a base that is paid for in all months; of `COMMITTED` alone."""

    def take(self, rows: Index) -> "Plans":
        """Return some of the options."""
        base = np.broadcast_to(self.base, self.mode.shape)[rows]
        return replace(self, **{n: getattr(self, n)[rows] for n in OF_OPTIONS}, base=base)

    @property
    def has_machines(self) -> Flags:
        """Which options have machines, shape (options,)."""
        return np.asarray(self.mode != NONE)

    @property
    def shift(self) -> Array:
        """Paid machines beyond max(needed, fleet_least), shape (options,)."""
        base = np.where(self.mode == COMMITTED, self.base, 0.0)
        return np.asarray(base * (np.where(base > 0.0, self.ratio, 1.0) - 1.0))

    @property
    def fleet_least(self) -> Array:
        """Machines at any volume, a fixed base among them, shape (options,)."""
        base = np.where(self.mode == COMMITTED, self.base, 0.0)
        return np.asarray(np.where(self.has_machines, np.maximum(self.minimum, base), 0.0))

    @property
    def fleet_ratio(self) -> Array:
        """Price of a base that is chosen anew in each month, shape (options,)."""
        return np.where(self.mode == FOLLOWS, self.ratio, np.inf)

    def each(self, served: Array, rows: Index) -> Array:
        """Return the machines that a request a day needs, of some rows."""
        width = self.step_requests[rows][:, None] * served
        return np.where(self.has_machines[rows][:, None], 1.0 / width, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class World:
    """The months ahead, arrays of shape (months, samples)."""

    volume: Array
    """Requests a day."""
    discount: Array
    """Worth today of a dollar of that month."""
    gain: Array
    """What a machine serves over today's."""
    prices: Array
    """Over today's, shape (paths, months, samples)."""

    def wide(self, samples: int) -> "World":
        """Return the same with all samples on the last axis, where one stands for all."""

        def wide(values: Array) -> Array:
            return np.broadcast_to(values, (*values.shape[:-1], samples))

        return World(
            volume=wide(self.volume),
            discount=wide(self.discount),
            gain=wide(self.gain),
            prices=wide(self.prices),
        )


def samples_of(plans: Plans, world: World) -> int:
    """Return how many samples there are."""
    starred = (plans.once, plans.fixed, plans.per_request, plans.per_machine, plans.spares)
    shapes = [values.shape[1:] for values in (*starred, plans.served)]
    shapes += [v.shape[-1:] for v in (world.volume, world.discount, world.gain, world.prices)]
    shapes += [np.shape(plans.resale), np.shape(plans.lifetime_months)]
    return int(np.prod(np.broadcast_shapes(*shapes)))


def some(values: Array, rows: Index, samples: slice = slice(None)) -> Array:
    """Return some rows of an array of options, with an axis of samples."""
    if values.ndim == 2 and values.shape[1] > 1:
        return np.asarray(values[rows, samples])
    return values[rows].reshape(-1, 1)
