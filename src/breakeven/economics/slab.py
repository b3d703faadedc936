"""Some options over the months in some samples: machines of each month, times what they cost then.

Here in NumPy; `compiled.months` is the same compiled.
"""

import numpy as np

from breakeven.domain.numbers import Array
from breakeven.economics.compiled.arrays import Lookup, Rows, Span
from breakeven.economics.load_table import LoadTable


def always(rows: Rows, span: Span, total: Array) -> None:
    """Add the cost of machines around the clock to the total, shape (options, samples)."""
    for month, load in enumerate(span.load):
        held = np.maximum(np.ceil(load * rows.each), rows.least[:, None])
        total += _unit(rows, span, month) * held


def owned(rows: Rows, span: Span, total: Array) -> None:
    """Add the cost of machines that are bought."""
    before = np.zeros(total.shape)
    for month, load in enumerate(span.load):
        held = np.maximum(np.maximum(np.ceil(load * rows.each), rows.least[:, None]), before)
        running = _unit(rows, span, month) * held
        total += running + rows.capex[:, None] * span.bought[month] * (held - before)
        before = held


def follows(rows: Rows, span: Span, table: LoadTable, total: Array) -> None:
    """Add the cost of machines that follow the load."""
    for month, load in enumerate(span.load):
        held = table.paid(load * rows.each, rows.kind[:, None])
        total += _unit(rows, span, month) * (held + rows.shift[:, None])


def _unit(rows: Rows, span: Span, month: int) -> Array:
    """Return the cost of one machine in a month."""
    rent = rows.rent[:, None] * span.rent[rows.path, month]
    return np.asarray(rent + rows.per_machine * span.worth[month])


def lookup(table: LoadTable) -> Lookup:
    """Return a table as Numba takes it."""
    return Lookup(*(getattr(table, name) for name in Lookup._fields))
