"""Totals and peaks, against sums by hand, an oracle in NumPy, and published figures."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breakeven.inputs.usage import read_usage

from .conftest import Write


def test_totals_by_hand(chats: Path) -> None:
    found = read_usage(chats).summary().to_dict()
    assert found["format"] == "columns"
    assert (found["rows"], found["rejected_rows"], found["requests"]) == (3, 0, 3)
    assert (found["input_tokens"], found["output_tokens"]) == (600, 60)
    assert found["first"] == "2026-05-01T10:00:00.500000Z"
    assert found["last"] == "2026-05-01T10:02:30Z"
    one = {"requests": 1, "input_tokens": 300, "cached_input_tokens": None, "output_tokens": 30}
    assert one.items() <= found["models"]["large"].items()
    assert found["models"]["small"]["requests"] == 2
    json.dumps(found)


def test_the_keys_of_the_contract_are_there(chats: Path) -> None:
    keys = (
        "format rows rejected_rows requests first last input_tokens cached_input_tokens"
        " output_tokens models peak_to_mean rejected"
    )
    assert set(keys.split()) <= set(read_usage(chats).summary().to_dict())


def test_a_log_without_models_names_none(write: Write) -> None:
    log = write("a.csv", "timestamp,input_tokens,output_tokens\n1777629600,1,2\n1777629601,1,2\n")
    assert read_usage(log).summary().models == {}


def peak(at: np.ndarray, length: float) -> float | None:
    """The definition, written again: whole periods from the first arrival."""
    since = at - at.min()
    whole = int(since.max() // length)
    counts = np.bincount((since // length).astype(int), minlength=whole)[:whole]
    return float(counts.max() / counts.mean()) if whole >= 2 else None


@settings(max_examples=25)
@given(st.lists(st.integers(0, 9_000_000), min_size=2, max_size=60, unique=True))
def test_peaks_equal_an_oracle(tmp_path_factory: pytest.TempPathFactory, ms: list[int]) -> None:
    ms = [t * 10 + 7 for t in ms]  # never whole seconds: the clock is finer than every period
    log = tmp_path_factory.mktemp("log") / "log.jsonl"
    lines = [{"timestamp": t, "input_length": 1, "output_length": 1} for t in ms]
    log.write_text("\n".join(map(json.dumps, lines)))
    found = read_usage(log).summary().peak_to_mean
    at = np.array(ms) / 1e3
    at = np.round(at - at.min(), 6)
    for length, value in ((1, found.second), (60, found.minute), (3600, found.hour)):
        expected = peak(at, length)
        assert value == (None if expected is None else pytest.approx(expected)), length


@pytest.mark.parametrize(
    ("step", "known"),
    [(0.7, "second minute hour"), (60, "minute hour"), (3600, "hour"), (86_400, "")],
)
def test_a_clock_tells_nothing_finer_than_itself(write: Write, step: float, known: str) -> None:
    start = datetime(2026, 5, 1, tzinfo=UTC)
    times = [start + timedelta(seconds=step * i) for i in range(15_000 if step < 1 else 200)]
    rows = "".join(f"{t.isoformat()},1,1\n" for t in times)
    found = read_usage(write("log.csv", "time,input_tokens,output_tokens\n" + rows)).summary()
    peaks = found.to_dict()["peak_to_mean"]
    assert {name for name, value in peaks.items() if value is not None} == set(known.split())


def test_buckets_count_their_requests(write: Write) -> None:
    log = write(
        "buckets.csv",
        "start_time,end_time,input_tokens,output_tokens,num_model_requests,input_cached_tokens\n"
        "1777593600,1777680000,1000,200,10,300\n"
        "1777680000,1777766400,3000,200,20,300\n"
        "1777766400,1777852800,0,0,0,0\n",
    )
    found = read_usage(log).summary()
    assert (found.requests, found.input_tokens, found.cached_input_tokens) == (30, 4000, 600)
    assert found.to_dict()["peak_to_mean"] == {"second": None, "minute": None, "hour": None}


@pytest.mark.parametrize(
    ("file", "requests", "tokens", "peaks"),
    [
        ("azure2023_conv.csv", 19_366, (1155, 211), ("2.89", "1.52")),
        ("mooncake_conversation.jsonl", 12_031, (12_035, 343), ("8.2", "1.21")),
    ],
)
def test_published_statistics(
    shared: Path, file: str, requests: int, tokens: tuple[int, int], peaks: tuple[str, str]
) -> None:
    found = read_usage(shared / "traces" / file).summary()
    assert (found.requests, found.rejected_rows) == (requests, 0)
    means = (found.input_tokens / requests, found.output_tokens / requests)
    assert tuple(map(round, means)) == tokens
    for value, printed in zip(
        (found.peak_to_mean.second, found.peak_to_mean.minute), peaks, strict=True
    ):
        assert value is not None
        assert f"{value:.{len(printed.split('.')[1])}f}" == printed
    assert found.peak_to_mean.hour is None
