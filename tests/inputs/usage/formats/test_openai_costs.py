"""OpenAI's costs are a bill and no traffic."""

import json

import pytest

from breakeven.domain.errors import InputError
from breakeven.inputs.usage import read_usage
from tests.inputs.usage.conftest import Write

DAY = 86_400


def test_a_bill_alone_knows_no_requests(write: Write) -> None:
    results = [{"object": "organization.costs.result", "line_item": "gpt-4o, input",
                "amount": {"value": 1.25, "currency": "usd"}, "project_id": None}]  # fmt: skip
    data = [{"start_time": 1_777_593_600, "end_time": 1_777_680_000, "results": results}]
    log = read_usage(write("costs.json", json.dumps({"object": "page", "data": data})))
    found = log.summary()
    assert found.format == "openai_costs"
    assert (found.requests, found.input_tokens) == (None, None)
    assert found.aside == {"bill": 1}
    assert log.bills is not None
    with pytest.raises(InputError, match="is a bill alone"):
        log.workload()
