"""The cost curves of the page."""

from breakeven.outputs.chart_scales import Plot
from breakeven.outputs.chart_theme import STROKES
from breakeven.outputs.region_bar import Window
from breakeven.web.page.curves import _lines, curves
from tests.outputs.handmade import API, make_decision


def test_the_words_name_every_curve_with_its_cost() -> None:
    made = curves(make_decision())
    assert made is not None
    assert "gpt-4o-mini from openai $594" in made.alt
    assert "The cheapest of them changes at" in made.alt


def test_letters_of_the_legend_are_those_at_the_curves() -> None:
    decision = make_decision()
    made = curves(decision)
    assert made is not None
    legend = made.spec["title"]["subtitle"]
    letters = {row["text"] for row in made.spec["layer"][1]["data"]["values"]}
    assert [line[0] for line in legend] == sorted(letters)
    place = list(decision.curves).index(API)
    assert legend[place].endswith("gpt-4o-mini from openai: $594")


def test_without_curves_there_is_no_picture() -> None:
    assert curves(make_decision(feasible=False)) is None


def test_curves_of_one_style_are_two_lines() -> None:
    many = {f"o{i}": [(1e5, 1.0 + i), (1e6, 2.0 + i)] for i in range(len(STROKES) + 1)}
    plot = Plot(window=Window(1e5, 1e6), curves=many, low_usd=1.0, high_usd=20.0, log=False)
    [layer] = _lines(plot)
    rows = layer["data"]["values"]
    assert len({row["s"] for row in rows}) == len(STROKES)
    assert len({row[layer["encoding"]["detail"]["field"]] for row in rows}) == len(many)
