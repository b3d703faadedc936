from fastapi.testclient import TestClient

from breakeven import __version__


def test_the_server_says_that_it_lives(client: TestClient) -> None:
    data = client.get("/healthz").json()
    assert (data["status"], data["version"]) == ("ok", __version__)


def test_requests_are_counted_by_route_and_not_by_path(client: TestClient) -> None:
    client.get("/healthz")
    client.get("/made/up/by/a/client")
    text = client.get("/metrics").text
    assert 'breakeven_requests_total{method="GET",route="/healthz",status="200"} 1.0' in text
    assert 'route="none",status="404"' in text
    assert "made/up" not in text
