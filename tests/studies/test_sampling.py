"""Samples: even, repeatable, and none changed by the others."""

from functools import cache

import numpy as np
import pytest

from breakeven.domain.numbers import Array
from breakeven.studies.sampling import DIMENSIONS, PLACES, sample, unit_cube
from breakeven.studies.unknown import Unknown

SEED = 7
PINNED = [
    [0.286169162, 0.742900545, 0.915274861, 0.113825752],
    [0.162635304, 0.882256828, 0.464514741, 0.744439295],
]


@cache
def cube(samples: int = 1024) -> Array:
    return unit_cube(samples, seed=SEED)


def uniform(name: str, place: int | None = None) -> Unknown:
    return Unknown(id=name, low=0.0, central=0.5, high=1.0, shape="uniform", place=place)


def draw(*unknowns: Unknown, samples: int = 1024, second: bool = False) -> Array:
    return sample(unknowns, cube=cube(samples), seed=SEED, second=second)


@pytest.mark.parametrize("samples", [1, 2, 512, 1000, 1024, 3000])
def test_each_slice_of_each_dimension_holds_one_point(samples: int) -> None:
    found = unit_cube(samples, seed=SEED)
    assert found.shape == (DIMENSIONS, samples)
    assert found.min() > 0
    assert found.max() < 1
    slices = np.sort((found * samples).astype(int), axis=1)
    np.testing.assert_array_equal(slices, np.tile(np.arange(samples), (DIMENSIONS, 1)))


def test_the_same_seed_gives_the_same_points_and_another_gives_others() -> None:
    np.testing.assert_array_equal(unit_cube(64, seed=1), unit_cube(64, seed=1))
    assert (unit_cube(64, seed=1) != unit_cube(64, seed=2)).mean() > 0.99


def test_the_points_are_pinned() -> None:
    """Another library that drew other points would change every published answer."""
    np.testing.assert_allclose(unit_cube(4, seed=1)[:2], PINNED, atol=1e-9)


def test_an_added_unknown_changes_no_other() -> None:
    few = [uniform("people", 3), uniform("error of an H100")]
    more = [uniform("error of a B200"), uniform("growth", 0), *reversed(few), uniform("z")]
    np.testing.assert_array_equal(draw(*few), draw(*more)[[3, 2]])


def test_small_unknowns_are_even_and_uncorrelated() -> None:
    found = draw(*(uniform(str(i), i if i < 8 else None) for i in range(60)))
    slices = np.sort((found * 1024).astype(int), axis=1)
    np.testing.assert_array_equal(slices, np.tile(np.arange(1024), (60, 1)))
    others = np.corrcoef(found) - np.eye(60)
    assert np.abs(others).max() < 5 / np.sqrt(1024)
    assert np.abs(others[:8, :8]).max() < 0.02


def test_the_second_sample_is_another() -> None:
    unknowns = [uniform("a", 0), uniform("b", PLACES - 1), uniform("c")]
    both = np.concatenate([draw(*unknowns), draw(*unknowns, second=True)])
    assert np.abs(np.corrcoef(both) - np.eye(6)).max() < 5 / np.sqrt(1024)


def test_means_are_closer_than_those_of_independent_draws() -> None:
    """A smooth function of three unknowns: the error of the mean, over seeds."""
    chance, even = [], []
    for seed in range(20):
        u = np.random.default_rng(seed).random((3, 1024))
        chance.append(np.prod(1 + u, axis=0).mean() - 1.5**3)
        even.append(np.prod(1 + unit_cube(1024, seed=seed)[:3], axis=0).mean() - 1.5**3)
    assert np.std(even) < np.std(chance) / 20


@pytest.mark.parametrize(
    "unknowns",
    [
        (uniform("a", 1), uniform("b", 1)),
        (uniform("a", 1), uniform("a", 2)),
        (uniform("a", PLACES),),
        (uniform("a", -1),),
    ],
)
def test_two_unknowns_are_never_drawn_as_one(unknowns: tuple[Unknown, ...]) -> None:
    with pytest.raises(ValueError, match="place"):
        draw(*unknowns)
