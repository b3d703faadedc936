import re

import pytest

from breakeven.outputs.pictures import pictures
from breakeven.outputs.svg import inline_svg, svg_of
from tests.outputs.ahead import make_ahead

pytest.importorskip("vl_convert")
COSTS = next(p for p in pictures(make_ahead()) if p.id == "costs")


def test_the_same_picture_is_the_same_svg() -> None:
    first = svg_of(COSTS)
    assert "clip" in first
    assert svg_of(COSTS) == first


def test_names_inside_begin_with_the_id() -> None:
    names = re.findall(r'id="([^"]+)"', svg_of(COSTS))
    assert names
    assert all(name.startswith("costs-") for name in names)


def test_a_part_of_a_page_is_one_image_with_its_words() -> None:
    drawn = inline_svg(COSTS)
    assert drawn.startswith('<svg role="img" aria-label="Monthly cost of 3 offers')
    assert 'fill="#ffffff"/><g' not in drawn[:600]
    assert 'aria-label="short"' in inline_svg(COSTS, label="short")


def test_a_font_of_its_own() -> None:
    assert 'font-family="Libertinus Serif"' in svg_of(COSTS, font="Libertinus Serif")
