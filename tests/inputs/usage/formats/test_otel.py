"""Spans: attributes as lists, as an object, as columns; inputs with and without what was cached."""

import json
from typing import Any

import pytest

from breakeven.inputs.usage import read_usage
from tests.inputs.usage.conftest import Write, counts

PLAIN = {"gen_ai.request.model": "gpt-4o", "gen_ai.operation.name": "chat"}
NOW = {"gen_ai.usage.input_tokens": 100, "gen_ai.usage.output_tokens": 10}
OLD = {"gen_ai.usage.prompt_tokens": 100, "gen_ai.usage.completion_tokens": 10}
READ = "gen_ai.usage.cache_read.input_tokens"


def otlp(number: int, attributes: dict[str, Any]) -> dict[str, Any]:
    pairs = [
        {"key": k, "value": {"intValue": str(v)} if isinstance(v, int) else {"stringValue": v}}
        for k, v in attributes.items()
    ]
    start = 1_777_629_600_000_000_000 + number * 10**9
    span = {"traceId": "t", "spanId": f"s{number}", "startTimeUnixNano": str(start),
            "endTimeUnixNano": str(start + 5 * 10**8), "attributes": pairs}  # fmt: skip
    return {"resourceSpans": [{"resource": {}, "scopeSpans": [{"spans": [span]}]}]}


def flat(number: int, attributes: dict[str, Any]) -> dict[str, Any]:
    return {"start_time": f"2026-05-01T10:00:{number:02}.000000Z",
            "end_time": f"2026-05-01T10:00:{number:02}.500000Z",
            "context": {"trace_id": "t", "span_id": f"s{number}"},
            "attributes": attributes}  # fmt: skip


def lines(*rows: dict[str, Any]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


@pytest.mark.parametrize("kind", [otlp, flat])
def test_names_of_now_and_of_old(write: Write, kind: Any) -> None:
    log = lines(kind(1, PLAIN | NOW), kind(2, PLAIN | OLD), kind(3, PLAIN | NOW | {READ: 40}))
    path = write("a.jsonl", log)
    assert counts(path) == (3, 300, 40, None, 30)
    found = read_usage(path).summary()
    assert found.latency_ms is not None
    assert found.latency_ms.mean == 500


@pytest.mark.parametrize("kind", [otlp, flat])
def test_an_input_that_excludes_what_was_cached(write: Write, kind: Any) -> None:
    """One span with more cached tokens than input tells how its model is counted."""
    apart = PLAIN | {"gen_ai.request.model": "claude"} | NOW
    log = lines(kind(1, apart | {READ: 900}), kind(2, apart | {READ: 40}),
                kind(3, PLAIN | NOW | {READ: 40}))  # fmt: skip
    found = read_usage(write("a.jsonl", log)).summary()
    assert {name: used.input_tokens for name, used in found.models.items()} == {
        "claude": 1_140, "gpt-4o": 100,
    }  # fmt: skip


@pytest.mark.parametrize("kind", [otlp, flat])
def test_what_is_no_call_is_set_aside(write: Write, kind: Any) -> None:
    log = lines(
        kind(1, PLAIN | NOW),
        kind(1, PLAIN | NOW),
        kind(2, {"http.method": "POST"}),
        kind(3, PLAIN | NOW | {"gen_ai.operation.name": "invoke_agent"}),
        kind(4, PLAIN | {"error.type": "timeout"}),
        kind(5, PLAIN | {"gen_ai.usage.output_tokens": 3}),
    )
    found = read_usage(write("a.jsonl", log)).summary()
    assert found.requests == 1
    assert found.aside == {"failed": 1, "other": 2, "duplicate": 1}
    assert [r.reason for r in found.rejected] == ["input tokens are missing"]


def test_attributes_as_columns(write: Write) -> None:
    text = ("Timestamp,TraceId,SpanId,gen_ai.request.model,gen_ai.usage.input_tokens,"
            "gen_ai.usage.output_tokens\n2026-05-01 10:00:00,t,s,gpt-4o,100,10\n")  # fmt: skip
    assert counts(write("a.csv", text)) == (1, 100, None, None, 10)


def test_attributes_as_json_in_a_column(write: Write) -> None:
    attributes = json.dumps(PLAIN | NOW | {READ: 40}).replace('"', '""')
    text = f'Timestamp,TraceId,SpanId,SpanAttributes\n2026-05-01 10:00:00,t,s,"{attributes}"\n'
    assert counts(write("a.csv", text)) == (1, 100, 40, None, 10)
