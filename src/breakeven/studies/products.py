"""Products of matrices that keep to one thread."""

import numpy as np

from breakeven.domain.numbers import Array

BLOCK = 262_144
"""Multiplications up to which OpenBLAS starts no second thread."""
DEPTH = 128
"""Rows of the second matrix taken at once."""


def product(a: Array, b: Array) -> Array:
    """Return a @ b, block by block.

    The threads of a BLAS wait for each other at every product: where other programs keep the cores
    busy, hundreds of products of a millisecond each then take half a minute.
    """
    found = np.zeros((len(a), b.shape[1]))
    for start in range(0, len(b), DEPTH):
        depth = slice(start, start + DEPTH)
        left = np.ascontiguousarray(a[:, depth])
        width = max(BLOCK // max(left.size, 1), 1)
        for first in range(0, b.shape[1], width):
            columns = slice(first, first + width)
            found[:, columns] += left @ b[depth, columns]
    return found
