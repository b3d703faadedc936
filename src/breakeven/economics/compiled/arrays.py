"""What compiled code is handed; here, so that its machine code is remade where this changes."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from breakeven.domain.numbers import Array, Index

Places = NDArray[np.uint32]


class Rows(NamedTuple):
    """Options that hold their machines in one way, shape (options,); * (options, samples)."""

    each: Array
    """* Machines that a request a day needs, before engines get faster."""
    per_machine: Array
    """* A month's cost of a machine, whatever happens to prices."""
    rent: Array
    """A month's rent of a machine today."""
    path: Index
    """Which prices that follows."""
    least: Array
    """Machines at any load."""
    capex: Array
    """Price of a machine to buy today."""
    kind: Index
    """Which kind of fleet of the table."""
    shift: Array
    """Machines to add to those of the table."""


class Span(NamedTuple):
    """The months ahead, shape (months, samples)."""

    load: Array
    """Requests a day over the gain of engines."""
    worth: Array
    """Of a month's dollar, today."""
    rent: Array
    """That times prices over today's, shape (paths, months, samples)."""
    bought: Array
    """Of what is paid, till the end, for a machine bought in that month, over today's price."""


class Lookup(NamedTuple):
    """A `LoadTable`, as Numba takes it."""

    limit: float
    scale: float
    start: Places
    breaks: Array
    values: Array
    busiest: Array
    weights: Array
    least: Array
