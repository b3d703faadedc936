import pytest
from fastapi.testclient import TestClient

from tests.web.conftest import Make, error_of


@pytest.mark.parametrize("host", ["localhost", "localhost:8765", "127.0.0.1:1", "[::1]:8765"])
def test_the_loopback_is_answered(client: TestClient, host: str) -> None:
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "", "127.0.0.1.evil.example", "a@localhost",
                                  "localhost:x", "localhost/", "192.168.1.2:8765"])  # fmt: skip
def test_another_name_is_refused(client: TestClient, host: str) -> None:
    answer = client.get("/healthz", headers={"Host": host})
    assert (answer.status_code, error_of(answer)["where"]) == (421, "Host")


def test_a_name_can_be_allowed(make: Make) -> None:
    client = make(hosts=("Costs.example",))
    assert client.get("/healthz", headers={"Host": "costs.example:80"}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:9999"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
    ],
)
def test_pages_of_others_are_refused(client: TestClient, headers: dict[str, str]) -> None:
    answer = client.post("/api/cross", json={}, headers=headers)
    assert (answer.status_code, error_of(answer)["kind"]) == (403, "refused")
    assert "access-control-allow-origin" not in answer.headers


def test_the_own_page_may_ask(client: TestClient) -> None:
    own = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert client.get("/healthz", headers=own).status_code == 200


def test_a_link_elsewhere_may_lead_here(client: TestClient) -> None:
    link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert client.get("/healthz", headers=link).status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/nowhere"])
def test_browsers_are_told_what_to_forbid(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert "unsafe-eval" not in headers["content-security-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert "server" not in headers
