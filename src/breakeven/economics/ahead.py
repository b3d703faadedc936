"""Cost over the months ahead (to be replaced by the fast one)."""

from dataclasses import dataclass

import numpy as np

from breakeven.domain.numbers import Array, Index
from breakeven.economics.load_duration import LoadDuration

NONE, ALWAYS, FOLLOWS, OWNED = 0, 1, 2, 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plans:
    """Options; arrays of shape (options,) or (options, samples)."""

    once: Array
    fixed: Array
    per_request: Array
    tokens_usd: Array
    tokens_path: Index
    rent_usd: Array
    rent_path: Index
    per_machine: Array
    spares: Array
    mode: Index
    minimum: Array
    ratio: Array
    step_requests: Array
    served: Array
    capex_usd: Array
    hardware_path: int
    resale: Array
    lifetime_months: Array
    hours: LoadDuration


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class World:
    """Months x samples; volume in requests a day."""

    volume: Array
    discount: Array
    gain: Array
    prices: Array


def monthly(plans: Plans, world: World) -> Array:
    """Return cash by month, shape (options, months, samples); once-costs in month 0."""
    return np.stack([_one(plans, world, o) for o in range(len(plans.mode))])


def totals(plans: Plans, world: World) -> Array:
    """Return the discounted cost, shape (options, samples)."""
    out = []
    for o in range(len(plans.mode)):
        cash = _one(plans, world, o, once=False)
        total = (cash * world.discount).sum(0) + _row(plans.once, o)
        out.append(total)
    return np.stack(out)


def _row(values: Array, o: int) -> Array:
    return np.atleast_1d(values[o])


def _one(plans: Plans, world: World, o: int, once: bool = True) -> Array:
    volume = world.volume
    cash = _row(plans.fixed, o) + _row(plans.per_request, o) * volume
    cash = cash + plans.tokens_usd[o] * world.prices[plans.tokens_path[o]] * volume
    mode = int(plans.mode[o])
    if mode != NONE:
        x = volume / (plans.step_requests[o] * _row(plans.served, o) * world.gain)
        peak = np.maximum(np.ceil(x * (1 - 1e-12)), plans.minimum[o])
        rent = plans.rent_usd[o] * world.prices[plans.rent_path[o]] + _row(plans.per_machine, o)
        if mode == FOLLOWS:
            peak = plans.hours.paid(x, plans.minimum[o], plans.ratio[o])
        held = peak + _row(plans.spares, o)
        if mode == OWNED:
            held = np.maximum.accumulate(held, axis=0)
            cash = cash + _hardware(plans, world, o, held)
        cash = cash + rent * held
    cash = np.array(np.broadcast_to(cash, np.broadcast_shapes(cash.shape, volume.shape)))
    if once:
        cash[0] += _row(plans.once, o)
    return cash


def _hardware(plans: Plans, world: World, o: int, held: Array) -> Array:
    months = len(held)
    price = plans.capex_usd[o] * world.prices[plans.hardware_path]
    bought = np.diff(held, axis=0, prepend=0.0)
    life = int(np.asarray(plans.lifetime_months).reshape(-1)[0])
    cash = np.zeros(np.broadcast_shapes(held.shape, price.shape))
    for m in range(months):
        if m >= life:
            bought[m] += bought[m - life]
        cash[m] += bought[m] * price[m]
    lost = 1.0 - plans.resale
    for m in range(months):
        if m + life < months:
            cash[m + life] -= bought[m] * price[m] * plans.resale
        else:
            cash[-1] -= bought[m] * price[m] * (1.0 - lost * (months - m) / life)
    return cash
