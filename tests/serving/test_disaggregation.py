"""Two pools against the arithmetic of two simulations, and by hand."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from breakeven.inputs.catalog import load_catalog
from breakeven.serving.disaggregation import Pool, seconds_per_token, simulate_disaggregated
from breakeven.serving.hardware import datasheet
from breakeven.serving.prefix_ids import prefixes
from breakeven.serving.shape import shape_of
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


def test_a_prefix_that_the_prefill_pool_knows_is_not_computed_again() -> None:
    chains = [[1, 2], [1, 2, 3]]
    asked = {"arrivals": [0.0, 100.0], "input_tokens": [130, 200], "output_tokens": [4, 4]}
    found = simulate_disaggregated(
        prefill=POOL,
        decode=POOL,
        **asked,
        prefixes=prefixes(chains, block_tokens=64, cache_tokens=1e6),
    )
    assert found.prefill.prefill_tokens == 130 + 200 - 128
    assert found.whole.cached_input_share == 128 / 330
    assert found.whole.finishes[1] > 100.0


def test_priorities_hold_in_both_pools() -> None:
    asked = workload(rate=100.0)
    ranks = np.arange(400) % 2
    found = simulate_disaggregated(prefill=POOL, decode=POOL, **asked, priorities=ranks).whole
    urgent, patient = (found.e2e[ranks == rank].mean() for rank in (0, 1))
    assert urgent < patient


def test_a_cache_moves_at_the_networks_rate() -> None:
    """Llama 3.1 8B: 32 layers x 8 heads x 256 values x 2 bytes = 131,072 bytes a token."""
    catalog = load_catalog(as_of=date(2026, 11, 24))
    shape = shape_of(catalog.model("llama-3.1-8b"))
    for count, part in ((1, 1.0), (2, 0.5), (8, 0.125), (16, 0.125)):
        sheet = datasheet(
            catalog.accelerator("H100"),
            count=count,
            precision=catalog.precision("bf16"),
            engine=catalog.engine("vllm"),
        )
        seconds = seconds_per_token(shape, sheet, context_tokens=1000.0, gb_per_second=50.0)
        assert seconds == pytest.approx(part * 131_072 / 50e9)
