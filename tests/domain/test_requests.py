"""Requests to simulate: the log's own, or lognormal ones with the right long end."""

from dataclasses import replace

import numpy as np
import pytest

from breakeven.api.workloads import lognormal
from breakeven.domain.provenance import Provenance
from breakeven.domain.requests import requests_of
from breakeven.domain.workload import Lengths, Workload

DRAWN = Workload(
    requests_per_day=1_000.0,
    input_tokens=lognormal(1_000.0, 0.92),
    output_tokens=lognormal(200.0, 0.6),
    cached_input_share=0.25,
    provenance=Provenance(source="test"),
)


def test_drawn_lengths_have_the_mean_and_the_99th_percentile_of_the_workload() -> None:
    found = requests_of(DRAWN, count=4_096)
    for tokens, known in (
        (found.input_tokens, DRAWN.input_tokens),
        (found.output_tokens, DRAWN.output_tokens),
    ):
        assert tokens.mean() == pytest.approx(known.mean, rel=0.01)
        assert np.quantile(tokens, 0.99) == pytest.approx(known.p99, rel=0.01)
    assert abs(np.corrcoef(found.input_tokens, found.output_tokens)[0, 1]) < 0.05
    assert found.cached_tokens.sum() == pytest.approx(0.25 * found.input_tokens.sum(), rel=0.01)


def test_arrivals_are_poisson_at_one_a_second_and_always_alike() -> None:
    found, again = (requests_of(DRAWN, count=4_096) for _ in range(2))
    gaps = np.diff(found.arrivals)
    assert found.arrivals[0] == 0.0
    assert gaps.mean() == pytest.approx(1.0, rel=0.05)
    assert gaps.std() == pytest.approx(1.0, rel=0.05)
    assert np.array_equal(found.arrivals, again.arrivals)
    assert np.array_equal(found.input_tokens, again.input_tokens)


def test_a_logs_busiest_requests_come_in_their_order_repeated_or_thinned() -> None:
    busy = np.array([[10.0 * i, i] for i in range(1, 6)])
    logged = replace(DRAWN, request_tokens=np.array([[7.0, 7.0]]), busy_request_tokens=busy)
    longer = requests_of(logged, count=12)
    assert longer.output_tokens.tolist() == [1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 1, 2]
    assert requests_of(logged, count=2).output_tokens.tolist() == [1, 3]
    whole = requests_of(replace(logged, busy_request_tokens=None), count=3)
    assert whole.input_tokens.tolist() == [7, 7, 7]


def test_requests_without_tokens_count_as_one() -> None:
    empty = replace(DRAWN, output_tokens=Lengths.constant(0.0))
    assert requests_of(empty, count=8).output_tokens.tolist() == [1.0] * 8
