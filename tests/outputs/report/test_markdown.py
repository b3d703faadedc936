import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakeven.outputs.report import report_of
from breakeven.outputs.report.markdown import escaped, markdown
from breakeven.outputs.report.model import Code, Report, Section
from tests.outputs.ahead import make_ahead
from tests.outputs.report.hostile import MARKUP, make_hostile

markdown_it = pytest.importorskip("markdown_it")
READ = markdown_it.MarkdownIt("gfm-like", {"linkify": False})
PLAIN = {"text", "softbreak", "text_special"}


def texts(source: str) -> str:
    """Return the text of one paragraph, which must hold nothing else."""
    tokens = READ.parse(source)
    kinds = [t.type for t in tokens]
    assert kinds == ["paragraph_open", "inline", "paragraph_close"], kinds
    assert {c.type for c in tokens[1].children} <= PLAIN
    return "".join(c.content for c in tokens[1].children)


def test_a_report_has_its_sections_and_tables() -> None:
    made = markdown(report_of(make_ahead()))
    for said in (
        "# Where to run it: workload",
        "## The answer",
        "**llama-3.1-8b** hosted by groq",
        "| --- | --- | ---: | ---: |",
        "## Everything assumed, 2",
        "**When the load comes, and the machines that serve it.**",
    ):
        assert said in made


@pytest.mark.parametrize(
    "said", [MARKUP, f"# {MARKUP}", f"1. {MARKUP}", f"- {MARKUP}", "===", "+ a"]
)
def test_what_a_user_wrote_is_no_markup(said: str) -> None:
    assert texts(escaped(said)) == " ".join(said.split())


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126), min_size=1))
def test_any_text_is_no_markup(said: str) -> None:
    plain = " ".join(said.split())
    if plain:
        assert texts(escaped(said)) == plain


def test_hostile_names_break_no_table() -> None:
    tokens = READ.parse(markdown(report_of(make_hostile())))
    assert not [t for t in tokens if t.type == "html_block"]
    inline = {c.type for t in tokens for c in t.children or ()}
    assert inline <= {*PLAIN, "strong_open", "strong_close"}


def test_a_fence_is_longer_than_those_inside() -> None:
    section = Section(id="a", title="a", blocks=(Code(text="x\n````\ny"),))
    made = markdown(
        Report(title="t", question="q", as_of="2026-01-01", summary=section, sections=())
    )
    assert "`````\nx\n````\ny\n`````" in made
