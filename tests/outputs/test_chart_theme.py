import pytest

from breakeven.outputs.chart_theme import DARK, LIGHT, STROKES, config, responsive, series

AA_TEXT = 4.5
"""Contrast that WCAG 2.2 AA asks of text."""
TEXTS = ("ink", "soft", *(series(i) for i in range(len(STROKES))))


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.2."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("role", TEXTS)
def test_text_can_be_read(theme: dict[str, str], role: str) -> None:
    assert contrast(theme[role], theme["paper"]) >= AA_TEXT


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_ink_can_be_read_on_fills(theme: dict[str, str]) -> None:
    assert min(contrast(theme["ink"], theme[fill]) for fill in ("fill-0", "fill-1")) >= AA_TEXT


def test_themes_have_the_same_roles_and_each_colour_one_role() -> None:
    assert list(LIGHT) == list(DARK)
    assert len(set(LIGHT.values())) == len(LIGHT)
    assert set(LIGHT) < set(config()["style"])


def test_only_charts_placed_by_data_follow_their_container() -> None:
    assert responsive({"width": 5})["width"] == 5
    placed = {"width": 5, "usermeta": {"responsive": True}}
    assert responsive(placed)["width"] == "container"


def test_as_many_curves_as_are_compared_each_have_their_own_colour_and_dashes() -> None:
    assert len(STROKES) >= 12
    assert len({tuple(dash) for dash, _ in STROKES}) == len(STROKES)
    assert {series(i) for i in range(len(STROKES))} < set(LIGHT)
