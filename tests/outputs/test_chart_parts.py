import doctest
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakeven.outputs import chart_parts
from breakeven.outputs.chart_parts import spread


def test_examples() -> None:
    assert doctest.testmod(chart_parts).failed == 0


@given(st.lists(st.floats(0, 380), min_size=1, max_size=10))
def test_names_keep_their_distance_and_order(places: list[float]) -> None:
    named = {str(i): y for i, y in enumerate(places)}
    moved = spread(named, gap=30, height=380)
    in_order = sorted(named, key=lambda n: named[n])
    found = [moved[n] for n in in_order]
    gaps = [b - a for a, b in pairwise(found)]
    assert all(gap >= 30 - 1e-6 for gap in gaps)
    assert min(found) >= -1e-6
    assert max(found) <= 380 + 1e-6


def test_names_that_are_apart_stay() -> None:
    assert spread({"a": 10, "b": 200}, gap=30, height=380) == pytest.approx({"a": 10, "b": 200})
