"""Machines that one buys, over time: bought when first needed, replaced when old, sold at the end.

A machine is bought in the first month in which the load needs one more than ever before, kept until
the end even if the load falls, and replaced after its lifetime at the price of that month. Its
worth falls straight from its price to `resale` times its price over its lifetime; that is what one
gets for an old one, and for each at the end of the months. All months are whole.
"""

import numpy as np

from breakeven.domain.numbers import Array, Index, Num


def cash_of_one(price: Array, *, lifetime_months: Num, resale: Num) -> Array:
    """Return the cash by month of a machine and those that replace it, by the month it is bought.

    `price` is of each month, shape (months, samples); the result has shape
    (months bought, months paid, samples). What is sold at the very end is paid in the last month.

    >>> price = np.ones((3, 1))
    >>> cash_of_one(price, lifetime_months=4.0, resale=0.2)[1, :, 0].tolist()
    [0.0, 1.0, -0.6]
    """
    months, samples = price.shape
    end, kept = _ends(months, samples, lifetime_months, resale)
    cash = np.zeros((months + 1, months, samples))
    place = np.arange(samples)
    for month in reversed(range(months)):
        cash[month] = cash[end[month], :, place].T
        cash[month, month] += price[month]
        cash[month, np.minimum(end[month], months - 1), place] -= price[month] * kept[month]
    return cash[:months]


def worth_of_one(price: Array, worth: Array, *, lifetime_months: Num, resale: Num) -> Array:
    """Return what that cash is worth today, by the month the machine is bought.

    `worth` is that of a dollar of each month; all of shape (months, samples).
    """
    months, samples = price.shape
    end, kept = _ends(months, samples, lifetime_months, resale)
    cost = np.zeros((months + 1, samples))
    place = np.arange(samples)
    for month in reversed(range(months)):
        sold = worth[np.minimum(end[month], months - 1), place] * kept[month]
        cost[month] = price[month] * (worth[month] - sold) + cost[end[month], place]
    return cost[:months]


def _ends(months: int, samples: int, lifetime_months: Num, resale: Num) -> tuple[Index, Array]:
    """Return when a machine bought in each month is sold, and for which share of its price."""
    life = np.maximum(np.broadcast_to(np.asarray(lifetime_months, float), (samples,)), 1.0)
    month = np.arange(months)[:, None]
    end = np.minimum(month + np.ceil(life), months).astype(np.intp)
    rest = np.broadcast_to(np.asarray(resale, float), (samples,))
    kept = np.maximum(1.0 - (1.0 - rest) * (end - month) / life, rest)
    return end, kept
