"""Two pools against the arithmetic of two simulations, and by hand."""

from dataclasses import replace

import numpy as np
import pytest

from breakeven.serving.disaggregation import Pool, simulate_disaggregated
from breakeven.serving.simulator import simulate
from tests.serving.test_simulator import ENGINE, PLAIN, workload

POOL = Pool(cost=PLAIN, **ENGINE, replicas=1)


def test_one_request_by_hand() -> None:
    """A prompt of 8 in steps of 100 s; 2 s + 8 x 0.5 s on the way; two more tokens."""
    cost = replace(PLAIN, linear_read=0.0, linear_token=0.0, pair=0.0, sequence=0.0, fixed=100.0)
    pool = replace(POOL, cost=replace(cost, kv_token=1.0), max_num_seqs=4, max_num_batched_tokens=4)
    result = simulate_disaggregated(
        prefill=pool,
        decode=pool,
        arrivals=[10.0],
        input_tokens=[8],
        output_tokens=[3],
        transfer_seconds=2.0,
        transfer_seconds_per_token=0.5,
    ).whole
    assert result.firsts.tolist() == [210.0]
    assert result.finishes.tolist() == [210.0 + 6.0 + 100.0 + (100.0 + 10.0)]
    assert result.gap_counts.tolist() == [1, 1]
    assert (result.replicas, result.steps) == (2, 4)


def test_the_first_token_does_not_wait_for_decoding() -> None:
    asked = workload(rate=30.0)
    apart = simulate_disaggregated(prefill=POOL, decode=replace(POOL, replicas=3), **asked)
    alone = simulate(PLAIN, **(asked | {"output_tokens": np.ones(400)}), **ENGINE)
    np.testing.assert_array_equal(apart.whole.firsts, alone.firsts)
    together = simulate(PLAIN, **asked, **ENGINE)
    assert apart.whole.percentiles("tpot")[2] < together.percentiles("tpot")[2]


def test_a_slow_link_delays_all_but_the_first_token() -> None:
    asked = workload()
    fast, slow = (
        simulate_disaggregated(
            prefill=POOL, decode=POOL, **asked, transfer_seconds_per_token=seconds
        ).whole
        for seconds in (0.0, 1e-3)
    )
    np.testing.assert_array_equal(fast.ttft, slow.ttft)
    assert slow.e2e.mean() - fast.e2e.mean() == pytest.approx(
        1e-3 * asked["input_tokens"].mean(), rel=0.1
    )
    assert fast.gap_counts.sum() == (asked["output_tokens"] - 1).sum()


def test_what_the_decode_pool_cannot_hold_is_rejected() -> None:
    result = simulate_disaggregated(
        prefill=POOL,
        decode=replace(POOL, kv_tokens=50.0),
        arrivals=[0.0, 1.0, 2.0],
        input_tokens=[60, 10, 60],
        output_tokens=[5, 5, 1],
    ).whole
    assert np.isnan(result.finishes).tolist() == [True, False, False]
    assert (result.rejected, result.served) == (1, 2)
