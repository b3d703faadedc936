"""Responses as they came: each vendor's meaning of input, batches, and none of the texts."""

import json
from typing import Any

import pytest

from breakeven.domain.errors import InputError
from breakeven.inputs.usage import read_usage
from tests.inputs.usage.conftest import Told, Write, counts

CHAT = {"id": "c1", "object": "chat.completion", "created": 1_777_629_600, "model": "gpt-4o",
        "choices": [{"message": {"content": "SECRET"}}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 10,
                  "prompt_tokens_details": {"cached_tokens": 60}}}  # fmt: skip
MESSAGE = {"id": "m1", "type": "message", "model": "claude-sonnet-4-5",
           "content": [{"text": "SECRET"}],
           "usage": {"input_tokens": 40, "cache_read_input_tokens": 50,
                     "cache_creation_input_tokens": 10, "output_tokens": 10}}  # fmt: skip
GEMINI = {"responseId": "g1", "modelVersion": "gemini-2.5-pro",
          "createTime": "2026-05-01T10:00:00Z", "candidates": ["SECRET"],
          "usageMetadata": {"promptTokenCount": 100, "cachedContentTokenCount": 60,
                            "candidatesTokenCount": 6, "thoughtsTokenCount": 4}}  # fmt: skip
CONVERSE = {
    "timestamp": "2026-05-01T10:00:00Z",
    "metrics": {"latencyMs": 900},
    "usage": {"inputTokens": 40, "cacheReadInputTokens": 60, "outputTokens": 10},
}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (CHAT, (1, 100, 60, None, 10)),
        ({"timestamp": 1_777_629_600, "response": MESSAGE}, (1, 100, 50, 10, 10)),
        (GEMINI, (1, 100, 60, None, 10)),
        (CONVERSE, (1, 100, 60, None, 10)),
        ({"custom_id": "a", "response": {"status_code": 200, "body": CHAT}},
         (1, 100, 60, None, 10)),
        ({"custom_id": "a", "result": {"type": "succeeded", "message": MESSAGE}},
         (1, 100, 50, 10, 10)),
    ],
)  # fmt: skip
def test_what_each_vendor_means(write: Write, row: dict[str, Any], expected: Told) -> None:
    assert counts(write("a.jsonl", json.dumps(row) + "\n")) == expected


def test_a_mixed_file_with_failures_and_repeats(write: Write) -> None:
    failed = {"custom_id": "b", "response": {"status_code": 429, "body": {"error": {"type": "x"}}}}
    rows = [CHAT, CHAT, GEMINI, failed, CHAT | {"id": "c2", "usage": {"prompt_tokens": 5}}]
    found = read_usage(write("a.jsonl", "".join(json.dumps(r) + "\n" for r in rows))).summary()
    assert (found.requests, found.aside) == (2, {"failed": 1, "duplicate": 1})
    assert [r.places[0].rpartition(":")[2] for r in found.rejected] == ["5"]


def test_responses_without_a_time(write: Write) -> None:
    log = read_usage(write("a.jsonl", json.dumps(MESSAGE) + "\n"))
    found = log.summary().to_dict()
    assert (found["first"], found["last"], found["input_tokens"]) == (None, None, 100)
    assert found["peak_to_mean"] == {"second": None, "minute": None, "hour": None}
    with pytest.raises(InputError, match=r"has no times.*--requests-per-day"):
        log.workload()
    assert log.workload(requests_per_day=500).requests_per_day == 500


def test_no_text_is_read(write: Write) -> None:
    log = read_usage(write("a.jsonl", json.dumps(CHAT) + "\n"))
    held = log.connection.raw_sql("SELECT table_name FROM duckdb_tables()").fetchall()
    rows = [log.connection.raw_sql(f"SELECT * FROM {name}").fetchall() for (name,) in held]
    assert rows
    assert all(rows)
    assert "SECRET" not in str(rows)
