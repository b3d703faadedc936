"""The highest value inside rising bounds, for many options at once."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breakeven.domain.numbers import Array
from breakeven.serving.roots import highest


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0.02, 9.0), st.floats(0.3, 6.0)), min_size=1, max_size=12),
    st.floats(0.05, 20.0),
)
def test_the_edge_is_found_from_below(options: list[tuple[float, float]], queue: float) -> None:
    edges, powers = np.array(options).T

    def bounds(x: Array, which: Array) -> Array:
        explodes = 0.5 / np.maximum(1.0 - x / queue, 1e-9)
        return np.stack([(x / edges[which]) ** powers[which], explodes])

    found = highest(bounds, low=np.full(edges.size, 1e-3), high=np.full(edges.size, 10.0))
    expected = np.minimum(edges, queue / 2)
    assert found.is_inside.all()
    assert found.at == pytest.approx(np.minimum(expected, 10.0), rel=1e-5)
    everyone = np.arange(edges.size)
    assert bounds(found.at, everyone).max() <= 1.0
    clear = np.abs(np.log(edges * 2 / queue)) > 1e-3
    below = np.minimum(edges, queue / 2) < 9.99
    assert found.binding[clear & below].tolist() == (edges > queue / 2)[clear & below].tolist()


def test_nothing_inside_stays_at_the_low_end_and_says_what_binds() -> None:
    found = highest(
        lambda x, which: np.stack([x, 2.0 + x]), low=np.array([0.1]), high=np.array([5.0])
    )
    assert (found.is_inside.tolist(), found.at.tolist()) == ([False], [0.1])
    assert found.binding.tolist() == [1]
