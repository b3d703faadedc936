"""Pictures as shapes and values."""

from breakeven.outputs.pictures.picture import chart
from breakeven.web.page.drawing import Drawing, drawing, drawings, legend_of
from tests.outputs.handmade import make_decision

CHART = {
    "title": {"text": "t", "subtitle": ["a", "b"]},
    "width": 640,
    "height": 200,
    "usermeta": {"responsive": True},
    "config": {"font": "x"},
    "layer": [
        {
            "data": {"values": [{"v": 1.0}]},
            "encoding": {"x": {"field": "v", "scale": {"domain": [1.0, 9.0]}}},
        },
        {
            "data": {"values": []},
            "encoding": {"x": {"field": "v", "scale": {"domain": [1.0, 9.0]}}},
        },
    ],
}


def lifted(**changed: object) -> Drawing:
    return drawing("id", "Title", "Alt.", {**CHART, **changed})


def test_values_are_lifted_out_and_layers_share_what_they_share() -> None:
    made = lifted()
    assert made.rows == {"rows_0": [{"v": 1.0}], "rows_1": []}
    assert made.params == {"values_0": [1.0, 9.0]}
    assert [one["data"] for one in made.spec["layer"]] == [{"name": "rows_0"}, {"name": "rows_1"}]
    assert made.spec["layer"][0]["encoding"]["x"]["scale"]["domain"] == {"expr": "values_0"}


def test_colours_title_and_height_are_no_part_of_a_shape() -> None:
    assert lifted(height=300, config={}, title="other").shape == lifted().shape
    assert lifted(height=300).height == 300


def test_other_values_have_the_same_shape_and_other_marks_another() -> None:
    first, second = CHART["layer"]  # type: ignore[misc]
    moved = lifted(layer=[{**first, "data": {"values": [{"v": 5.0}]}}, second])
    assert moved.shape == lifted().shape
    assert lifted(layer=[first]).shape != lifted().shape


def test_a_known_shape_is_not_sent_again() -> None:
    made = lifted()
    assert "spec" not in made.to_dict(known=made.shape)
    assert made.to_dict(known="")["spec"] == made.spec


def test_the_legend_is_the_subtitle() -> None:
    assert legend_of(CHART) == ("a", "b")
    assert legend_of({"title": "t"}) == ()
    told = chart([], title="t", subtitle=["long " * 50], height=1)
    assert len(told["title"]["subtitle"]) > 1
    assert legend_of(told) == ("long " * 50,)


def test_pictures_that_are_not_asked_for_are_not_made() -> None:
    decision = make_decision()
    assert [d.id for d in drawings(decision, only=["costs", "unknown"])] == ["costs"]
    assert {"costs", "regions", "ranking"} <= {d.id for d in drawings(decision)}


def test_the_shape_of_the_curves_stays_while_the_volume_moves() -> None:
    shapes = {
        drawings(make_decision(volume=volume), only=["costs"])[0].shape
        for volume in (90_000.0, 100_000.0, 110_000.0)
    }
    assert len(shapes) == 1
