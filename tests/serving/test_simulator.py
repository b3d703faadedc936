"""The simulator against the naive one, token by token, and against its own promises."""

import json
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breakeven.domain.errors import UsageError
from breakeven.domain.workload import LatencyTargets
from breakeven.serving.kernel_cost import kernel_cost
from breakeven.serving.simulation import Simulation
from breakeven.serving.simulator import simulate
from breakeven.serving.steptime import StepCost, step_time
from tests.serving.simulator_cases import Case, check, random_case

PLAIN = StepCost(
    **{f.name: 0.0 for f in fields(StepCost)}
    | {
        "linear_read": 5e-3,
        "linear_token": 2e-5,
        "expert_share": 1.0,
        "pair": 1e-9,
        "kv_token": 4e-8,
        "window": np.inf,
        "fixed": 1e-3,
        "sequence": 1e-5,
    }
)
ROOT = Path(__file__).parents[2]
ENGINE = {"kv_tokens": 1e5, "max_num_seqs": 32, "max_num_batched_tokens": 512}


@given(seed=st.integers(0, 2**31))
@settings(max_examples=500, deadline=None)
def test_equals_the_naive_simulator(seed: int) -> None:
    check(random_case(seed))


@pytest.mark.parametrize("start", range(0, 10_000, 1_000))
def test_equals_the_naive_simulator_on_ten_thousand_cases(start: int) -> None:
    preempted = sum(
        check(random_case(seed)).preemptions.any() for seed in range(start, start + 1_000)
    )
    assert preempted > 100


@given(
    lengths=st.lists(
        st.tuples(st.integers(1, 60), st.integers(1, 30), st.integers(0, 9)),
        min_size=1,
        max_size=12,
    ),
    extra_kv=st.integers(0, 60),
    seqs=st.integers(1, 5),
    budget=st.integers(5, 40),
    block=st.sampled_from([1, 4, 16]),
)
@settings(max_examples=500, deadline=None)
def test_equals_the_naive_simulator_when_arrivals_fall_on_a_grid_of_steps(
    lengths: list[tuple[int, int, int]], extra_kv: int, seqs: int, budget: int, block: int
) -> None:
    inputs, outputs, slots = np.array(lengths).T
    steady = replace(PLAIN, linear_read=0.0, linear_token=0.0, pair=0.0, kv_token=0.0, sequence=0.0)
    case = Case(
        replace(steady, fixed=0.1),
        {
            "arrivals": np.sort(slots) * 0.1,
            "input_tokens": inputs,
            "output_tokens": outputs,
            "kv_tokens": float((inputs + outputs).max() + extra_kv),
            "max_num_seqs": seqs,
            "max_num_batched_tokens": budget,
            "block_tokens": block,
        },
    )
    check(case)


def test_one_request_by_hand() -> None:
    """Prompt of 10 in chunks of 4, 4, 2; three tokens; a token of context costs a second."""
    cost = replace(PLAIN, linear_read=0.0, linear_token=0.0, pair=0.0, sequence=0.0)
    cost = replace(cost, kv_token=1.0, fixed=100.0)
    result = simulate(
        cost,
        arrivals=[5.0],
        input_tokens=[10],
        output_tokens=[3],
        kv_tokens=12,
        max_num_seqs=4,
        max_num_batched_tokens=4,
    )
    assert result.firsts.tolist() == [5.0 + 3 * 100.0]
    assert result.finishes.tolist() == [305.0 + (100 + 11) + (100 + 12)]
    assert (result.steps, result.prefill_tokens, result.decode_tokens) == (5, 10, 2)
    assert result.peak_kv_tokens == 12
    assert result.tpot.tolist() == [111.5]


def test_a_step_is_the_step_time_of_its_batch() -> None:
    """Four requests prefill in one step; the table and the sums give what step_time gives."""
    result = simulate(
        PLAIN, arrivals=np.zeros(4), input_tokens=[100] * 4, output_tokens=[2] * 4, **ENGINE
    )
    prompt = step_time(
        PLAIN,
        tokens=400.0,
        sequences=4.0,
        decode_sequences=0.0,
        decode_context=0.0,
        prefill_pairs=4 * 5050.0,
        prefill_context=50.5,
    )
    decode = step_time(
        PLAIN,
        tokens=4.0,
        sequences=4.0,
        decode_sequences=4.0,
        decode_context=101.0,
        prefill_pairs=0.0,
        prefill_context=0.0,
    )
    np.testing.assert_allclose(result.firsts, prompt, rtol=1e-12)
    np.testing.assert_allclose(result.finishes, prompt + decode, rtol=1e-12)


def workload(size: int = 400, *, rate: float = 5.0) -> dict[str, Any]:
    rng = np.random.default_rng(3)
    return {
        "arrivals": np.cumsum(rng.exponential(1 / rate, size)),
        "input_tokens": rng.integers(1, 900, size),
        "output_tokens": rng.integers(1, 200, size),
    }


def results(simulation: Simulation) -> list[Any]:
    return [simulation.firsts, simulation.finishes, simulation.preemptions]


def test_the_same_twice() -> None:
    once, twice = (simulate(PLAIN, **workload(), **ENGINE) for _ in range(2))
    for a, b in zip(results(once), results(twice), strict=True):
        np.testing.assert_array_equal(a, b)


def test_two_replicas_round_robin_are_two_engines() -> None:
    both = simulate(PLAIN, **workload(), **ENGINE, replicas=2)
    for start in (0, 1):
        half = {name: values[start::2] for name, values in workload().items()}
        alone = simulate(PLAIN, **half, **ENGINE)
        np.testing.assert_array_equal(both.finishes[start::2], alone.finishes)


@pytest.mark.parametrize("factor", [1.1, 2.0])
def test_a_slower_machine_is_never_faster(factor: float) -> None:
    slower = StepCost(
        **{f.name: getattr(PLAIN, f.name) for f in fields(StepCost)}
        | {n: getattr(PLAIN, n) * factor for n in ("linear_read", "linear_token", "fixed")}
    )
    fast = simulate(PLAIN, **workload(), **ENGINE)
    slow = simulate(slower, **workload(), **ENGINE)
    assert slow.busy_seconds > fast.busy_seconds
    assert slow.e2e.mean() > fast.e2e.mean()


def test_what_the_cache_cannot_hold_is_rejected_and_counted() -> None:
    result = simulate(
        PLAIN, arrivals=[0.0, 1.0], input_tokens=[100, 10], output_tokens=[5, 5], kv_tokens=50,
        max_num_seqs=2, max_num_batched_tokens=64,
    )  # fmt: skip
    assert (result.rejected, result.served) == (1, 1)
    assert np.isnan(result.finishes).tolist() == [True, False]
    assert result.arrivals.tolist() == [0.0, 1.0]


def test_nothing_asked() -> None:
    result = simulate(PLAIN, arrivals=[], input_tokens=[], output_tokens=[], **ENGINE)
    assert (result.served, result.seconds, result.utilization) == (0, 0.0, 0.0)
    assert np.isnan(result.percentiles("ttft")).all()


def test_a_closed_loop_keeps_its_concurrency() -> None:
    lengths = {k: v for k, v in workload().items() if k != "arrivals"}
    result = simulate(PLAIN, **lengths, **ENGINE, concurrency=7)
    assert result.batch == pytest.approx(7.0, rel=0.02)
    assert result.utilization == pytest.approx(1.0)
    assert np.count_nonzero(result.arrivals == 0.0) == 7


def test_a_cached_prefix_saves_its_computation_and_not_its_place() -> None:
    asked = workload()
    cached = asked["input_tokens"] // 2
    without = simulate(PLAIN, **asked, **ENGINE)
    with_cache = simulate(PLAIN, **asked, **ENGINE, cached_tokens=cached)
    assert with_cache.prefill_tokens == without.prefill_tokens - cached.sum()
    assert with_cache.ttft.mean() < without.ttft.mean()


def test_a_tight_cache_preempts_and_a_reserved_prompt_does_so_less() -> None:
    tight = ENGINE | {"kv_tokens": 2000}
    first = simulate(PLAIN, **workload(rate=50.0), **tight, block_tokens=16)
    whole = simulate(PLAIN, **workload(rate=50.0), **tight, block_tokens=16, reserve_prompt=True)
    assert first.preemptions.sum() > whole.preemptions.sum() > 0
    assert first.kv_use <= 1.0
    assert first.peak_kv_tokens <= 2000


def test_cost_of_an_option_given_as_an_array_of_one() -> None:
    arrays = StepCost(**{f.name: np.array([getattr(PLAIN, f.name)]) for f in fields(StepCost)})
    split = kernel_cost(arrays, max_num_batched_tokens=512)
    np.testing.assert_array_equal(
        simulate(split, **workload(), **ENGINE).finishes,
        simulate(PLAIN, **workload(), **ENGINE).finishes,
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"arrivals": None}, "open loop"),
        ({"concurrency": 3}, "closed loop"),
        ({"arrivals": np.arange(400)[::-1]}, "ascend"),
        ({"max_num_seqs": 1000}, "max_num_seqs"),
        ({"replicas": 0}, "replicas"),
        ({"router": "random"}, "round-robin"),
        ({"output_tokens": [1, 2]}, "as many"),
        ({"arrivals": None, "concurrency": 0}, "concurrency"),
    ],
)
def test_what_cannot_be_simulated_is_refused(change: dict[str, Any], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        simulate(PLAIN, **workload() | ENGINE | change)


def test_summary_has_the_keys_of_the_contract() -> None:
    summary = simulate(PLAIN, **workload(), **ENGINE).to_dict(LatencyTargets(ttft_p99_ms=10.0))
    assert summary["requests"] == 400
    assert summary["ttft_ms"]["p50"] <= summary["ttft_ms"]["p90"] <= summary["ttft_ms"]["p99"]
    assert 0 < summary["goodput_requests_per_second"] < summary["requests_per_second"]
    assert json.loads(json.dumps(summary)) == summary
    nothing = simulate(PLAIN, arrivals=[], input_tokens=[], output_tokens=[], **ENGINE).to_dict()
    assert nothing["tpot_ms"] == {"p50": None, "p90": None, "p99": None}


def test_compiling_is_not_part_of_the_time_taken() -> None:
    code = (
        "from tests.serving.test_simulator import ENGINE, PLAIN, simulate, workload;"
        "assert simulate(PLAIN, **workload(), **ENGINE).wall_seconds < 0.2"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_a_cache_without_bounds() -> None:
    endless = simulate(PLAIN, **workload(), **ENGINE | {"kv_tokens": np.inf})
    assert endless.preemptions.sum() == 0
    assert endless.kv_use == 0.0


def test_numba_is_imported_only_to_simulate() -> None:
    code = "import sys, breakeven.serving.search, breakeven.serving.disaggregation;"
    subprocess.run([sys.executable, "-c", code + "sys.exit('numba' in sys.modules)"], check=True)
