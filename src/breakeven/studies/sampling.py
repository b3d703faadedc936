"""Draw samples of all unknowns at once, evenly and repeatably.

A main unknown (one with a `place`) takes its own dimension of a scrambled Sobol sequence, whose
points fill the space of the main unknowns evenly. Any number of small ones (without a place: the
error of each machine, say) each take a Latin-hypercube column of their own, shuffled by a hash of
their id. So no unknown's samples depend on which others there are, or on their order.
"""

from collections.abc import Sequence
from hashlib import sha256

import numpy as np

from breakeven.domain.numbers import Array
from breakeven.studies.unknown import Unknown

PLACES = 32
"""How many unknowns can have a place."""
DIMENSIONS = 2 * PLACES
"""Of the Sobol points: the second half is for the second sample of a sensitivity study. Their
number is fixed, because SciPy scrambles every dimension anew when it changes."""
BITS = 30
"""Of a Sobol point, as SciPy makes it."""


def unit_cube(samples: int, *, seed: int) -> Array:
    """Return scrambled Sobol points within (0, 1), shape (DIMENSIONS, samples).

    2 ** m points are balanced: each of 2 ** m equal slices of each dimension holds one. Any other
    number takes the first points of the next power of two and moves each into its own of `samples`
    equal slices, in their order: each dimension alone stays as even, pairs of them less so.

    Sobol (1967), direction numbers of Joe and Kuo (2008), scrambled as by Matousek (1998): SciPy's,
    whose import takes more than a second, so callers keep the points.
    """
    from scipy.stats import qmc

    power = max(samples - 1, 0).bit_length()
    sequence = qmc.Sobol(DIMENSIONS, scramble=True, bits=BITS, seed=np.random.default_rng(seed))
    grain = 0.5**BITS
    points = np.asarray(sequence.random_base2(power), float)[:samples].T + grain / 2
    if samples < 2**power:
        ranks = points.argsort(axis=1).argsort(axis=1)
        points = (ranks + points * 2**power % 1.0) / samples
    return np.ascontiguousarray(points)


def sample(unknowns: Sequence[Unknown], *, cube: Array, seed: int, second: bool = False) -> Array:
    """Return samples of each unknown, shape (unknowns, samples), from the points of `unit_cube`.

    `second` draws another sample, independent of the first, as a sensitivity study needs it.
    """
    _check_places(unknowns)
    found = np.empty((len(unknowns), cube.shape[1]))
    for row, unknown in zip(found, unknowns, strict=True):
        if unknown.place is None:
            rng = rng_of(f"{unknown.id}/{int(second)}", seed=seed)
            row[:] = unknown.quantile(_own(cube.shape[1], rng))
        else:
            row[:] = unknown.quantile(cube[unknown.place + PLACES * second])
    return found


def rng_of(name: str, *, seed: int) -> np.random.Generator:
    """Return a source of random numbers that is a name's own, whatever else is drawn."""
    digest = sha256(f"{seed}/{name}".encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:16], "little"))


def _own(samples: int, rng: np.random.Generator) -> Array:
    """Return one point in each of `samples` equal slices, shuffled.

    McKay, Beckman and Conover (1979).
    """
    return (rng.permutation(samples) + rng.uniform(0.001, 0.999, samples)) / samples


def _check_places(unknowns: Sequence[Unknown]) -> None:
    """Raise ValueError where two unknowns would be drawn as one."""
    names = [u.id for u in unknowns]
    places = [u.place for u in unknowns if u.place is not None]
    if len(set(names)) < len(names) or len(set(places)) < len(places):
        raise ValueError("two unknowns have the same id or the same place")
    if places and not 0 <= min(places) <= max(places) < PLACES:
        raise ValueError(f"a place lies within 0 and {PLACES - 1}")
