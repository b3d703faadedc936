"""Anthropic's pages: input without what was cached, and nobody counts requests."""

import json

import pytest

from breakeven.domain.errors import InputError
from breakeven.inputs.usage import read_usage
from tests.inputs.usage.conftest import Write, counts

RESULT = {
    "uncached_input_tokens": 100,
    "cache_creation": {"ephemeral_1h_input_tokens": 5, "ephemeral_5m_input_tokens": 15},
    "cache_read_input_tokens": 380,
    "output_tokens": 50,
    "model": "claude-sonnet-4-5",
    "context_window": "0-200k",
}


def page(*results: dict[str, object]) -> str:
    bucket = {"starting_at": "2026-05-01T00:00:00Z", "ending_at": "2026-05-02T00:00:00Z",
              "results": list(results)}  # fmt: skip
    return json.dumps({"data": [bucket], "has_more": False, "next_page": None})


def test_input_is_the_sum_of_three(write: Write) -> None:
    assert counts(write("a.json", page(RESULT))) == (None, 500, 380, 20, 50)


def test_fields_that_are_missing_add_nothing(write: Write) -> None:
    bare = {"uncached_input_tokens": 100, "output_tokens": 50}
    assert counts(write("a.json", page(bare))) == (None, 100, None, None, 50)
    assert counts(write("b.json", page(bare, RESULT))) == (None, 600, 380, 20, 100)


def test_a_workload_needs_the_count_of_requests(write: Write) -> None:
    log = read_usage(write("a.json", page(RESULT)))
    with pytest.raises(InputError, match="how many requests it sums up; say --requests-per-day N"):
        log.workload()
    found = log.workload(requests_per_day=10)
    assert (found.requests_per_day, found.input_tokens.mean, found.requests) == (10, 50, None)
    assert found.cached_input_share == 380 / 500


def test_rows_without_output_are_refused(write: Write) -> None:
    broken = {k: v for k, v in RESULT.items() if k != "output_tokens"}
    found = read_usage(write("a.json", page(RESULT, broken))).summary()
    assert [r.reason for r in found.rejected] == ["output tokens are missing"]
    assert found.rejected[0].places[0].endswith("a.json, row 2")
