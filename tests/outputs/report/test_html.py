import re
from html.parser import HTMLParser

import pytest

from breakeven.domain.errors import MissingExtra
from breakeven.outputs.chart_theme import DARK, LIGHT
from breakeven.outputs.report import html as module
from breakeven.outputs.report import report_of
from breakeven.outputs.report.html import html
from tests.outputs.ahead import make_ahead
from tests.outputs.handmade import make_decision
from tests.outputs.report.hostile import MARKUP, make_hostile

pytest.importorskip("jinja2")
pytest.importorskip("vl_convert")
VOID = {"meta", "br", "hr", "img", "link", "input"}


class Page(HTMLParser):
    """Elements with their attributes, texts, and whether each is closed."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.elements if name == tag]


@pytest.fixture(scope="module")
def source() -> str:
    return html(report_of(make_ahead()))


@pytest.fixture(scope="module")
def page(source: str) -> Page:
    return Page(source)


def test_every_element_is_closed_and_headings_are_in_order(page: Page) -> None:
    assert page.open == []
    levels = [tag for tag, _ in page.elements if re.fullmatch(r"h\d", tag)]
    assert levels[0] == "h1"
    assert set(levels[1:]) == {"h2"}


def test_it_stands_alone(page: Page, source: str) -> None:
    assert not page.of("script")
    assert not page.of("link")
    assert not page.of("img")
    loaded = [a for _, attrs in page.elements for k, a in attrs.items() if k in ("src", "href")]
    assert [one for one in loaded if not str(one).startswith("#")] == []
    assert set(re.findall(r"url\((.)", source)) <= {"#"}
    assert not [k for _, attrs in page.elements for k in attrs if k.startswith("on")]


def test_ids_are_unique_and_links_lead_somewhere(page: Page) -> None:
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert {str(a["href"])[1:] for a in page.of("a")} <= set(ids)


def test_tables_tell_what_their_heads_are_for(page: Page) -> None:
    assert page.of("th")
    assert {a.get("scope") for a in page.of("th")} == {"col", "row"}
    assert len(page.of("caption")) == len(page.of("table"))


def test_pictures_are_images_with_words(page: Page, source: str) -> None:
    drawn = page.of("svg")
    assert len(drawn) == 7
    assert all(a["role"] == "img" and a["aria-label"] for a in drawn)
    assert "pays back in 7.5 months against llama-3.1-8b hosted by groq" in source


def test_dark_colours_replace_each_light_one(source: str) -> None:
    night = source.partition("prefers-color-scheme: dark")[2]
    for role, colour in LIGHT.items():
        assert f'svg [fill="{colour}"] {{ fill: {DARK[role]}; }}' in night


def test_colours_in_pictures_are_those_of_the_theme(source: str) -> None:
    used = set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]{3,6}|[a-z]+)"', source))
    # Vega writes these itself: for what is not painted, and for the grid where it is not seen.
    assert used - set(LIGHT.values()) <= {"none", "transparent"}


def test_what_a_user_wrote_is_no_markup() -> None:
    page = Page(html(report_of(make_hostile())))
    assert not page.of("script")
    assert not page.of("b")
    assert MARKUP.strip() in " ".join(t.strip() for t in page.texts)
    assert page.open == []


def test_nothing_feasible() -> None:
    page = Page(html(report_of(make_decision(feasible=False))))
    assert "Nothing is feasible: all 4 options were rejected." in " ".join(page.texts)
    assert "needs 810 GB of weights" in " ".join(page.texts)
    assert not page.of("svg")


def test_the_same_decision_gives_the_same_page(source: str) -> None:
    assert html(report_of(make_ahead())) == source


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "jinja2", None)
    module.environment.cache_clear()
    with pytest.raises(MissingExtra, match=r"breakeven\[report\]"):
        html(report_of(make_decision()))
    module.environment.cache_clear()
