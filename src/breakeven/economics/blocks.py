"""Some samples of a world, and what of the costs can be summed over its months first."""

from dataclasses import dataclass

import numpy as np

from breakeven.domain.numbers import Array, Index, Num
from breakeven.economics.compiled.arrays import Span
from breakeven.economics.ownership import worth_of_one
from breakeven.economics.plans import OWNED, Plans, World, some


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Block:
    """Some samples of a world, and its sums over the months, shape (samples,)."""

    samples: slice
    span: Span
    worth: Array
    """Of a dollar of every month."""
    requests: Array
    """Of a dollar for a request a day of every month."""
    tokens: Array
    """The same at each path's prices, shape (paths, samples)."""
    rent: Array
    """Of a dollar of every month at each path's prices, shape (paths, samples)."""


def block_of(plans: Plans, world: World, samples: slice) -> Block:
    """Return some samples of a world."""
    volume, worth = world.volume[:, samples], np.array(world.discount[:, samples])
    prices = world.prices[:, :, samples]
    rent, requests = worth * prices, worth * volume
    bought = np.zeros(worth.shape)
    if (plans.mode == OWNED).any():
        bought = worth_of_one(
            prices[plans.hardware_path],
            worth,
            lifetime_months=_part(plans.lifetime_months, samples),
            resale=_part(plans.resale, samples),
        )
    return Block(
        samples=samples,
        span=Span(
            load=np.ascontiguousarray(volume / world.gain[:, samples]),
            worth=np.ascontiguousarray(worth),
            rent=np.ascontiguousarray(rent),
            bought=bought,
        ),
        worth=worth.sum(axis=0),
        requests=requests.sum(axis=0),
        tokens=(requests * prices).sum(axis=1),
        rent=rent.sum(axis=1),
    )


def _part(values: Num, samples: slice) -> Num:
    array = np.asarray(values, float)
    return array[samples] if array.size > 1 else array.reshape(-1)[0]


def without_machines(plans: Plans, rows: Index, block: Block) -> Array:
    """Return what can be summed over the months without the machines that the load needs."""

    def wide(values: Array) -> Array:
        return some(values, rows, block.samples)

    def column(values: Array) -> Array:
        return np.asarray(values[rows][:, None])

    total = wide(plans.once) + wide(plans.fixed) * block.worth
    total = total + wide(plans.per_request) * block.requests
    total += column(plans.tokens_usd) * block.tokens[plans.tokens_path[rows]]
    each = column(plans.rent_usd) * block.rent[plans.rent_path[rows]]
    each += wide(plans.per_machine) * block.worth
    each += column(np.where(plans.mode == OWNED, plans.capex_usd, 0.0)) * block.span.bought[0]
    total += np.where(plans.has_machines[rows][:, None], wide(plans.spares), 0.0) * each
    return np.ascontiguousarray(total)
