"""LiteLLM's logs: what is cached stands in metadata, if at all."""

import json
from pathlib import Path
from typing import Any

import pytest

from breakeven.inputs.usage import read_usage
from breakeven.inputs.usage.examples import calls
from breakeven.inputs.usage.formats.litellm import spend_example
from tests.inputs.usage.conftest import Write, counts


def spend(number: int, **fields: Any) -> dict[str, Any]:
    return {"request_id": f"r{number}", "call_type": "acompletion", "spend": 0.5,
            "prompt_tokens": 100, "completion_tokens": 10, "model": "gpt-4o", "status": "success",
            "startTime": f"2026-05-01T10:00:{number:02}.000Z", "cache_hit": "",
            "endTime": f"2026-05-01T10:00:{number + 1:02}.500Z"} | fields  # fmt: skip


def lines(*rows: dict[str, Any]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def test_metadata_as_an_object_as_text_or_absent(write: Write) -> None:
    usage = {"usage_object": {"prompt_tokens_details": {"cached_tokens": 40},
                              "cache_creation_input_tokens": 8}}  # fmt: skip
    objects = lines(spend(1, metadata=usage), spend(2))
    assert counts(write("a.jsonl", objects)) == (2, 200, 40, 8, 20)
    texts = lines(spend(1, metadata=json.dumps(usage)), spend(2, metadata="{broken"))
    assert counts(write("b.jsonl", texts)) == (2, 200, 40, 8, 20)
    assert counts(write("c.jsonl", lines(spend(1), spend(2)))) == (2, 200, None, None, 20)


def test_what_is_no_traffic_is_set_aside(write: Write) -> None:
    log = lines(
        spend(1),
        spend(1),
        spend(2, status="failure", prompt_tokens=0, completion_tokens=0),
        spend(3, cache_hit="True"),
        spend(4, call_type="aembedding", completion_tokens=0),
        spend(5, status="failure"),
    )
    found = read_usage(write("a.jsonl", log)).summary()
    assert found.requests == 2
    assert found.aside == {"failed": 1, "gateway_cache": 1, "other": 1, "duplicate": 1}
    assert found.usd_billed == 1.0
    assert found.latency_ms is not None
    assert found.latency_ms.mean == 1_500


def test_by_team(write: Write) -> None:
    log = lines(spend(1, team_id="a"), spend(2, team_id="b"), spend(3, team_id="b"), spend(4))
    found = read_usage(write("a.jsonl", log), by="team").summary()
    assert {name: used.requests for name, used in found.tags.items()} == {
        "b": 2, "unknown": 1, "a": 1,
    }  # fmt: skip


def test_straight_from_a_database(tmp_path: Path, write: Write) -> None:
    """With the types that a database gives: timestamps, numbers, JSON."""
    duckdb = pytest.importorskip("duckdb")
    path, database = write("a.csv", spend_example(calls())), tmp_path / "litellm.ddb"
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            'CREATE TABLE "LiteLLM_SpendLogs" AS SELECT * REPLACE (metadata::JSON AS metadata)'
            f" FROM read_csv('{path}')"
        )
    assert counts("LiteLLM_SpendLogs", engine=f"duckdb://{database}") == counts(path)  # type: ignore[arg-type]


def test_a_payload_with_times_as_numbers(write: Write) -> None:
    row = {"id": "r1", "startTime": 1_777_629_600.5, "endTime": 1_777_629_602.0,
           "completionStartTime": 1_777_629_600.75, "response_cost": 0.01, "prompt_tokens": 10,
           "completion_tokens": 5, "model": "m", "status": "success",
           "messages": [{"content": "SECRET"}]}  # fmt: skip
    found = read_usage(write("a.jsonl", lines(row))).summary()
    assert found.format == "litellm_payload"
    assert found.latency_ms is not None
    assert found.ttft_ms is not None
    assert (found.latency_ms.mean, found.ttft_ms.mean) == (1_500, 250)
