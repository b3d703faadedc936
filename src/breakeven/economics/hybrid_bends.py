"""Where the cost of a hybrid bends, and what it is there: in machines of load, per machine's price.

With own requests and what is fixed taken off, every hybrid with the same hours is one function of
the load x at the peak, in machines, and of one number, the price p of a machine over what a month
of its full load costs more in tokens:

    g(x) = min over n of  n + E[(x r - n)+] / p

It is continuous, and straight between the loads at which an hour's load passes n, and those at
which machine n + 1 begins to pay: p = E[min(1, (x r - n)+)].
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from breakeven.domain.numbers import Array, Index
from breakeven.economics.load_duration import LoadDuration

CHUNK = 2**6
"""Numbers of machines that are looked at at once."""
FEW = 200
"""Distinct loads of a day or a week: their bends are kept."""
KEPT = 512


@dataclass(frozen=True, slots=True, eq=False)
class Bends:
    """A stretch of g: its corners, both ends among them."""

    x: Array
    """Loads at the peak, in machines, rising."""
    g: Array
    """Cost there, in prices of a machine."""


def bends(hours: LoadDuration, price: float, *, least: int, most: int) -> Bends:
    """Return g at least while `least` to `most` machines are kept; `price` is p, below 1."""
    known = _kept if hours.busiest.size <= FEW else _chunk
    told = (hours.busiest.tobytes(), hours.share.tobytes(), price)
    found = [known(*told, chunk) for chunk in range(least // CHUNK, most // CHUNK + 1)]
    # Each begins where the one before it ends.
    x = np.concatenate([found[0].x[:1], *(f.x[1:] for f in found)])
    g = np.concatenate([found[0].g[:1], *(f.g[1:] for f in found)])
    return Bends(x=x, g=g)


def _chunk(busiest: bytes, share: bytes, price: float, chunk: int) -> Bends:
    """Return g while `chunk` x CHUNK machines are kept, and up to CHUNK - 1 more."""
    loads = np.frombuffer(busiest)
    parts = np.diff(np.frombuffer(share), prepend=0.0)
    n = np.arange(chunk * CHUNK, (chunk + 1) * CHUNK, dtype=float)
    start = _pays(np.maximum(n - 1, 0), loads, parts, price) * (n > 0)
    end = _pays(n, loads, parts, price)
    passed = n[:, None] / loads[loads > 0]
    inside = (passed > start[:, None]) & (passed < end[:, None])
    kept = np.nonzero(inside)[0]
    x = np.concatenate([start[:1], passed[inside], end])
    machines = np.concatenate([n[:1], n[kept], n])
    order = np.argsort(x, kind="stable")
    x, machines = x[order], machines[order]
    over = np.maximum(x[:, None] * loads - machines[:, None], 0.0) @ parts
    return Bends(x=x, g=machines + over / price)


_kept = lru_cache(maxsize=KEPT)(_chunk)


def _pays(n: Array, loads: Array, parts: Array, price: float) -> Array:
    """Return the loads at the peak, in machines, from which machine n + 1 pays.

    What it saves rises with the load, straight between the loads at which an hour begins or ceases
    to fill it.
    """
    rising = loads[loads > 0]
    corners = np.sort(np.concatenate([n[:, None] / rising, (n[:, None] + 1) / rising], axis=1))
    each = np.arange(n.size)

    def worth(place: Index) -> Array:
        over = corners[each, place][:, None] * loads - n[:, None]
        return np.asarray(np.clip(over, 0.0, 1.0) @ parts)

    place, high = np.zeros(n.size, np.intp), np.full(n.size, corners.shape[1] - 1)
    while (place < high).any():
        middle = (place + high) // 2
        pays = worth(middle) > price
        place, high = np.where(pays, place, middle + 1), np.where(pays, middle, high)
    below = np.maximum(place - 1, 0)
    left, right = worth(below), worth(place)
    # In the last corner every hour fills it: where roundings deny that, it is the answer.
    reached = right > price
    share = np.where(reached, (price - left) / np.where(reached, right - left, 1.0), 1.0)
    first, last = corners[each, below], corners[each, place]
    return np.asarray(first + share * (last - first))
