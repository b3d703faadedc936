import numpy as np

from breakeven.economics.chance import between, generator


def test_one_name_one_sequence() -> None:
    first, again = (generator("a", "b").random(5) for _ in range(2))
    assert first.tolist() == again.tolist()
    assert first.tolist() != generator("a", "c").random(5).tolist()


def test_a_range_is_kept_to() -> None:
    drawn = between(-5.0, -1.0, 0.0, names=("x",), count=2000)
    assert -5 <= drawn.min() <= drawn.max() <= 0
    assert abs(float(drawn.mean()) + 2) < 0.1
    assert np.ptp(between(2.0, 2.0, 2.0, names=("x",), count=3)) == 0
