"""The cash of each month ahead, as it is paid: for a few options and samples, to be shown."""

import numpy as np

from breakeven.domain.numbers import Array
from breakeven.economics.load_duration import SLACK
from breakeven.economics.ownership import cash_of_one
from breakeven.economics.plans import COMMITTED, FOLLOWS, OWNED, Plans, World, samples_of, some


def monthly(plans: Plans, world: World, *, held: Array | None = None) -> Array:
    """Return what is paid in each month, not discounted, shape (options, months, samples).

    What is paid once is in the first month; what old machines bring in is deducted. `held` are the
    machines paid for in each month, of the same shape; None for those that all of the load needs.
    """
    world = world.wide(samples_of(plans, world))
    everyone = np.arange(plans.mode.size)

    def wide(values: Array) -> Array:
        return some(values, everyone)[:, None]

    tokens = wide(plans.tokens_usd) * world.prices[plans.tokens_path]
    cash = wide(plans.fixed) + (wide(plans.per_request) + tokens) * world.volume
    rent = wide(plans.rent_usd) * world.prices[plans.rent_path] + wide(plans.per_machine)
    held = machines_held(plans, world) if held is None else held
    cash = cash + rent * held
    cash[:, 0] += some(plans.once, everyone)
    own = np.flatnonzero(plans.mode == OWNED)
    if own.size:
        one = cash_of_one(
            world.prices[plans.hardware_path],
            lifetime_months=plans.lifetime_months,
            resale=plans.resale,
        )
        bought = np.diff(held[own], axis=1, prepend=0.0)
        cash[own] += plans.capex_usd[own][:, None, None] * np.einsum("obs,bms->oms", bought, one)
    return np.asarray(cash)


def machines_held(plans: Plans, world: World) -> Array:
    """Return the machines paid for in each month, spares among them.

    Shape (options, months, samples). Machines that follow the load count as the mean over the
    hours, in machines by the hour.
    """
    rows = np.arange(plans.mode.size)
    load = world.volume / world.gain * plans.each(some(plans.served, rows), rows)[:, None]
    least = plans.fleet_least[:, None, None]
    held = np.maximum(np.ceil(load * SLACK), least)
    scaled = np.flatnonzero((plans.mode == FOLLOWS) | (plans.mode == COMMITTED))
    if scaled.size:
        ratio, shift = (v[scaled][:, None, None] for v in (plans.fleet_ratio, plans.shift))
        held[scaled] = plans.hours.paid(load[scaled], least[scaled], ratio) + shift
    own = plans.mode == OWNED
    held[own] = np.maximum.accumulate(held[own], axis=1)
    spares = some(plans.spares, rows)[:, None]
    return np.asarray(np.where(plans.has_machines[:, None, None], held + spares, 0.0))
