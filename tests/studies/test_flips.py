"""Where the answer changes, against crossings solved by hand and a fine scan."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breakeven.domain.numbers import Array
from breakeven.studies.flips import flips
from breakeven.studies.unknown import Unknown


def unknown(name: str, low: float, central: float, high: float) -> Unknown:
    return Unknown(id=name, low=low, central=central, high=high, shape="uniform")


VOLUME = unknown("volume", 0.5, 1.0, 3.0)
PRICE = unknown("price", 5.0, 10.0, 20.0)
PEOPLE = unknown("people", 7.0, 8.0, 9.0)


def bills(inputs: Array) -> Array:
    volume, price, people = inputs
    return np.stack([volume * price, 4.0 + people])


def test_crossings_are_found_where_the_bills_are_equal() -> None:
    """10 a unit against 4 + 8: the volume flips at 1.2, the price at 12, people never."""
    found = flips(bills, unknowns=(VOLUME, PRICE, PEOPLE))
    assert [f.id for f in found] == ["volume", "price"]
    assert [f.value for f in found] == pytest.approx([1.2, 12.0], rel=1e-8)
    assert [f.way for f in found] == pytest.approx([0.1, 0.2], rel=1e-7)
    assert {f.instead for f in found} == {1}


def test_at_the_value_another_wins_and_just_before_it_does_not() -> None:
    for flip in flips(bills, unknowns=(VOLUME, PRICE, PEOPLE)):
        row = ["volume", "price", "people"].index(flip.id)
        at = np.array([[1.0], [10.0], [8.0]])
        at[row] = flip.value
        assert bills(at).argmin() == flip.instead
        at[row] = flip.central + (flip.value - flip.central) * (1 - 1e-6)
        assert bills(at).argmin() == 0


def test_an_unknown_can_flip_it_both_ways() -> None:
    def between(inputs: Array) -> Array:
        (x,) = inputs
        return np.stack([x * 0.0, 1.0 - x, 1.0 + x])

    found = flips(between, unknowns=(unknown("x", -4.0, 0.0, 2.0),))
    assert [(round(f.value, 6), f.instead) for f in found] == [(-1.0, 2), (1.0, 1)]


def test_a_change_that_reverts_before_the_end_is_found() -> None:
    """A staircase: the other is cheaper only between 2 and 3 of 0 to 10."""

    def stair(inputs: Array) -> Array:
        (x,) = inputs
        return np.stack([np.ones_like(x), np.where((x >= 2) & (x < 3), 0.5, 2.0)])

    (found,) = flips(stair, unknowns=(unknown("x", 0.0, 0.0, 10.0),))
    assert found.value == pytest.approx(2.0, rel=1e-8)


def test_what_is_known_flips_nothing() -> None:
    assert flips(bills, unknowns=(unknown("volume", 1, 1, 1), PRICE, PEOPLE))[0].id == "price"
    assert flips(lambda x: bills(x)[:1], unknowns=(VOLUME, PRICE, PEOPLE)) == ()


@settings(max_examples=40)
@given(st.integers(0, 10**6))
def test_the_nearest_flip_agrees_with_a_scan(seed: int) -> None:
    """Options that are lines of one unknown: the winner at 0 reigns over one interval."""
    rng = np.random.default_rng(seed)
    level, slope = rng.uniform(0, 10, (6, 1)), rng.normal(0, 10, (6, 1))
    lines = lambda x: level + slope * x  # noqa: E731
    found = {f.end: f for f in flips(lines, unknowns=(unknown("x", -1.0, 0.0, 1.0),))}
    winner = int(level.argmin())
    for end in (-1.0, 1.0):
        way = end * np.linspace(0, 1, 20_001)
        lost = lines(way[None, :]).argmin(axis=0) != winner
        if not lost.any():
            assert end not in found
            continue
        assert found[end].value == pytest.approx(way[lost.argmax()], abs=1e-4)
