"""Machines that may be the cheapest: those that serve more than every cheaper one."""

import numpy as np

from breakeven.domain.numbers import Array, Index


def front(usd: Array, served: Array, at_most: Array) -> Index:
    """Return the machines that, at best, serve more than every cheaper one, the cheapest first.

    `at_most` is what they may serve at best, where `served` is a guess.
    """
    order = np.lexsort((-served, usd))
    most = np.maximum.accumulate(np.concatenate([[0.0], served[order][:-1]]))
    leading: Index = order[at_most[order] > most]
    return leading
