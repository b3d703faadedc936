import pytest

from breakeven.outputs.chart_scales import HEIGHT, WIDTH, Plot
from breakeven.outputs.region_bar import Window


def plot(*, log: bool) -> Plot:
    return Plot(window=Window(1e3, 1e5), curves={}, low_usd=1.0, high_usd=100.0, log=log)


def test_volumes_are_logarithmic() -> None:
    assert [plot(log=True).x_pixel(v) for v in (1e3, 1e4, 1e5)] == [0, WIDTH / 2, WIDTH]


@pytest.mark.parametrize(("log", "middle"), [(True, 10.0), (False, 50.0)])
def test_costs_rise_upwards(log: bool, middle: float) -> None:
    assert plot(log=log).y_pixel(middle) == pytest.approx(HEIGHT / 2)
    assert plot(log=log).y_pixel(100.0) == 0


def test_what_lies_outside_is_put_on_the_edge() -> None:
    assert plot(log=True).x_pixel(1.0) == 0
    assert plot(log=True).y_pixel(1e9) == 0
    assert plot(log=True).y_pixel(0.0) == HEIGHT


def test_every_decade_has_a_tick() -> None:
    assert plot(log=True).x()["axis"]["values"] == [1e3, 1e4, 1e5]
    assert len(plot(log=True).y()["axis"]["values"]) >= 3
