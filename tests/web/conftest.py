"""A server in this process, over the real library or over a stand-in."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from breakeven import api
from breakeven.web.app import create_app
from breakeven.web.questions import decide_question
from breakeven.web.settings import Settings

Make = Callable[..., TestClient]
NUMBERS = {"requests_per_day": 20_000, "input_tokens": 1500, "output_tokens": 300}
QUICK = {**NUMBERS, "models": ["gpt-4o-mini"], "samples": 0, "simulate": "none"}
"""A question that takes little."""


@pytest.fixture
def make() -> Iterator[Make]:
    """Start a server that computes in threads, with further settings."""
    started: list[TestClient] = []

    def start(**settings: Any) -> TestClient:
        app = create_app(Settings(**{"processes": 0, **settings}))
        client = TestClient(app, base_url="http://localhost", raise_server_exceptions=False)
        started.append(client.__enter__())
        return client

    yield start
    for client in started:
        client.__exit__(None, None, None)


@pytest.fixture
def client(make: Make) -> TestClient:
    """A server with its usual settings."""
    return make()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """A stand-in for `decide` that notes what it was asked and answers at once."""
    decide_question()  # Made from the real verb's parameters, by whoever asks first.
    calls: list[dict[str, Any]] = []

    def decide(**given: Any) -> SimpleNamespace:
        calls.append(given)
        data = {"best": "api:x", "weighed": 2, "options": [{"id": "api:x"}, {"id": "api:y"}]}
        return SimpleNamespace(to_dict=lambda: dict(data))

    monkeypatch.setattr(api, "decide", decide)
    return calls


def error_of(answer: Any) -> dict[str, str]:
    """Return the error in an answer; it has all three parts."""
    found: dict[str, str] = answer.json()["error"]
    assert set(found) == {"kind", "message", "where"}
    return found
