from fastapi.testclient import TestClient

from breakeven import api
from tests.web.conftest import error_of


def test_facts_are_found_with_their_sources(client: TestClient) -> None:
    found = client.get("/api/facts", params={"find": "h100", "as_of": "2026-11-24"}).json()["facts"]
    assert found == api.facts_find("h100", as_of="2026-11-24")
    assert all(f["source"] for f in found)


def test_a_fact_is_shown(client: TestClient) -> None:
    answer = client.get("/api/facts/meta-llama/Llama-3.1-8B-Instruct?as_of=2026-11-24")
    assert answer.json()["id"] == "llama-3.1-8b"


def test_an_unknown_fact_is_not_there(client: TestClient) -> None:
    answer = client.get("/api/facts/nonsense-9000")
    assert (answer.status_code, error_of(answer)["kind"]) == (404, "unknown-name")


def test_no_file_is_a_fact(client: TestClient) -> None:
    for name in ("%2Fetc%2Fpasswd", "x%2F..%2Fy", "config.json"):
        answer = client.get(f"/api/facts/{name}")
        assert error_of(answer)["kind"] == "not-over-http", name


def test_bad_queries_are_refused(client: TestClient) -> None:
    for query in ("", "?find=", "?find=" + "a" * 101, "?find=a&as_of=someday"):
        answer = client.get(f"/api/facts{query}")
        assert (answer.status_code, error_of(answer)["kind"]) == (422, "bad-input")


def test_a_number_is_no_day(client: TestClient) -> None:
    for said in ("0", "1790000000", "2026-1-1", "today"):
        answer = client.get("/api/facts", params={"find": "h100", "as_of": said})
        assert answer.status_code == 422
        assert "2026-11-24" in answer.json()["error"]["message"]
