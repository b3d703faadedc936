"""Machines that follow the load, looked up: the exact sum over the hours for millions of loads.

What is paid for is a step function of one number, the load y at the peak. An hour with a load r
over the peak's needs machine k + 1 just above the largest y whose rounded product with r is at most
k.
All those breakpoints in one sorted array serve every minimum and every price of a base, each with
its own running sum. A breakpoint is found by its bucket and a short scan; loads beyond the last one
are summed over the hours. Either way each value is that of `LoadDuration.paid`.
"""

from dataclasses import dataclass

import numpy as np

from breakeven.domain.numbers import Array, Index
from breakeven.economics.compiled.arrays import Places
from breakeven.economics.load_duration import LoadDuration

BUCKETS = 8.0
"""For each breakpoint, at least half as many: most scans stop where they begin."""
ENTRIES = 2**22
"""Of all running sums together: 32 MB."""
REPAID = 16
"""Hours summed in the time that an entry takes: for few loads a long table costs more than sums."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LoadTable:
    """Breakpoints and, for each kind of fleet, what is paid for between them."""

    limit: float
    """Loads up to this are in the table."""
    scale: float
    """Buckets of a load of one machine: a power of two, so that products with it are exact."""
    start: Places
    """Breakpoints in earlier buckets, shape (buckets,)."""
    breaks: Array
    """Sorted; the last is infinite."""
    values: Array
    """Machines paid for after some breakpoints, shape (kinds, breakpoints)."""
    busiest: Array
    """Loads of the distinct hours over the peak's, shape (hours,)."""
    weights: Array
    """What a machine more in each of them costs, shape (kinds, hours)."""
    least: Array
    """Machines at any load, shape (kinds,)."""

    def paid(self, load: Array, kind: Index) -> Array:
        """Return the machines paid for at loads of any shape; `kind` is an array that fits it."""
        inside = load <= self.limit
        if inside.all():
            return self._looked_up(load, kind)
        kinds = np.broadcast_to(kind, load.shape)
        out = np.empty(load.shape)
        out[inside] = self._looked_up(load[inside], kinds[inside])
        out[~inside] = self._summed(load[~inside], kinds[~inside])
        return out

    def _looked_up(self, load: Array, kind: Index) -> Array:
        place = self.start[(load * self.scale).astype(np.int32)]
        flat, at = load.reshape(-1), place.reshape(-1)
        behind = np.flatnonzero(self.breaks[at] < flat)
        while behind.size:
            at[behind] += 1
            behind = behind[self.breaks[at[behind]] < flat[behind]]
        return np.asarray(self.values[kind, place])

    def _summed(self, load: Array, kind: Index) -> Array:
        total, least = np.zeros(load.shape), self.least[kind]
        for hour, relative in enumerate(self.busiest):
            total += np.maximum(np.ceil(load * relative), least) * self.weights[kind, hour]
        return total


def load_table(
    hours: LoadDuration, *, ratio: Array, least: Array, highest: float, lookups: int
) -> LoadTable:
    """Return the table of fleets, each with the price of a base machine and its fewest machines.

    `ratio` and `least` have shape (kinds,). It reaches up to the highest load that is looked up, or
    less far where it would grow too large, or too dear for so few lookups.
    """
    weights = hours.weights(ratio)
    most = min(ENTRIES, lookups * hours.busiest.size // REPAID) // max(ratio.size, 1)
    relative = hours.busiest[hours.busiest > 0.0]
    limit = max(min(highest, (most - 2.0 * relative.size) / relative.sum()), 0.0)
    counts = np.floor(limit * relative).astype(int) + 2
    hour = np.repeat(np.arange(relative.size), counts)
    machines = (np.arange(hour.size) - np.repeat(np.cumsum(counts) - counts, counts)).astype(float)
    breaks = _last_load(machines, relative[hour])
    order = np.argsort(breaks, kind="stable")
    order = order[breaks[order] <= limit]
    breaks = breaks[order]
    scale = float(2.0 ** np.floor(np.log2(BUCKETS * (breaks.size + 1) / max(limit, 1e-9))))
    buckets = np.bincount((breaks * scale).astype(np.int64), minlength=int(limit * scale) + 1)
    return LoadTable(
        limit=limit,
        scale=scale,
        start=(np.cumsum(buckets) - buckets).astype(np.uint32),
        breaks=np.append(breaks, np.inf),
        values=_running_sums(machines[order], hour[order], weights, least),
        busiest=hours.busiest,
        weights=weights,
        least=least,
    )


def _running_sums(machines: Array, hour: Index, weights: Array, least: Array) -> Array:
    """Return what is paid for from each breakpoint on, the minimum to begin with."""
    values = np.empty((least.size, hour.size + 1))
    for kind, (weight, minimum) in enumerate(zip(weights, least, strict=True)):
        steps = np.where(machines >= minimum, weight[hour], 0.0)
        values[kind] = _cumsum(np.append(minimum * weight.sum(), steps))
    return values


def _cumsum(steps: Array) -> Array:
    """Return running sums, of runs first: rounding then grows with the root of their number."""
    run = int(np.sqrt(steps.size)) + 1
    sums = np.append(steps, np.zeros(-steps.size % run)).reshape(-1, run).cumsum(axis=1)
    sums[1:] += np.cumsum(sums[:-1, -1])[:, None]
    return np.asarray(sums.reshape(-1)[: steps.size])


def _last_load(machines: Array, relative: Array) -> Array:
    """Return the largest loads whose rounded product with `relative` is at most `machines`."""
    load = machines / relative
    while (over := load * relative > machines).any():
        load = np.where(over, np.nextafter(load, 0.0), load)
    # Of no load at all, zero is the last: the next one is already a machine.
    while (under := (np.nextafter(load, np.inf) * relative <= machines) & (machines > 0)).any():
        load = np.where(under, np.nextafter(load, np.inf), load)
    return np.asarray(load)
