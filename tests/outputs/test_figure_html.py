import sys
from base64 import b64decode

import pytest

from breakeven.economics.decision import Decision
from breakeven.outputs.figure_html import decision_figure, image

PREFIX = "data:image/svg+xml;base64,"


def test_the_picture_of_a_decision(decision: Decision) -> None:
    pytest.importorskip("vl_convert")
    page = decision_figure(decision)
    svg = b64decode(page.partition(PREFIX)[2].partition('"')[0]).decode()
    assert svg.startswith("<svg")
    assert "what does it cost" in svg
    assert 'alt="' in page


def test_words_are_escaped() -> None:
    pytest.importorskip("vl_convert")
    spec = {"data": {"values": []}, "mark": "point"}
    assert 'alt="&lt;b&gt; &quot;x&quot;"' in image(spec, words='<b> "x"')


def test_without_the_extra_there_is_no_picture(
    decision: Decision, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    assert decision_figure(decision) == ""


def test_nothing_is_drawn_of_nothing(nothing: Decision) -> None:
    if not nothing.curves:
        assert decision_figure(nothing) == ""
