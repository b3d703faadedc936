"""OpenAI's export of old."""

import json

from tests.inputs.usage.conftest import Write, counts


def test_both_versions_of_it(write: Write) -> None:
    rows = [
        {"aggregation_timestamp": 1_704_103_200, "n_requests": 2, "snapshot_id": "gpt-4-0613",
         "n_context_tokens_total": 50, "n_generated_tokens_total": 7},
        {"aggregation_timestamp": 1_704_103_500, "n_requests": 1, "snapshot_id": "gpt-4-0613",
         "n_context_tokens_total": 30, "n_generated_tokens_total": 1,
         "n_cached_context_tokens_total": 10},
    ]  # fmt: skip
    page = write("a.json", json.dumps({"object": "list", "data": rows}))
    assert counts(page) == (3, 80, 10, None, 8)
    assert counts(write("b.json", json.dumps(rows[:1]))) == (2, 50, None, None, 7)
