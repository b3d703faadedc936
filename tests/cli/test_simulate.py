"""`breakeven simulate`: what it asks of the library."""

import pytest

from tests.outputs.test_simulation_table import FOUND

from .conftest import Library, Run, answer

BASE = ("simulate", "log.jsonl", "--model", "m", "--gpu", "L4")


@pytest.fixture
def asked(library: Library) -> Library:
    library.answers["simulate"] = answer(FOUND, warnings=("slow",))
    return library


def test_what_is_not_said_is_left_to_the_library(asked: Library, run: Run) -> None:
    assert run(*BASE).code == 0
    (source,), options = asked.asked["simulate"]
    assert source == "log.jsonl"
    given = {name for name, value in options.items() if value is not None}
    assert given == {"model", "gpu", "count", "engine", "rate_scale", "format"}


@pytest.mark.parametrize(
    ("words", "name", "value"),
    [
        (("--min-replicas", "0"), "min_replicas", 0),
        (("--target-outstanding", "8"), "target_outstanding", 8),
        (("--cold-start-seconds", "120"), "cold_start_seconds", 120),
        (("--idle-seconds", "0"), "idle_seconds", 0),
        (("--prefill-replicas", "2"), "prefill_replicas", 2),
        (("--decode-replicas", "3"), "decode_replicas", 3),
        (("--transfer-gb-per-second", "12.5"), "transfer_gb_per_second", 12.5),
        (("--no-prefix-cache",), "prefix_cache", False),
        (("--prefix-cache",), "prefix_cache", True),
        (("--prefix-cache-tokens", "1e12"), "prefix_cache_tokens", 1e12),
        (("--prefix-slack", "0"), "prefix_slack", 0),
        (("--router", "prefix-aware"), "router", "prefix-aware"),
        (("--max-num-seqs", "64"), "max_num_seqs", 64),
        (("--max-num-batched-tokens", "512"), "max_num_batched_tokens", 512),
        (("--kv-cache-tokens", "9000"), "kv_cache_tokens", 9000),
        (("--draft-tokens", "3"), "draft_tokens", 3),
        (("--acceptance", "0.7"), "acceptance", 0.7),
        (("--tensor-parallel", "1"), "tensor_parallel", 1),
        (("--engine", "vllm@0.6"), "engine", "vllm@0.6"),
        (("--format", "mooncake"), "format", "mooncake"),
    ],
)
def test_options_reach_the_library(
    asked: Library, run: Run, words: tuple[str, ...], name: str, value: object
) -> None:
    assert run(*BASE, *words).code == 0
    assert asked.asked["simulate"][1][name] == value


def test_stdin_is_the_librarys_dash(asked: Library, run: Run) -> None:
    run("simulate", "-", *BASE[2:])
    assert asked.asked["simulate"][0] == ("-",)


def test_warnings_go_to_stderr_beside_the_json(asked: Library, run: Run) -> None:
    done = run(*BASE, "--json")
    assert done.out.startswith("{")
    assert "slow" in done.err


@pytest.mark.parametrize("words", [("--min-replicas", "-1"), ("--prefill-replicas", "1.5")])
def test_numbers_that_cannot_be_do_not_reach_it(
    asked: Library, run: Run, words: tuple[str, ...]
) -> None:
    assert run(*BASE, *words).code
    assert "simulate" not in asked.asked
