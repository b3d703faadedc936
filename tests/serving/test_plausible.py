"""Rules that find measurements which cannot be."""

from breakeven.serving.measurement import Point
from breakeven.serving.plausible import implausible, least_seconds
from tests.serving.test_calibration import one


def point(row: int, setting: int, seconds: float) -> Point:
    return Point(
        row=row, setting=setting, metric="tpot", quantity="tpot", statistic="p50", value=seconds
    )


def test_the_weights_must_be_read() -> None:
    settings = [one(1.0)]
    least = least_seconds(settings[0])
    assert 0.004 < least < 0.006  # 16 GB at 3.35 TB/s
    assert not implausible(settings, [point(1, 0, least)])
    assert "reading the weights" in implausible(settings, [point(1, 0, least / 2)])[1]


def test_doubling_the_users_does_not_make_it_much_faster() -> None:
    settings = [one(8.0), one(16.0)]
    assert not implausible(settings, [point(1, 0, 0.010), point(2, 1, 0.011)])
    assert set(implausible(settings, [point(1, 0, 0.020), point(2, 1, 0.010)])) == {2}
