import json
from pathlib import Path

import pytest

from breakeven.economics.decision import Decision
from breakeven.outputs.chart_theme import DARK, LIGHT, responsive, themed
from breakeven.outputs.charts import write_chart
from breakeven.outputs.pictures import Picture, pictures
from tests.outputs.ahead import make_ahead
from tests.outputs.handmade import copy_of, make_decision

EVERY = ["regions", "ranking", "costs", "tornado", "information", "cash", "load"]
ALL = {p.id: p for p in pictures(make_ahead())}


def ids(decision: Decision) -> list[str]:
    return [p.id for p in pictures(decision)]


def test_a_full_decision_has_every_picture() -> None:
    assert list(ALL) == EVERY


def test_what_a_decision_cannot_tell_is_left_out() -> None:
    assert ids(make_decision()) == ["regions", "ranking", "costs"]
    assert ids(make_decision(feasible=False)) == []
    assert ids(copy_of(make_ahead(), regions=(), curves={})) == [
        "ranking",
        "tornado",
        "information",
        "cash",
        "load",
    ]


@pytest.mark.parametrize("picture", ALL.values(), ids=ALL)
def test_a_picture_says_its_finding_in_sentences_with_numbers(picture: Picture) -> None:
    assert picture.alt[0].isupper()
    assert picture.alt.endswith(".")
    assert any(c.isdigit() for c in picture.alt)
    assert "None" not in picture.alt


@pytest.mark.parametrize("picture", ALL.values(), ids=ALL)
def test_marks_name_roles_and_never_colours(picture: Picture) -> None:
    drawn = json.dumps({k: v for k, v in picture.spec.items() if k != "config"})
    assert not [colour for colour in (*LIGHT.values(), *DARK.values()) if colour in drawn]


@pytest.mark.parametrize("picture", ALL.values(), ids=ALL)
def test_the_dark_theme_changes_the_config_alone(picture: Picture) -> None:
    dark = themed(picture.spec, dark=True)
    assert dark["config"] != picture.spec["config"]
    assert {**dark, "config": picture.spec["config"]} == picture.spec
    assert themed(dark) == picture.spec


@pytest.mark.parametrize("picture", ALL.values(), ids=ALL)
@pytest.mark.parametrize("width", ["fixed", "container"])
def test_a_picture_is_drawn(picture: Picture, width: str, tmp_path: Path) -> None:
    pytest.importorskip("vl_convert")
    spec = responsive(picture.spec) if width == "container" else dict(picture.spec)
    text = write_chart(spec, tmp_path / "a.svg").read_text()
    assert text.startswith("<svg")
    assert "NaN" not in text
    assert "undefined" not in text
