"""Of the options said to win with 30 %, 30 % win: the truth is one more draw of the same world."""

from collections.abc import Iterator

import numpy as np

from breakeven.domain.numbers import Array
from breakeven.studies.probability import certainty
from breakeven.studies.sampling import sample, unit_cube
from breakeven.studies.unknown import Unknown

WORLDS = 1_500
TRUTHS = 40
SAMPLES = 256
MOST_POINTS = 0.02


def unknowns(rng: np.random.Generator) -> tuple[Unknown, ...]:
    """Return the volume, what a price may fall to, a capacity and the people, of one world."""
    low, mode, high = np.sort(rng.uniform(0.5, 2.0, 3))
    width = rng.uniform(1.05, 2.0)
    floor, chance = rng.uniform(0.2, 0.9), rng.uniform(0, 1)
    return (
        Unknown(id="volume", low=1 / width, central=1, high=width, shape="lognormal", place=0),
        Unknown(id="price", low=floor, central=1, high=1, shape="jump", chance=chance, place=1),
        Unknown(id="capacity", low=0.8, central=1.0, high=1.2, shape="normal", place=2),
        Unknown(id="people", low=low, central=mode, high=high, shape="triangular"),
    )


def truths(of: tuple[Unknown, ...], rng: np.random.Generator) -> Array:
    """Return what may turn out, drawn with NumPy's own distributions."""
    volume, price, _, people = of
    tail = 1.6448536269514722
    falls = rng.random(TRUTHS) < price.chance
    return np.stack(
        [
            rng.lognormal(0.0, np.log(volume.high) / tail, TRUTHS),
            np.where(falls, rng.uniform(price.low, 1.0, TRUTHS), 1.0),
            rng.normal(1.0, 0.2 / tail, TRUTHS),
            rng.triangular(people.low, people.central, people.high, TRUTHS),
        ]
    )


def worlds() -> Iterator[tuple[Array, Array]]:
    """Return for each world the stated probabilities, and how often each option then won."""
    rng = np.random.default_rng(20)
    cubes = [unit_cube(SAMPLES, seed=seed) for seed in range(8)]
    for number in range(WORLDS):
        of = unknowns(rng)
        level = rng.uniform(0.5, 1.5, 4)

        def bills(x: Array, level: Array = level) -> Array:
            volume, price, capacity, people = x
            fleet = 0.25 * np.ceil(3 * volume / capacity)
            return np.stack(
                [
                    level[0] * volume * price,
                    level[1] * volume,
                    level[2] * (fleet + 0.4 * people),
                    level[3] * (0.3 * volume + 0.6 * people),
                ]
            )

        inputs = sample(of, cube=cubes[number % 8], seed=number)
        stated = certainty(bills(inputs)).p_best
        yield stated, np.bincount(bills(truths(of, rng)).argmin(axis=0), minlength=4) / TRUTHS


def test_stated_probabilities_come_true() -> None:
    p, came = (np.concatenate(part) for part in zip(*worlds(), strict=True))
    decile = np.minimum((p * 10).astype(int), 9)
    for i in range(10):
        inside = decile == i
        assert inside.sum() > 150, i
        assert abs(came[inside].mean() - p[inside].mean()) < MOST_POINTS, i
