"""The closed form of capacity: inside its targets, and monotone where physics is."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breakeven.domain.accelerator import Accelerator
from breakeven.domain.provenance import Provenance
from breakeven.domain.workload import LatencyTargets, Lengths, Workload
from breakeven.inputs.catalog import load_catalog
from breakeven.serving.capacity import LIMITS, Capacity, capacity, load_at
from breakeven.serving.hardware import hardware
from breakeven.serving.memory import fit
from breakeven.serving.shape import shape_of
from breakeven.serving.steptime import step_cost
from breakeven.serving.traffic import Traffic, traffic_of

CATALOG = load_catalog()
SAID = Provenance(source="test")
TARGETS = LatencyTargets(ttft_p99_ms=2_000.0, tpot_p99_ms=60.0)


def traffic(input_tokens: float = 1155.0, output_tokens: float = 211.0) -> Traffic:
    return traffic_of(
        Workload(
            requests_per_day=1.0,
            input_tokens=Lengths.constant(input_tokens),
            output_tokens=Lengths.constant(output_tokens),
            provenance=SAID,
        )
    )


def serve(
    model: str = "llama-3.1-8b",
    gpu: str | Accelerator = "H100",
    *,
    count: int = 1,
    precision: str = "bf16",
    asked: Traffic | None = None,
    targets: LatencyTargets = TARGETS,
) -> Capacity:
    chosen = CATALOG.accelerator(gpu) if isinstance(gpu, str) else gpu
    hw = hardware(
        chosen,
        count=count,
        precision=CATALOG.precision(precision),
        engine=CATALOG.engine("vllm"),
        efficiency=CATALOG.efficiencies["default"],
    )
    shape = shape_of(CATALOG.model(model))
    asked = asked or traffic()
    memory = fit(shape, hw, context_tokens=asked.longest)
    return capacity(step_cost(shape, hw), hw, memory, asked, targets=targets)


def rate(found: Capacity) -> float:
    return float(np.asarray(found.load.requests_per_second).reshape(-1)[0])


@settings(max_examples=40, deadline=None)
@given(st.floats(20.0, 4_000.0), st.floats(2.0, 1_500.0), st.floats(8.0, 200.0))
def test_the_load_meets_every_target(inputs: float, outputs: float, tpot: float) -> None:
    targets = LatencyTargets(ttft_p99_ms=3_000.0, tpot_p99_ms=tpot, e2e_p99_ms=120_000.0)
    found = serve(asked=traffic(inputs, outputs), targets=targets)
    if not found.feasible.reshape(-1)[0]:
        return
    load = found.load
    assert float(np.max(load.tpot_p99)) * 1e3 <= tpot * (1 + 1e-6)
    assert float(np.max(load.ttft_p99)) <= 3.0 * (1 + 1e-6)
    assert float(np.max(load.e2e_p99)) <= 120.0 * (1 + 1e-6)
    assert float(np.max(load.prefill_utilization)) < 1.0


@settings(max_examples=30, deadline=None)
@given(st.floats(1.0, 3.0), st.floats(1.0, 3.0))
def test_longer_requests_and_tighter_targets_never_help(longer: float, tighter: float) -> None:
    base = rate(serve())
    assert rate(serve(asked=traffic(1155.0 * longer, 211.0))) <= base * (1 + 1e-6)
    assert rate(serve(asked=traffic(1155.0, 211.0 * longer))) <= base * (1 + 1e-6)
    tight = LatencyTargets(ttft_p99_ms=2_000.0 / tighter, tpot_p99_ms=60.0 / tighter)
    assert rate(serve(targets=tight)) <= base * (1 + 1e-6)


@settings(max_examples=30, deadline=None)
@given(st.floats(0.3, 1.0), st.sampled_from(["bandwidth", "flops"]))
def test_a_slower_gpu_never_helps(share: float, what: str) -> None:
    card = CATALOG.accelerator("H100")
    if what == "bandwidth":
        slower = replace(card, bandwidth_gb_per_second=card.bandwidth_gb_per_second * share)
    else:
        slower = replace(card, dense_tflops={k: v * share for k, v in card.dense_tflops.items()})
    assert rate(serve(gpu=slower)) <= rate(serve()) * (1 + 1e-6)


@settings(max_examples=50, deadline=None)
@given(st.floats(0.01, 500.0), st.floats(1.001, 4.0))
def test_more_load_is_never_faster(batch: float, factor: float) -> None:
    hw = hardware(
        CATALOG.accelerator("A100-80"),
        count=2,
        precision=CATALOG.precision("bf16"),
        engine=CATALOG.engine("vllm"),
        efficiency=CATALOG.efficiencies["default"],
    )
    cost = step_cost(shape_of(CATALOG.model("mixtral-8x7b")), hw)
    asked = traffic()
    low = load_at(cost, asked, batch=batch, budget=hw.max_num_batched_tokens)
    high = load_at(cost, asked, batch=batch * factor, budget=hw.max_num_batched_tokens)
    assert float(high.tpot_p50) >= float(low.tpot_p50)
    assert float(high.tpot_p99) >= float(low.tpot_p99)
    assert float(high.requests_per_second) >= float(low.requests_per_second)


def test_many_options_at_once_equal_each_alone() -> None:
    from breakeven.serving.columns import stack

    shape, asked = shape_of(CATALOG.model("llama-3.1-8b")), traffic()
    cards = ["L4", "A10G", "A100-80", "H100", "H200"]
    parts = [
        hardware(
            CATALOG.accelerator(card),
            count=1,
            precision=CATALOG.precision("bf16"),
            engine=CATALOG.engine("vllm"),
            efficiency=CATALOG.efficiencies["default"],
        )
        for card in cards
    ]
    together = stack(parts)
    memory = fit(shape, together, context_tokens=asked.longest)
    found = capacity(step_cost(shape, together), together, memory, asked, targets=TARGETS)
    alone = [rate(serve(gpu=card)) for card in cards]
    assert np.asarray(found.load.requests_per_second) == pytest.approx(alone, rel=1e-9)
    assert alone == sorted(alone)


def test_an_impossible_target_is_infeasible_and_says_what_binds() -> None:
    found = serve("llama-3.1-70b", count=4, targets=LatencyTargets(tpot_p99_ms=0.5))
    assert not found.feasible.reshape(-1)[0]
    bound = serve(targets=LatencyTargets(tpot_p99_ms=25.0))
    assert LIMITS[int(bound.limit.reshape(-1)[0])] == "tpot"


def test_prompts_of_one_step_share_what_it_costs_by_itself() -> None:
    hw = hardware(
        CATALOG.accelerator("H100"),
        count=1,
        precision=CATALOG.precision("bf16"),
        engine=CATALOG.engine("vllm"),
        efficiency=CATALOG.efficiencies["default"],
    )
    plain = replace(step_cost(shape_of(CATALOG.model("llama-3.1-8b")), hw), prompts=0.0)
    asked, dear = traffic(), replace(plain, prompts=0.02)
    few, many = (
        float(load_at(dear, asked, batch=b, budget=8192.0).tpot_p50)
        - float(load_at(plain, asked, batch=b, budget=8192.0).tpot_p50)
        for b in (1.0, 100.0)
    )
    assert few == pytest.approx(0.02 / asked.output_mean, rel=0.1)
    assert many < 0.8 * 100 * 0.02 / asked.output_mean
