"""Invocation logs of Bedrock: bodies of any shape, calls that failed, deliveries that repeat."""

import gzip
import json
from typing import Any

from breakeven.inputs.usage import read_usage
from tests.inputs.usage.conftest import Write, counts


def call(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "schemaType": "ModelInvocationLog",
        "timestamp": f"2026-05-01T10:00:{number:02}Z",
        "requestId": f"r{number}",
        "operation": "Converse",
        "modelId": "anthropic.claude-sonnet-4-5",
        "input": {"inputTokenCount": 100, "inputBodyJson": {"messages": ["SECRET"]}},
        "output": {"outputTokenCount": 10, "outputBodyJson": [{"text": "SECRET"}]},
    } | fields


def lines(*calls: object) -> str:
    return "".join((c if isinstance(c, str) else json.dumps(c)) + "\n" for c in calls)


def test_cached_tokens_are_beside_the_input(write: Write) -> None:
    cached = {"inputTokenCount": 100, "cacheReadInputTokenCount": 300,
              "cacheWriteInputTokenCount": 50}  # fmt: skip
    log = lines(call(1), call(2, input=cached))
    assert counts(write("a.json", log)) == (2, 550, 300, 50, 20)
    assert counts(write("a.json.gz", gzip.compress(log.encode(), mtime=0))) == (2, 550, 300, 50, 20)


def test_what_is_odd_is_told(write: Write) -> None:
    failed = {k: v for k, v in call(3).items() if k not in ("input", "output")}
    log = lines(
        call(1),
        call(1),
        failed | {"errorCode": "ThrottlingException"},
        call(4, input="SECRET"),
        "{SECRET",
        call(5, input={"inputTokenCount": 0}, output={"outputTokenCount": 0}),
    )
    found = read_usage(write("a.json", log)).summary()
    assert (found.rows, found.requests, found.input_tokens) == (6, 2, 100)
    assert found.aside == {"failed": 1, "duplicate": 1}
    assert {r.reason: r.places[0].rpartition(":")[2] for r in found.rejected} == {
        "input tokens are missing": "4",
        "the row cannot be read": "5",
    }
    assert "SECRET" not in json.dumps(found.to_dict())


def test_latency_where_a_body_tells_it(write: Write) -> None:
    metrics = {"invocationLatency": 900, "firstByteLatency": 200}
    body = {"amazon-bedrock-invocationMetrics": metrics, "completion": "SECRET"}
    told = call(2, output={"outputTokenCount": 10, "outputBodyJson": body})
    found = read_usage(write("a.json", lines(call(1), told))).summary()
    assert found.latency_ms is not None
    assert found.ttft_ms is not None
    assert (found.latency_ms.mean, found.ttft_ms.mean) == (900, 200)
