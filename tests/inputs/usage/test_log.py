"""From a log to a workload."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from breakeven.domain.errors import InputError
from breakeven.inputs.usage import read_usage

from .conftest import HEADER, Write


def trace(rows: list[tuple[datetime, int, int]]) -> str:
    lines = [f"{t:%Y-%m-%d %H:%M:%S.%f},{i},{o}" for t, i, o in rows]
    return "\n".join(["TIMESTAMP,ContextTokens,GeneratedTokens", *lines]) + "\n"


def made(n: int, *, step: float, seed: int = 1) -> list[tuple[datetime, int, int]]:
    rng = np.random.default_rng(seed)
    start = datetime(2026, 5, 1, 0, 0, 0, 250_000, tzinfo=UTC)
    return [
        (start + timedelta(seconds=step * k), int(rng.integers(1, 5000)), int(rng.integers(1, 900)))
        for k in range(n)
    ]


def test_rate_and_lengths_are_those_of_the_log(write: Write) -> None:
    rows = made(501, step=7.0)
    found = read_usage(write("trace.csv", trace(rows))).workload()
    assert found.requests_per_day == pytest.approx(501 / 3500 * 86_400)
    inputs = np.array([i for _, i, _ in rows])
    assert found.input_tokens.mean == pytest.approx(inputs.mean())
    assert found.input_tokens.mean_square == pytest.approx((inputs**2.0).mean())
    quantiles = (found.input_tokens.p50, found.input_tokens.p90, found.input_tokens.p99)
    assert quantiles == pytest.approx(tuple(np.quantile(inputs, [0.5, 0.9, 0.99])))
    assert found.requests == 501
    assert found.name == "trace"
    assert found.provenance.date == rows[-1][0].date()


def test_a_small_log_is_its_own_sample(write: Write) -> None:
    rows = made(40, step=1.5)
    found = read_usage(write("trace.csv", trace(rows))).workload()
    assert found.request_tokens is not None
    assert found.request_tokens.tolist() == [[i, o] for _, i, o in rows]


def test_a_large_log_is_sampled_evenly_and_always_alike(write: Write) -> None:
    rows = made(9_001, step=1.5)
    path = write("trace.csv", trace(rows))
    first, second = (read_usage(path).workload().request_tokens for _ in range(2))
    assert first is not None
    assert second is not None
    assert first.shape == (4_096, 2)
    assert np.array_equal(first, second)
    known = {(i, o) for _, i, o in rows}
    assert all(tuple(pair) in known for pair in first)
    assert first.mean(axis=0) == pytest.approx([2500, 450], rel=0.03)


def test_the_order_of_the_rows_does_not_matter(write: Write) -> None:
    rows = made(300, step=1.5)
    one, other = (
        read_usage(write(name, trace(list(order)))).workload()
        for name, order in (("a.csv", rows), ("b.csv", reversed(rows)))
    )
    assert np.array_equal(one.request_tokens, other.request_tokens)
    assert one.peak_to_mean == other.peak_to_mean


def test_hours_of_a_day_need_two_days(write: Write) -> None:
    short = read_usage(write("short.csv", trace(made(47, step=3601)))).workload()
    assert short.hourly_shape == ()


def test_hours_of_a_day_are_those_of_whole_days(write: Write) -> None:
    start = datetime(2026, 5, 1, 0, 0, 1, 500_000, tzinfo=UTC)
    # three requests in each hour at noon, one in the others, for two days and six hours
    hours = [(start + timedelta(hours=h), 3 if h % 24 == 12 else 1) for h in range(54)]
    rows = [(t + timedelta(seconds=s), 10, 10) for t, n in hours for s in range(n)]
    shape = read_usage(write("days.csv", trace(rows))).workload().hourly_shape
    mean = (23 + 3) / 24
    assert shape == pytest.approx([(3 if h == 12 else 1) / mean for h in range(24)])
    assert sum(shape) == pytest.approx(24)


def test_the_cached_share(write: Write) -> None:
    log = write(
        "c.csv",
        "timestamp,input_tokens,cached_tokens,output_tokens\n"
        "1777629600.5,100,,5\n1777629601,300,200,5\n",
    )
    assert read_usage(log).workload().cached_input_share == pytest.approx(0.5)


def test_sums_know_no_lengths_of_single_requests(write: Write) -> None:
    log = write(
        "buckets.csv",
        "start_time,end_time,input_tokens,output_tokens,num_model_requests\n"
        "1777593600,1777680000,1000,200,10\n1777680000,1777766400,3000,400,20\n",
    )
    found = read_usage(log).workload()
    assert found.requests_per_day == pytest.approx(15)
    assert found.input_tokens.mean == pytest.approx(4000 / 30)
    assert found.request_tokens is None
    assert "all alike" in found.provenance.note


def test_one_moment_gives_no_rate(write: Write) -> None:
    log = read_usage(write("one.csv", f"{HEADER}\n2026-05-01T10:00:00Z,1,2,m,p\n"))
    assert log.summary().requests == 1
    with pytest.raises(InputError, match="no rate"):
        log.workload()


def test_the_published_trace(shared: Path) -> None:
    found = read_usage(shared / "traces" / "azure2023_conv.csv").workload()
    assert found.requests_per_second == pytest.approx(5.53, abs=0.005)
    assert (found.input_tokens.p50, found.input_tokens.p99) == (1020, 4142)
    assert (found.output_tokens.p50, found.output_tokens.p99) == (129, 601)
    assert found.request_tokens is not None
    assert found.request_tokens.mean(axis=0) == pytest.approx([1155, 211], rel=0.03)


def test_a_log_without_output_tokens_makes_no_workload(write: Write) -> None:
    rows = [(t, i, 0) for t, i, _ in made(9, step=7.0)]
    log = read_usage(write("trace.csv", trace(rows)))
    assert log.summary().output_tokens == 0
    with pytest.raises(InputError, match="has no output tokens: is the column right"):
        log.workload()


def test_rejected_rows_are_told(write: Write) -> None:
    fine = trace(made(9, step=7.0))
    some = read_usage(write("some.csv", f"{fine}2026-05-01 01:00:00,-5,2\n")).workload()
    assert some.provenance.note.endswith("; 1 of 10 rows rejected")
    none = read_usage(write("none.csv", fine)).workload()
    assert "rejected" not in none.provenance.note


def test_totals_by_length(chats: Path) -> None:
    low, high = read_usage(chats).by_length("small", [150])
    assert (low.requests, low.input_tokens, low.output_tokens) == (1, 100, 10)
    assert (high.requests, high.input_tokens, high.output_tokens) == (1, 200, 20)
    none, all_of_it = read_usage(chats).by_length("large", [299])
    assert (none.requests, all_of_it.requests) == (0, 1)
    assert [u.requests for u in read_usage(chats).by_length("large", [300, 900])] == [1, 0, 0]


def test_the_busiest_hours_are_sampled_apart(write: Write) -> None:
    start = datetime(2026, 5, 1, 0, 0, 0, 250_000, tzinfo=UTC)
    quiet = [(start + timedelta(seconds=7 * k), 100, 10) for k in range(2_000)]
    busy = [(start + timedelta(hours=2, seconds=0.4 * k), 3_000 + k, 50) for k in range(8_500)]
    found = read_usage(write("trace.csv", trace(sorted(quiet + busy)))).workload()
    pairs = found.busy_request_tokens
    assert pairs is not None
    assert pairs.shape == (8_192, 2)
    assert (pairs[:, 1] == 50).mean() > 0.9
    assert found.request_tokens is not None
    assert (found.request_tokens[:, 1] == 50).mean() < 0.85
    assert np.all(np.diff(pairs[pairs[:, 1] == 50, 0]) > 0)


def test_a_small_logs_sample_is_its_busiest_hours_too(write: Write) -> None:
    found = read_usage(write("trace.csv", trace(made(40, step=1.5)))).workload()
    assert found.busy_request_tokens is None
    assert found.peak_request_tokens is found.request_tokens
