"""Every number in a table of the page says what it is and where it comes from."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest

from breakeven.domain.workload import Workload
from breakeven.economics.prospect import Lever
from breakeven.web.page.answering import Facts, Looks
from breakeven.web.page.asking import ask
from breakeven.web.page.memory import Memory
from breakeven.web.page.reading import read
from breakeven.web.page.rendering import page_html
from breakeven.web.page.sheets import sheets
from breakeven.web.page.state import pairs_of
from breakeven.web.page.view import view
from tests.outputs.ahead import make_ahead
from tests.outputs.handmade import API, HOSTED, RENTED, make_decision

IDENTIFIERS = {"#", "option", "offer", "what", "to", "the best", "against", "way to buy", "unknown"}
"""Columns of names, which may have digits in them."""
NAMES = {"cheapest", "like", "only", "purchases", "log"}
"""Rows of names, where scenarios stand side by side."""
VOID = {"br", "hr", "img", "input", "link", "meta"}
PINNED = "pin=requests_per_day%3D900000%26only%3Dgpt-4o-mini"
FLEETS = "only=gpt-4o-mini,llama-3.1-8b&purchases=owned,on-demand&requests_per_day=2e7&months=24"


class Tables(HTMLParser):
    """Collects what stands in cells of tables, outside of what opens a number's explanation."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.path: list[tuple[str, str]] = []
        self.heads: list[str] = []
        self.row: list[str] = []
        self.explained: list[str] = []
        self.bare: list[str] = []
        self.feed(text)

    def _inside(self, tag: str, name: str = "") -> bool:
        return any(
            (t == tag and name in c.split()) or (t == tag and not name) for t, c in self.path
        )

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        self.path.append((tag, dict(attrs).get("class") or ""))
        if self._inside("div", "why"):
            return
        if tag == "table":
            self.heads = []
        if tag == "tr":
            self.row = []
        if tag in ("td", "th"):
            (self.heads if self._inside("thead") else self.row).append("")

    def handle_endtag(self, tag: str) -> None:
        while self.path and self.path.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        text = data.strip()
        if not text or self._inside("div", "why") or not self._inside("table"):
            return
        if self._inside("thead"):
            self.heads[-1] += text
        elif self._inside("button", "num"):
            self.explained.append(text)
        elif re.search(r"\d", text) and not self._is_name():
            self.bare.append(text)
        elif self.row:
            self.row[-1] += text

    def _is_name(self) -> bool:
        head = self.heads[len(self.row) - 1] if len(self.row) <= len(self.heads) else ""
        return head in IDENTIFIERS or (len(self.row) > 1 and self.row[0] in NAMES)


@pytest.fixture(scope="module")
def memory() -> Memory:
    """A page's memory over the real facts."""
    facts = Facts()
    return Memory(facts=facts, looks=Looks(facts=facts))


def tables(memory: Memory, query: str) -> Tables:
    asked = ask(memory, read(pairs_of(query)))
    assert not asked.wrong
    return Tables(page_html(asked.view))


def log() -> Workload:
    shaped = make_decision().workload
    pairs = np.array([[400.0, 120.0], [600.0, 280.0]])
    return replace(shaped, requests_per_day=50_000.0, request_tokens=pairs, requests=2)


@pytest.mark.parametrize("query", ["", f"{FLEETS}&{PINNED}"])
def test_no_number_of_a_real_page_is_bare(memory: Memory, query: str) -> None:
    found = tables(memory, query)
    assert not found.bare
    assert len(found.explained) > 60


def test_no_number_of_a_log_s_page_is_bare(memory: Memory) -> None:
    token = memory.shelf.put(log(), name="a.csv", requests=2, rejected_rows=0)
    found = tables(memory, f"log={token}&only=gpt-4o-mini,llama-3.1-8b&{PINNED}")
    assert not found.bare
    assert len(found.explained) > 60


def test_levers_paybacks_and_measurements_are_explained(memory: Memory) -> None:
    levers = tuple(
        Lever(what=what, of=of, now=now, then=2 * now, unit=unit, instead=HOSTED)  # type: ignore[arg-type]
        for what, of, now, unit in (
            ("volume", "", 100_000.0, "requests/day"),
            ("price", API, 0.3, "USD/million tokens"),
            ("utilization", RENTED, 0.04, "share"),
            ("latency", RENTED, 1.0, "x the targets"),
        )
    )
    decision = replace(make_ahead(), levers=levers)
    state = read(()).state
    made = view(state, decision, answerer=lambda _: decision, known=memory.known(state), whole=True)
    found = Tables(page_html(made))
    assert not found.bare
    assert {"40 %", "7.5", "$290", "25 %", "$60.00"} <= set(found.explained)
    ids = {sheet.id: sheet for sheet in sheets(decision)}
    _, now, _, _ = ids["levers"].rows[1]
    assert [line.source for line in now.lines] == ["example"]  # type: ignore[union-attr]


def test_what_is_bare_is_found() -> None:
    head = "<table><thead><tr><th>option</th><th>total</th></tr></thead><tbody>"
    assert Tables(f"{head}<tr><th>8b</th><td>$12</td></tr></table>").bare == ["$12"]
    assert not Tables(f"{head}<tr><th>8b</th><td>none</td></tr></table>").bare


def test_a_saving_can_be_computed_from_what_is_shown() -> None:
    (sheet,) = (s for s in sheets(make_ahead()) if s.id == "paybacks")
    _, _, upfront, after, saved, rate = sheet.rows[0]
    assert (upfront.text, after.text, rate.text) == ("$570", "7.5", "40 %")  # type: ignore[union-attr]
    assert len(saved.lines) == 3  # type: ignore[union-attr]
