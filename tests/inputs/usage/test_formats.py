"""Which format a table has, and why."""

import pytest

from breakeven.domain.errors import InputError, UsageError
from breakeven.inputs.usage import read_usage
from breakeven.inputs.usage.choosing import FORMATS, choose
from breakeven.inputs.usage.formats.columns import obvious_roles

from .conftest import Write


@pytest.mark.parametrize(
    ("columns", "format_"),
    [
        (["TIMESTAMP", "ContextTokens", "GeneratedTokens"], "azure_trace"),
        (["timestamp", "input_length", "output_length", "hash_ids"], "mooncake"),
        (["created_at", "prompt_tokens", "completion_tokens"], "columns"),
        (["Timestamp", "Model", "Request tokens", "Response tokens", "Log Type"], "burstgpt"),
        (["created_at", "tokens_prompt", "tokens_completion", "tokens_cached"], "columns"),
    ],
)
def test_columns_tell_the_format(columns: list[str], format_: str) -> None:
    found = choose(columns, (), name="auto", column_map=None, where="log")
    assert found.format.name == format_
    assert found.why


def test_names_differ() -> None:
    assert len({f.name for f in FORMATS}) == len(FORMATS)


def test_a_format_that_was_asked_for_is_not_guessed() -> None:
    columns = ["timestamp", "input_length", "output_length"]
    with pytest.raises(InputError, match="expected TIMESTAMP, ContextTokens"):
        choose(columns, (), name="azure_trace", column_map=None, where="log")


def test_input_without_its_cached_part_is_not_taken_for_input() -> None:
    columns = ["timestamp", "uncached_input_tokens", "cache_read_input_tokens", "output_tokens"]
    assert "input" not in obvious_roles(columns)


LOG = "when,in,out,hit,who\n1777629600,100,10,40,m\n1777629601,300,30,60,m\n"
MAP = {"time": "when", "input": "in", "output": "out"}


def test_a_map_names_the_columns(write: Write) -> None:
    roles = {**MAP, "cached": "hit", "model": "who"}
    found = read_usage(write("a.csv", LOG), column_map=roles).summary()
    assert (found.input_tokens, found.cached_input_tokens, found.output_tokens) == (400, 100, 40)
    assert list(found.models) == ["m"]


@pytest.mark.parametrize(
    ("column_map", "message"),
    [
        ({**MAP, "time": "wehn"}, r"time=wehn.*did you mean when\?.*columns found: when, in, out"),
        ({"tiem": "when"}, r"unknown role 'tiem'; did you mean time\?"),
        ({"time": "when"}, "also needs input=COL,output=COL"),
    ],
)
def test_a_wrong_map_says_what_is_right(
    write: Write, column_map: dict[str, str], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        read_usage(write("a.csv", LOG), column_map=column_map)


def test_a_map_does_not_go_with_another_format(write: Write) -> None:
    with pytest.raises(UsageError, match="--map"):
        read_usage(write("a.csv", LOG), format="mooncake", column_map=MAP)


def test_more_cached_than_input_is_refused(write: Write) -> None:
    text = LOG.replace(",40,", ",400,")
    found = read_usage(write("a.csv", text), column_map={**MAP, "cached": "hit"})
    assert [r.reason for r in found.rejected] == ["more cached tokens than input tokens"]


def test_a_relative_clock_in_milliseconds(write: Write) -> None:
    log = write(
        "m.jsonl",
        '{"timestamp": 0, "input_length": 5, "output_length": 1}\n'
        '{"timestamp": 1500, "input_length": 7, "output_length": 1}\n',
    )
    found = read_usage(log).workload()
    assert found.requests_per_second == pytest.approx(2 / 1.5)
