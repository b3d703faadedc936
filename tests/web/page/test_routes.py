"""The page over HTTP."""

import re
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

from breakeven.web.page.assets import address
from breakeven.web.page.state import MOST_SHOWN
from tests.outputs.handmade import make_decision
from tests.web.page.conftest import HandMade

EVIL = "<script>alert(1)</script>\"'"


class Tags(HTMLParser):
    """Counts tags, and collects ids and what points to them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: set[str] = set()
        self.links: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("id"):
            self.ids.append(found["id"] or "")
        for name in ("popovertarget", "for", "aria-labelledby"):
            if found.get(name):
                self.targets.add(found[name] or "")
        self.targets |= set((found.get("aria-describedby") or "").split())
        self.links += [found[n] or "" for n in ("href", "src", "action") if n in found]


def test_the_page_is_whole_without_scripts(client: TestClient) -> None:
    found = client.get("/")
    assert found.status_code == 200
    assert found.headers["cache-control"] == "no-store"
    assert "hosted by groq" in found.text
    assert "<form" in found.text
    assert "/page/picture/costs.svg?" in found.text


def test_ids_are_unique_and_what_points_to_them_finds_them(client: TestClient) -> None:
    tags = Tags(client.get("/?pin=months%3D12").text)
    assert len(tags.ids) == len(set(tags.ids))
    assert tags.targets <= set(tags.ids)


def test_the_page_asks_no_other_host(client: TestClient) -> None:
    tags = Tags(client.get("/").text)
    assert all(link.startswith(("/", "#")) for link in tags.links)


def test_every_control_shows_the_link(client: TestClient) -> None:
    text = client.get("/?requests_per_day=123456&data_stays=eu&batch=1&gpu_price=0.5").text
    assert 'value="123456"' in text
    assert re.search(r'<option value="eu" selected>', text)
    assert re.search(r'name="batch" value="1" checked', text)
    assert re.search(r'name="gpu_price" value="0.5"', text)


@pytest.mark.parametrize("key", ["like", "only", "log", "pin", "requests_per_day", "as_of", "top"])
def test_nothing_of_a_link_becomes_markup(client: TestClient, key: str) -> None:
    found = client.get("/", params={key: EVIL})
    assert found.status_code in (200, 422)
    assert "<script>alert" not in found.text
    assert client.post("/page/update", json={"query": f"{key}={EVIL}"}).status_code == 200


def test_what_is_wrong_stands_at_its_control(client: TestClient) -> None:
    found = client.get("/?requests_per_day=many")
    assert found.status_code == 422
    assert re.search(r'id="wrong-requests_per_day">requests_per_day: must be', found.text)
    assert 'aria-invalid="true"' in found.text


def test_a_question_that_cannot_be_asked_says_why(client: TestClient) -> None:
    found = client.get("/?like=nobody")
    assert found.status_code == 422
    assert "no model is called &#39;nobody&#39;" in found.text
    assert 'class="unanswered"' in found.text
    assert client.post("/page/update", json={"query": "like=nobody"}).json()["answered"] is False
    assert "hosted by groq" not in found.text


def test_nothing_feasible_is_an_answer(client: TestClient) -> None:
    found = client.get("/?only=nothing")
    assert found.status_code == 200
    assert "Nothing is feasible" in found.text
    assert "does not fit in memory" in found.text


def test_a_log_that_is_not_held_is_said(client: TestClient) -> None:
    found = client.get("/?log=gone")
    assert found.status_code == 422
    assert "this server does not hold" in found.text


def test_a_log_that_is_held_tells_the_traffic(client: TestClient, memory: HandMade) -> None:
    token = memory.shelf.put(
        make_decision().workload, name="a<b.csv", requests=1234, rejected_rows=5
    )
    found = client.get(f"/?log={token}")
    assert found.status_code == 200
    assert "<strong>a&lt;b.csv</strong>: 1,234 requests, 5 rows refused" in found.text


def test_an_update_is_the_page_in_parts(client: TestClient) -> None:
    asked = {"query": "requests_per_day=100000&like=gpt-4o-mini", "shapes": {"costs": ""}}
    found = client.post("/page/update", json=asked).json()
    assert found["query"] == found["link"] == "requests_per_day=100000"
    assert found["whole"] is True
    assert found["sentence"].startswith("Cheapest: llama-3.1-8b hosted by groq at $130 a month")
    page = client.get("/?requests_per_day=100000").text
    for name, part in found["parts"].items():
        assert part in page, name
    (picture,) = found["pictures"]
    assert picture["spec"]["layer"]
    again = client.post("/page/update", json={**asked, "shapes": {"costs": picture["shape"]}})
    assert "spec" not in again.json()["pictures"][0]


def test_a_quick_update_leaves_out_what_needs_samples(client: TestClient) -> None:
    asked = {"query": "", "shapes": {"costs": "", "tornado": ""}, "quick": True}
    found = client.post("/page/update", json=asked).json()
    assert found["whole"] is False
    assert set(found["parts"]) == {"problem", "head", "ranked"}
    assert [one["id"] for one in found["pictures"]] == ["costs"]
    assert "all options follow when the numbers rest" in found["parts"]["head"]


def test_a_quick_update_sends_only_rows_that_are_not_shown(client: TestClient) -> None:
    asked = {"query": "requests_per_day=100000", "quick": True}
    first = client.post("/page/update", json=asked).json()
    assert not first["rows"]
    assert not first["numbers"]
    shown = re.findall(r'data-shape="(\w+)"', first["parts"]["ranked"])
    moved = {"query": "requests_per_day=100001", "quick": True, "rows": shown[1:]}
    found = client.post("/page/update", json=moved).json()
    assert "ranked" not in found["parts"]
    assert [row["shape"] for row in found["rows"]] == shown
    assert [row["rank"] for row in found["rows"]] == list(range(1, len(shown) + 1))
    assert ["html" in row for row in found["rows"]] == [True, *(False for _ in shown[1:])]
    assert f'<tr data-shape="{shown[0]}" class="first">' in found["rows"][0]["html"]
    assert "$130" in found["numbers"].values()
    page = client.get("/?requests_per_day=100001").text
    assert all(f'popovertarget="why-{key}"' in page for key in found["numbers"])


def test_a_quick_update_of_an_unshown_ranking_is_the_whole_part(client: TestClient) -> None:
    found = client.post("/page/update", json={"query": "", "quick": True, "rows": []}).json()
    assert "ranked" in found["parts"]
    assert (found["rows"], found["numbers"]) == ([], {})


def test_pictures_that_a_decision_cannot_tell_are_said_to_be_none(client: TestClient) -> None:
    found = client.post("/page/pictures", json={"query": "", "shapes": {"tornado": "x"}})
    assert found.json()["pictures"] == [{"id": "tornado", "none": True}]


def test_equal_questions_are_answered_once(client: TestClient, memory: HandMade) -> None:
    for query in ("", "top=60", "pin=months%3D12", "commercial=1"):
        client.get(f"/?{query}")
    assert [state.query() for state in memory.asked] == ["", "months=12"]


def test_a_longer_ranking_is_bounded(client: TestClient) -> None:
    assert client.get(f"/?top={MOST_SHOWN + 1}").status_code == 422


def test_pins_stand_beside(client: TestClient) -> None:
    text = client.get("/?requests_per_day=100000&pin=requests_per_day%3D200000").text
    assert "Side by side" in text
    assert re.search(r'<td class="other"><button [^>]*>\$260</button>', text)
    assert 'href="/?requests_per_day=200000">open' in text


def test_a_picture_can_be_had_without_scripts(client: TestClient) -> None:
    pytest.importorskip("vl_convert")
    found = client.get("/page/picture/regions.svg")
    assert found.headers["content-type"] == "image/svg+xml"
    assert found.text.startswith("<svg")
    assert client.get("/page/picture/tornado.svg").text.startswith("<svg")


def test_files_with_their_digest_are_kept_for_ever(client: TestClient) -> None:
    found = client.get(address("page.css"))
    assert "immutable" in found.headers["cache-control"]
    old = client.get("/page/static/0123456789ab/page.css")
    assert old.headers["cache-control"] == "no-store"
    assert client.get("/page/static/0/..%2f..%2froutes.py").status_code in (404, 422)


def test_exports_are_files(client: TestClient) -> None:
    found = client.get("/page/export/json?requests_per_day=100000")
    assert found.headers["content-disposition"] == 'attachment; filename="breakeven.json"'
    assert found.json()["workload"]["requests_per_day"] == 100_000
    assert client.get("/page/export/exe").status_code == 422


def test_the_policy_lets_no_script_run_but_our_own(client: TestClient) -> None:
    policy = client.get("/").headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe-eval" not in policy
