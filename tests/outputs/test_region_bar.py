import doctest

import pytest

from breakeven.economics.breakeven import Region
from breakeven.outputs import region_bar
from breakeven.outputs.region_bar import RegionBar, cheapest_at, window_of
from tests.outputs.conftest import Shown

A, B = "api:openai/a", "hosted:h/b"


def regions(*edges: float) -> tuple[Region, ...]:
    """Return regions of two offers in turns."""
    ends = [*edges[1:], None]
    return tuple(
        Region(from_requests_per_day=low, to_requests_per_day=high, cheapest=(A, B)[i % 2])
        for i, (low, high) in enumerate(zip(edges, ends, strict=True))
    )


def test_examples() -> None:
    assert doctest.testmod(region_bar).failed == 0


@pytest.mark.parametrize("width", [80, 100])
def test_bar_changes_where_the_cheapest_changes(shown: Shown, width: int) -> None:
    bar, scale, mark, first, second = shown(
        RegionBar(regions(0, 10_000), at=10_000.0), width=width
    ).splitlines()
    assert len(bar) == width - 2
    assert bar.index("▒") == pytest.approx(mark.index("^"), abs=1)
    assert scale.split() == ["1k", "10k", "100k", "1M"][: len(scale.split())]
    assert mark.strip() == "^ yours, 10,000 a day"
    assert first == "A  a from openai  up to 10,000"
    assert second == "B  b hosted by h  above 10,000"


def test_offers_that_come_back_are_named_once(shown: Shown) -> None:
    text = shown(RegionBar(regions(0, 1e4, 2e4, 3e4), at=None))
    assert "A  a from openai  in 2 ranges, up to 30,000" in text
    assert "B  b hosted by h  in 2 ranges, above 10,000" in text


def test_one_offer_everywhere(shown: Shown) -> None:
    assert "at every volume" in shown(RegionBar(regions(0), at=500.0))


def test_nothing_to_show(shown: Shown) -> None:
    assert shown(RegionBar((), at=5.0)) == ""


def test_a_region_includes_its_upper_end() -> None:
    assert cheapest_at(regions(0, 100), 100) == A
    assert cheapest_at(regions(0, 100), 100.001) == B


def test_far_changes_do_not_stretch_the_window() -> None:
    window = window_of([1e-3, 1e12], at=1000.0)
    assert (window.low, window.high) == (100.0, 100_000.0)
