from html.parser import HTMLParser

from rich.console import Group
from rich.table import Column, Table
from rich.text import Text

from breakeven.economics.breakeven import Region
from breakeven.economics.decision import Decision
from breakeven.outputs.decision_table import decision_table
from breakeven.outputs.markup import html_of, text_of
from breakeven.outputs.region_bar import RegionBar
from breakeven.outputs.tables import number_column, section, table
from tests.outputs.conftest import Shown

HOSTILE = "<script>alert('x')</script> & \"quotes\""


class Checked(HTMLParser):
    """Notes the elements and the text of a page, and that all are closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        assert {name for name, _ in attrs} <= {"style"}
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def checked(page: str) -> Checked:
    read = Checked()
    read.feed(page)
    read.close()
    assert not read.open
    return read


def test_a_table_is_a_table() -> None:
    made = table("name", number_column("n"))
    made.add_row("a", "1")
    page = html_of(made)
    assert page.count("<th ") == 2
    assert page.count("<td ") == 2
    assert "text-align:right;white-space:nowrap" in page


def test_all_text_is_escaped_wherever_it_stands() -> None:
    made = Table(Column(HOSTILE), title=HOSTILE)
    made.add_row(HOSTILE)
    made.add_row(Text(HOSTILE, style="bold"))
    made.add_row(Group(Text.assemble((HOSTILE, "dim"))))
    region = Region(from_requests_per_day=1.0, to_requests_per_day=None, cheapest=HOSTILE)
    page = html_of(Group(section(HOSTILE, made), HOSTILE, RegionBar([region])))
    read = checked(page)
    assert "script" not in read.seen
    assert page.count("&lt;script&gt;") == 7


def test_styles_and_lines() -> None:
    page = html_of(Group(Text("whole", style="bold"), Text.assemble(("part", "dim"), "\nnext")))
    assert '<span style="font-weight:bold">whole</span>' in page
    assert '<span style="opacity:.65">part</span><br>next' in page


def test_colours_suit_light_and_dark_pages() -> None:
    assert "color:rgb(32,138,60)" in html_of(Text("fine", style="green"))


def test_a_whole_decision_says_the_same_as_the_command_line(
    decision: Decision, shown: Shown
) -> None:
    body = decision_table(decision)
    read = checked(html_of(body))
    assert {"table", "th", "td", "pre"} <= read.seen
    page = " ".join(" ".join(read.words).split())
    for option in decision.options:
        if option.feasible:
            assert option.model in page
    figures = [w for w in shown(body, width=200).split() if w.startswith("$")]
    assert figures
    assert all(figure.rstrip(",;") in page for figure in figures)


def test_text_is_that_of_the_command_line(decision: Decision, shown: Shown) -> None:
    assert text_of(decision_table(decision)) == shown(decision_table(decision))
