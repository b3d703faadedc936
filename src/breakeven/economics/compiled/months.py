"""The sums of `slab`, compiled. Importing this imports Numba: import late.

Operations and their order are those of `slab`, so results are the same to the last bit.
"""

import numpy as np

from breakeven.domain.numbers import Array
from breakeven.economics.compiled.arrays import Lookup, Rows, Span
from breakeven.serving.loop.compiled import compiled


@compiled
def always(rows: Rows, span: Span, total: Array) -> None:
    """Add the cost of machines around the clock."""
    for o in range(rows.path.size):
        each, own, out = rows.each[o], rows.per_machine[o], total[o]
        rent, least = rows.rent[o], rows.least[o]
        for m in range(span.load.shape[0]):
            load, worth, price = span.load[m], span.worth[m], span.rent[rows.path[o], m]
            for s in range(out.size):
                held = max(np.ceil(load[s] * each[s]), least)
                out[s] += (rent * price[s] + own[s] * worth[s]) * held


@compiled
def owned(rows: Rows, span: Span, total: Array, scratch: Array) -> None:
    """Add the cost of machines that are bought; `scratch` has room for a row of samples."""
    for o in range(rows.path.size):
        each, own, out = rows.each[o], rows.per_machine[o], total[o]
        rent, capex, least = rows.rent[o], rows.capex[o], rows.least[o]
        scratch[:] = 0.0
        for m in range(span.load.shape[0]):
            load, worth, price = span.load[m], span.worth[m], span.rent[rows.path[o], m]
            bought = span.bought[m]
            for s in range(out.size):
                held = max(max(np.ceil(load[s] * each[s]), least), scratch[s])
                running = (rent * price[s] + own[s] * worth[s]) * held
                out[s] += running + capex * bought[s] * (held - scratch[s])
                scratch[s] = held


@compiled
def follows(rows: Rows, span: Span, look: Lookup, total: Array) -> None:
    """Add the cost of machines that follow the load."""
    limit, scale, start, breaks = look.limit, look.scale, look.start, look.breaks
    for o in range(rows.path.size):
        each, own, out = rows.each[o], rows.per_machine[o], total[o]
        rent, shift = rows.rent[o], rows.shift[o]
        values, kind = look.values[rows.kind[o]], rows.kind[o]
        for m in range(span.load.shape[0]):
            load, worth, price = span.load[m], span.worth[m], span.rent[rows.path[o], m]
            for s in range(out.size):
                x = load[s] * each[s]
                if x <= limit:
                    place = start[int(x * scale)]
                    place += int(breaks[place] < x)  # mostly the only step, and no branch
                    while breaks[place] < x:
                        place += 1
                    held = values[place]
                else:
                    held = beyond(look, kind, x)
                out[s] += (rent * price[s] + own[s] * worth[s]) * (held + shift)


@compiled
def beyond(look: Lookup, kind: int, x: float) -> float:
    """Return the sum over the hours."""
    total, least = 0.0, look.least[kind]
    for h in range(look.busiest.size):
        total += max(np.ceil(x * look.busiest[h]), least) * look.weights[kind, h]
    return total
