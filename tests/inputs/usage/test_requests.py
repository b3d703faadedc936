"""A log's requests one by one: their prompts' blocks and priorities, for those who ask."""

import numpy as np
import pytest

from breakeven.domain.errors import InputError
from breakeven.inputs.usage import read_usage
from breakeven.inputs.usage.requests import requests_of

from .conftest import Write

TRACE = (
    '{"timestamp": 0, "input_length": 1000, "output_length": 5, "hash_ids": [7, 9]}\n'
    '{"timestamp": 20, "input_length": 1500, "output_length": 5, "hash_ids": [7, 9, 4]}\n'
    '{"timestamp": 10, "input_length": 300, "output_length": 5}\n'
)
MAP = {"time": "at", "input": "in", "output": "out", "priority": "urgent"}
LOG = "at,in,out,urgent\n1,10,1,5\n2,20,1,-1.5\n"


def test_prompts_are_chains_of_blocks_in_order_of_arrival(write: Write) -> None:
    found = requests_of(read_usage(write("t.jsonl", TRACE), simulated=True))
    first, none, last = found.prefix_hashes
    assert (len(first), len(none), len(last)) == (2, 0, 3)
    assert last[:2] == first
    assert found.prefix_block_tokens == 512
    assert found.priorities is None


def test_nobody_else_reads_them(write: Write) -> None:
    log = read_usage(write("t.jsonl", TRACE))
    assert {"priority", "prefix_hashes"}.isdisjoint(log.events.columns)
    assert requests_of(log).prefix_hashes == ()


def test_words_are_hashes_too(write: Write) -> None:
    text = TRACE.replace("[7, 9, 4]", '["a", "b"]').replace("[7, 9]", '["a"]')
    found = requests_of(read_usage(write("t.jsonl", text), simulated=True))
    assert found.prefix_hashes[2][:1] == found.prefix_hashes[0]


@pytest.mark.parametrize("hashes", ['"7, 9"', '{"a": 1}', "[[1], [2]]", "7"])
def test_hashes_that_are_none_are_refused(write: Write, hashes: str) -> None:
    log = read_usage(write("t.jsonl", TRACE.replace("[7, 9]", hashes)), simulated=True)
    with pytest.raises(InputError, match="hashes of a prompt cannot be read"):
        requests_of(log)


def test_a_map_names_the_priorities(write: Write) -> None:
    found = requests_of(read_usage(write("p.csv", LOG), column_map=MAP, simulated=True))
    assert found.priorities is not None
    np.testing.assert_array_equal(found.priorities, [5.0, -1.5])


def test_a_priority_that_is_no_number_is_refused_and_located(write: Write) -> None:
    log = read_usage(write("p.csv", LOG + "3,30,1,high\n"), column_map=MAP, simulated=True)
    assert [(r.reason, r.places) for r in log.rejected] == [
        ("the priority is missing or not a number", (f"{log.name}:4",))
    ]


def test_a_column_called_priority_is_not_taken_unasked(write: Write) -> None:
    text = LOG.replace("at,in,out,urgent", "timestamp,input_tokens,output_tokens,priority")
    assert requests_of(read_usage(write("p.csv", text), simulated=True)).priorities is None


def test_requests_without_times_cannot_be_simulated(write: Write) -> None:
    log = write("a.jsonl", '{"id": "m", "usage": {"input_tokens": 5, "output_tokens": 2}}\n')
    with pytest.raises(InputError, match="has no times"):
        requests_of(read_usage(log, simulated=True))
