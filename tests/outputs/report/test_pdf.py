import json
import sys
from typing import Any

import pytest

from breakeven.domain.errors import MissingExtra
from breakeven.economics.decision import Decision
from breakeven.outputs.report import report_of
from breakeven.outputs.report.pdf import SPACE, breakable, compiler, pdf
from tests.outputs.ahead import make_ahead
from tests.outputs.handmade import make_decision
from tests.outputs.report.hostile import MARKUP, make_hostile


def said(found: Any) -> str:
    """Return the text of a part of a document."""
    if isinstance(found, dict):
        return str(found.get("text", "")) + "".join(
            said(v) for k, v in found.items() if k in ("body", "child", "children")
        )
    return "".join(said(one) for one in found) if isinstance(found, list) else ""


@pytest.fixture
def _typst() -> None:
    pytest.importorskip("typst")
    pytest.importorskip("vl_convert")


@pytest.mark.usefixtures("_typst")
@pytest.mark.parametrize(
    "decision",
    [make_ahead(), make_decision(feasible=False), make_hostile()],
    ids=["full", "nothing feasible", "hostile"],
)
def test_a_pdf_is_tagged_and_the_same_each_time(decision: Decision) -> None:
    report = report_of(decision)
    made = pdf(report)
    assert made.startswith(b"%PDF-1.7")
    assert b"/MarkInfo" in made
    assert b"/Lang" in made
    assert made == pdf(report)


@pytest.mark.usefixtures("_typst")
def test_what_a_user_wrote_is_no_markup() -> None:
    found = json.loads(compiler(report_of(make_hostile())).query("heading.where(level: 1)"))
    assert said(found) == f"Where to run it: {MARKUP}"


@pytest.mark.usefixtures("_typst")
def test_pictures_have_words() -> None:
    report = report_of(make_ahead())
    found = json.loads(compiler(report).query("image"))
    assert [one["alt"] for one in found] == [picture.alt for picture in report.pictures]


def test_long_names_may_break() -> None:
    assert breakable("a,b=c d").split(SPACE) == ["a,", "b=", "c d"]
    assert max(map(len, breakable("m" * 100).split(SPACE))) <= 32
    assert breakable("two words") == "two words"


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(MissingExtra, match=r"breakeven\[report\]"):
        pdf(report_of(make_decision()))
