"""Langfuse's observations: kinds of usage that do not overlap, two spellings, pages."""

import json
from typing import Any

from breakeven.inputs.usage import read_usage
from tests.inputs.usage.conftest import Write, counts

USAGE = {"input": 60, "input_cached_tokens": 40, "output": 6, "output_reasoning_tokens": 4}


def generation(number: int, **fields: Any) -> dict[str, Any]:
    return {"id": f"g{number}", "traceId": "t", "type": "GENERATION", "model": "gpt-4o",
            "startTime": "2026-05-01T10:00:00.000Z", "endTime": "2026-05-01T10:00:02.000Z",
            "level": "DEFAULT", "usageDetails": USAGE, "latency": 2.0} | fields  # fmt: skip


def lines(*rows: dict[str, Any]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def test_kinds_add_up(write: Write) -> None:
    found = read_usage(write("a.jsonl", lines(generation(1)))).summary()
    assert (found.input_tokens, found.cached_input_tokens) == (100, 40)
    assert (found.output_tokens, found.reasoning_tokens) == (10, 4)


def test_a_page_and_the_older_usage(write: Write) -> None:
    old = generation(2, usageDetails=None, usage={"input": 50, "output": 5, "unit": "TOKENS"})
    page = {"data": [generation(1), old], "meta": {"page": 1}}
    assert counts(write("a.json", json.dumps(page, indent=1))) == (2, 150, 40, None, 15)


def test_the_export_in_snake_case_as_csv(write: Write) -> None:
    usage = json.dumps(USAGE).replace('"', '""')
    text = (
        "id,trace_id,type,start_time,end_time,provided_model_name,usage_details,total_cost\n"
        f'g1,t,GENERATION,2026-05-01 10:00:00,2026-05-01 10:00:02,gpt-4o,"{usage}",0.5\n'
    )
    found = read_usage(write("a.csv", text)).summary()
    assert (found.format, found.input_tokens, found.usd_billed) == ("langfuse", 100, 0.5)
    assert found.latency_ms is not None
    assert found.latency_ms.mean == 2_000


def test_spans_errors_and_repeats_are_set_aside(write: Write) -> None:
    log = lines(
        generation(1),
        generation(1),
        generation(2, type="SPAN", usageDetails={}),
        generation(3, level="ERROR", usageDetails={}),
        generation(4, usageDetails={"output": 3}),
    )
    found = read_usage(write("a.jsonl", log)).summary()
    assert found.requests == 1
    assert found.aside == {"failed": 1, "other": 1, "duplicate": 1}
    assert [r.reason for r in found.rejected] == ["input tokens are missing"]
