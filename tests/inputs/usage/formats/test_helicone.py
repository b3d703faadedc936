"""Helicone's requests: fresh input, and two units of money."""

import json
from typing import Any

import pytest

from breakeven.inputs.usage import read_usage
from tests.inputs.usage.conftest import Write, counts


def request(number: int, **fields: Any) -> dict[str, Any]:
    return {"request_id": f"r{number}", "request_created_at": f"2026-05-01T10:00:{number:02}Z",
            "model": "claude-sonnet-4-5", "prompt_tokens": 100,
            "completion_tokens": 10} | fields  # fmt: skip


def test_cached_tokens_are_beside_the_input(write: Write) -> None:
    cached = {"prompt_cache_read_tokens": 300, "prompt_cache_write_tokens": 20}
    page = {"data": [request(1, **cached, delay_ms=400, cost=0.25), request(2)], "error": None}
    path = write("a.json", json.dumps(page))
    assert counts(path) == (2, 520, 300, 20, 20)
    assert read_usage(path).summary().usd_billed == 0.25


def test_the_tables_billionths(write: Write) -> None:
    row = request(1, latency=400, cost=250_000_000, status=200)
    found = read_usage(write("a.jsonl", json.dumps(row) + "\n")).summary()
    assert found.usd_billed == pytest.approx(0.25)
    assert found.latency_ms is not None
    assert found.latency_ms.mean == 400


def test_calls_that_failed(write: Write) -> None:
    rows = [request(1), request(2, response_status=429, prompt_tokens=None, completion_tokens=None),
            request(3, response_status=500), request(3, response_status=500)]  # fmt: skip
    text = "".join(json.dumps(row) + "\n" for row in rows)
    found = read_usage(write("a.jsonl", text)).summary()
    assert (found.requests, found.aside) == (2, {"failed": 1, "duplicate": 1})
