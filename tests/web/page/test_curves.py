"""The cost curves of the page."""

from dataclasses import replace

import numpy as np
import pytest

from breakeven.outputs.chart_scales import Plot
from breakeven.outputs.chart_theme import STROKES
from breakeven.outputs.charts import plot_of
from breakeven.outputs.region_bar import Window
from breakeven.web.page.curves import _lines, bent, curves
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
    many = {f"o{i}": np.array([(1e5, 1.0 + i), (1e6, 2.0 + i)]) for i in range(len(STROKES) + 1)}
    plot = Plot(window=Window(1e5, 1e6), curves=many, low_usd=1.0, high_usd=20.0, log=False)
    [layer] = _lines(plot)
    rows = layer["data"]["values"]
    assert len({row["s"] for row in rows}) == len(STROKES)
    assert len({row[layer["encoding"]["detail"]["field"]] for row in rows}) == len(many)


@pytest.mark.parametrize("log", [True, False])
def test_points_that_no_eye_can_tell_apart_are_left_out(log: bool) -> None:
    decision = make_decision()
    plot = plot_of(decision.curves, volume=1e5, regions=decision.regions)
    plot = replace(plot, log=log)
    for line in plot.curves.values():
        volumes, costs = bent(line, plot)
        assert (volumes[0], volumes[-1]) == (line[0][0], line[-1][0])
        assert volumes.size < len(line)
        x = np.array([plot.x_pixel(v) for v in volumes])
        y = np.array([plot.y_pixel(usd) for usd in costs])
        for volume, usd in line:
            near = np.abs(x - plot.x_pixel(volume)) <= 0.01
            drawn = [np.interp(plot.x_pixel(volume), x, y), *y[near]]
            assert min(abs(plot.y_pixel(usd) - d) for d in drawn) < 1.0
