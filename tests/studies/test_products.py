"""Products by blocks against NumPy's."""

import numpy as np
import pytest

from breakeven.studies.products import product


@pytest.mark.parametrize(
    ("rows", "depth", "columns"),
    [(1, 1, 1), (3, 0, 2), (64, 1000, 30), (64, 30, 1000), (2100, 129, 3), (5, 128, 600)],
)
def test_blocks_add_up_to_the_whole(rows: int, depth: int, columns: int) -> None:
    rng = np.random.default_rng(rows)
    a, b = rng.random((rows, depth)), rng.random((depth, columns))
    np.testing.assert_allclose(product(a, b), a @ b, rtol=1e-12)
