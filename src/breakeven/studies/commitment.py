"""How many machines to reserve for all the months ahead, beside those on demand."""

from dataclasses import replace

import numpy as np

from breakeven.domain.numbers import Array
from breakeven.studies.worlds import Worlds

TRIED = 8
"""Sizes of a base that are compared, of those that are best for one of the months."""


def committed(worlds: Worlds) -> Worlds:
    """Return the worlds with the base of each mixed fleet fixed for all months.

    It is the best at the assumptions' values: a commitment is signed before anything is known
    better. Without growth that is today's best; with it, a base between the first and the last
    month's, since what is reserved is paid for whether it is used or not.
    """
    mixed = np.flatnonzero(worlds.is_mixed)
    base = np.zeros(len(worlds.found.rows))
    if not mixed.size:
        return replace(worlds, base=base)
    some = replace(worlds, base=base).take(mixed)
    sizes = _sizes(some)
    usd = np.stack([replace(some, base=one).ahead(some.central)[:, 0] for one in sizes])
    base[mixed] = sizes[np.argmin(usd, axis=0), np.arange(mixed.size)]
    return replace(worlds, base=base)


def _sizes(worlds: Worlds) -> Array:
    """Return bases to compare, from the least to the largest of the months' best.

    Shape (tried, options).
    """
    time, hours = worlds.found.ledger.time, worlds.found.ledger.hours
    seen = worlds.outlook(worlds.central)
    months = (seen.volume / seen.gain)[:, :1] * worlds.question.workload.requests_per_day
    load = months / (worlds.step_requests * worlds.served(worlds.central).T)
    best = hours.base(load, np.asarray(time.base_ratio, float), np.asarray(time.minimum, float))
    share = np.linspace(0.0, 1.0, TRIED)[:, None]
    low, high = best.min(axis=0), best.max(axis=0)
    return np.unique(np.round(low + share * (high - low)), axis=0)
