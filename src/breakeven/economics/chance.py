"""Samples of what is not known exactly; the same name draws the same samples in every option."""

import zlib

import numpy as np

from breakeven.domain.numbers import Array

SEED = 20_261_125


def generator(*names: str) -> np.random.Generator:
    """Return a generator of one quantity, so that all options share what they have in common."""
    return np.random.default_rng([SEED, zlib.crc32("\n".join(names).encode())])


def between(low: float, mode: float, high: float, *, names: tuple[str, ...], count: int) -> Array:
    """Return samples of a value in a range: triangular, or all alike where there is no range."""
    if not low < high:
        return np.full(count, mode)
    return generator(*names).triangular(low, min(max(mode, low), high), high, count)
