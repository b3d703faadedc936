import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from breakeven.web.errors import TooLarge
from breakeven.web.limits import Limits
from breakeven.web.settings import Settings
from tests.web.conftest import Make, error_of

JSON = {"Content-Type": "application/json"}


def test_a_large_body_is_refused_by_its_announced_length(make: Make) -> None:
    client = make(body_bytes=1000)
    answer = client.post("/api/decide", content=b" " * 1001, headers=JSON)
    assert (answer.status_code, error_of(answer)["kind"]) == (413, "too-large")


def test_a_large_body_without_a_length_is_not_read_to_its_end(make: Make) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        while sent < 100:
            sent += 1
            yield b" " * 1000

    client = make(body_bytes=5000)
    answer = client.post("/api/decide", content=endless(), headers=JSON)
    assert (answer.status_code, error_of(answer)["kind"]) == (413, "too-large")


def test_reading_stops_at_the_limit() -> None:
    taken = 0

    async def receive() -> dict[str, Any]:
        nonlocal taken
        taken += 1
        return {"type": "http.request", "body": b" " * 1000, "more_body": True}

    async def app(scope: Any, receive: Any, send: Any) -> None:
        while True:
            await receive()

    async def send(message: Any) -> None: ...

    guard = Limits(app, settings=Settings(body_bytes=5000))
    scope = {"type": "http", "method": "POST", "path": "/api/decide", "headers": [], "client": None}
    with pytest.raises(TooLarge):
        asyncio.run(guard(scope, receive, send))
    assert taken == 6


@pytest.mark.parametrize("said", ["-5", "x", "1" * 30])
def test_a_length_that_is_none_is_refused(client: TestClient, said: str) -> None:
    headers = {**JSON, "Content-Length": said}
    assert client.post("/api/decide", content=b"{}", headers=headers).status_code in (400, 413)


def test_one_client_cannot_take_all() -> None:
    answers: list[int] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.sleep(0.05)

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            answers.append(message["status"])

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def ask(guard: Limits, client: str) -> None:
        scope = {
            "type": "http", "method": "POST", "path": "/api/decide", "headers": [],
            "client": (client, 1),
        }  # fmt: skip
        await guard(scope, receive, send)

    async def many() -> None:
        guard = Limits(app, settings=Settings(client_requests=2))
        await asyncio.gather(*(ask(guard, "10.0.0.1") for _ in range(5)), ask(guard, "10.0.0.2"))
        await ask(guard, "10.0.0.1")

    asyncio.run(many())
    assert answers == [429, 429, 429]
