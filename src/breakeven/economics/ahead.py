"""Cost over the months ahead, of many options in many worlds.

total = once + sum_m worth_m (fixed + per_request v + tokens price v
                              + (rent price + per_machine) (machines(x) + spares)) + hardware

with v the requests a day of a month and x = v / (step_requests served gain) the load at its peak,
in machines. Only the machines depend on option, month and sample together; all else is summed over
the months first. Options are taken in slabs that stay in a core's own cache.
"""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np

from breakeven.domain.errors import MissingExtra
from breakeven.domain.numbers import Array, Index
from breakeven.economics import slab
from breakeven.economics.blocks import Block, block_of, without_machines
from breakeven.economics.compiled.arrays import Rows
from breakeven.economics.load_duration import SLACK
from breakeven.economics.load_table import LoadTable, load_table
from breakeven.economics.monthly import monthly
from breakeven.economics.plans import (
    ALWAYS,
    COMMITTED,
    FOLLOWS,
    NONE,
    OWNED,
    Plans,
    World,
    samples_of,
    some,
)

__all__ = ["ALWAYS", "COMMITTED", "FOLLOWS", "NONE", "OWNED", "Plans", "World", "monthly", "totals"]

SAMPLES = 1024
"""Of a block. A smaller one stays in a core's own cache, but costs more calls than that saves."""
ELEMENTS = 2**15
"""Options times samples of a slab."""
REPAYS_CALLING, REPAYS_LOADING, REPAYS_NUMBA = 2**14, 2**21, 2**26
"""Machines of a month from which on compiled code is faster: where it is loaded; where it must be,
which takes 40 ms; and where Numba must be too, which takes most of a second."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fleets:
    """The machines that follow the load, of all options."""

    table: LoadTable
    kind: Index
    """Which kind of fleet of the table, shape (options,)."""


def totals(plans: Plans, world: World, *, compiled: bool | None = None) -> Array:
    """Return the discounted cost over the horizon, shape (options, samples).

    Compiled or not, it is the same to the last bit; where that is left open, the faster way goes.
    """
    samples = samples_of(plans, world)
    world = world.wide(samples)
    machines = int(np.count_nonzero(plans.mode)) * world.volume.size
    fast = (_repays(machines) if compiled is None else compiled) and _can_compile()
    fleets = _fleets(plans, world)
    slabs = list(_slabs(plans, min(samples, SAMPLES)))
    out = np.empty((plans.mode.size, samples))
    fill = partial(_fill, plans=plans, world=world, fleets=fleets, slabs=slabs, out=out, fast=fast)
    parts = [slice(start, start + SAMPLES) for start in range(0, samples, SAMPLES)]
    if fast and len(parts) > 1:
        from breakeven.serving.loop.compiled import cores

        with ThreadPoolExecutor(min(cores(), len(parts))) as pool:
            list(pool.map(fill, parts))
    else:
        list(map(fill, parts))
    return out


def _repays(machines: int) -> bool:
    if "breakeven.economics.compiled.months" in sys.modules:
        return machines >= REPAYS_CALLING
    return machines >= (REPAYS_LOADING if "numba" in sys.modules else REPAYS_NUMBA)


def _can_compile() -> bool:
    try:
        from breakeven.economics.compiled import months  # noqa: F401
    except MissingExtra:
        return False
    return True


def _fleets(plans: Plans, world: World) -> Fleets:
    """Return the table of the fleets that follow the load, up to their highest."""
    rows = np.flatnonzero((plans.mode == FOLLOWS) | (plans.mode == COMMITTED))
    keys = np.stack([plans.fleet_ratio[rows], plans.fleet_least[rows]], axis=1)
    kinds, kind = np.unique(keys, axis=0, return_inverse=True)
    of_all = np.zeros(plans.mode.size, np.intp)
    of_all[rows] = kind.reshape(-1)
    highest = 0.0
    if rows.size:
        most = (world.volume / world.gain).max(axis=0)
        highest = float((plans.each(some(plans.served, rows), rows) * most).max())
    table = load_table(
        plans.hours,
        ratio=kinds[:, 0],
        least=kinds[:, 1],
        highest=highest,
        lookups=rows.size * world.volume.size,
    )
    return Fleets(table=table, kind=of_all)


def _slabs(plans: Plans, samples: int) -> Iterator[Index]:
    """Yield options that hold their machines in one way, those that share a table together."""
    size = max(ELEMENTS // samples, 1)
    order = np.lexsort((plans.rent_path, plans.fleet_least, plans.fleet_ratio, plans.mode))
    mode = plans.mode[order]
    for rows in np.split(order, np.flatnonzero(mode[1:] != mode[:-1]) + 1):
        for start in range(0, rows.size, size):
            yield rows[start : start + size]


def _fill(
    samples: slice,
    *,
    plans: Plans,
    world: World,
    fleets: Fleets,
    slabs: list[Index],
    out: Array,
    fast: bool,
) -> None:
    """Fill in some samples of all options."""
    block = block_of(plans, world, samples)
    for rows in slabs:
        total = without_machines(plans, rows, block)
        _add_machines(plans, fleets, rows, block, total, fast=fast)
        out[rows, samples] = total


def _add_machines(
    plans: Plans, fleets: Fleets, rows: Index, block: Block, total: Array, *, fast: bool
) -> None:
    """Add the machines that the load needs, of options that hold them in one way."""
    mode = int(plans.mode[rows[0]])
    if mode == NONE:
        return
    part, span = _rows(plans, fleets, rows, block, total.shape), block.span
    follows = mode in (FOLLOWS, COMMITTED)
    if not fast:
        if follows:
            slab.follows(part, span, fleets.table, total)
        else:
            (slab.owned if mode == OWNED else slab.always)(part, span, total)
        return
    from breakeven.economics.compiled import months

    if follows:
        months.follows(part, span, slab.lookup(fleets.table), total)
    elif mode == OWNED:
        months.owned(part, span, total, np.empty(total.shape[1]))
    else:
        months.always(part, span, total)


def _rows(plans: Plans, fleets: Fleets, rows: Index, block: Block, shape: tuple[int, ...]) -> Rows:
    def wide(values: Array) -> Array:
        # A copy: Numba compiles again for arrays that cannot be written.
        return np.array(np.broadcast_to(values, shape), float, order="C")

    each = plans.each(some(plans.served, rows, block.samples), rows) * SLACK
    return Rows(
        each=wide(each),
        per_machine=wide(some(plans.per_machine, rows, block.samples)),
        rent=plans.rent_usd[rows].astype(float),
        path=plans.rent_path[rows].astype(np.intp),
        least=plans.fleet_least[rows],
        capex=plans.capex_usd[rows].astype(float),
        kind=fleets.kind[rows],
        shift=plans.shift[rows],
    )
