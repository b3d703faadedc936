"""The step time: affine in the context, monotone, vectorised, quick."""

import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breakeven.inputs.catalog import load_catalog
from breakeven.serving.columns import stack
from breakeven.serving.hardware import Hardware, hardware
from breakeven.serving.shape import Shape, shape_of
from breakeven.serving.steptime import StepCost, step_cost, step_time

CATALOG = load_catalog()
MODELS = ("llama-3.1-8b", "gemma-2-2b", "deepseek-v3", "gpt-oss-120b", "qwen3-next-80b-a3b")


def shape(model: str) -> Shape:
    return shape_of(CATALOG.models[model])


def gpu(name: str = "H100-SXM", *, count: int = 1, precision: str = "fp8") -> Hardware:
    return hardware(
        CATALOG.accelerators[name],
        count=count,
        precision=CATALOG.precisions[precision],
        engine=CATALOG.engines["vllm"],
        efficiency=CATALOG.efficiencies["default"],
    )


def timed(cost: StepCost, **changes: float) -> float:
    step = {
        "tokens": 300.0,
        "sequences": 50.0,
        "decode_sequences": 44.0,
        "decode_context": 900.0,
        "prefill_pairs": 256.0 * 400.0,
        "prefill_context": 400.0,
    }
    return float(step_time(cost, **{**step, **changes}))


@pytest.mark.parametrize("model", MODELS)
def test_is_affine_in_the_context_of_a_fixed_batch(model: str) -> None:
    cost = replace(step_cost(shape(model), gpu(count=8)), window=np.inf)
    short, middle, long = (timed(cost, decode_context=c) for c in (1_000.0, 2_000.0, 3_000.0))
    assert middle - short == pytest.approx(long - middle, rel=1e-9)


@pytest.mark.parametrize("model", MODELS)
@given(
    what=st.sampled_from(["tokens", "sequences", "decode_sequences", "decode_context"]),
    more=st.floats(1.0, 50.0),
)
@settings(max_examples=40, deadline=None)
def test_more_work_never_takes_less_time(model: str, what: str, more: float) -> None:
    cost = step_cost(shape(model), gpu(count=8))
    base = {"tokens": 300.0, "sequences": 50.0, "decode_sequences": 44.0, "decode_context": 900.0}
    assert timed(cost, **{what: base[what] * more}) >= timed(cost)


@pytest.mark.parametrize(
    "slower", ["bandwidth", "kv_bandwidth", "expert_bandwidth", "linear_flops", "link_bandwidth"]
)
def test_slower_hardware_never_helps(slower: str) -> None:
    fast = gpu(count=8)
    slow = replace(fast, **{slower: getattr(fast, slower) / 2})
    for model in MODELS:
        assert timed(step_cost(shape(model), slow)) >= timed(step_cost(shape(model), fast))


def test_options_as_arrays_equal_options_one_by_one() -> None:
    parts = [gpu(count=c) for c in (1, 2, 8)]
    together = step_cost(shape("deepseek-v3"), stack(parts))
    alone = [timed(step_cost(shape("deepseek-v3"), p)) for p in parts]
    found = step_time(
        together,
        tokens=300.0,
        sequences=50.0,
        decode_sequences=44.0,
        decode_context=900.0,
        prefill_pairs=256.0 * 400.0,
        prefill_context=400.0,
    )
    np.testing.assert_allclose(found, alone, rtol=1e-12)


def test_models_as_arrays_equal_models_one_by_one() -> None:
    shapes = stack([shape(m) for m in MODELS])
    found = step_cost(shapes, stack([gpu(count=8)] * len(MODELS)))
    for i, model in enumerate(MODELS):
        one = step_cost(shape(model), gpu(count=8))
        assert found.kv_token[i] == pytest.approx(one.kv_token)  # type: ignore[index]
        assert found.fixed[i] == pytest.approx(one.fixed)  # type: ignore[index]


def test_data_parallel_attention_reads_its_weights_on_every_rank() -> None:
    tensor = step_cost(shape("deepseek-v3"), gpu(count=8))
    ranks = step_cost(shape("deepseek-v3"), replace(gpu(count=8), attention_data=8.0))
    assert ranks.linear_read == pytest.approx(8 * tensor.linear_read)
    assert ranks.kv_token < tensor.kv_token  # the compressed cache is not copied to every GPU


def test_a_pipeline_reads_its_stages_one_after_the_other() -> None:
    tensor = step_cost(shape("llama-3.1-8b"), gpu(count=4))
    stages = step_cost(shape("llama-3.1-8b"), replace(gpu(count=4), pipeline=4.0))
    assert stages.linear_read == pytest.approx(4 * tensor.linear_read)
    assert stages.linear_token == pytest.approx(tensor.linear_token)
    assert stages.collective_token == 0


def test_each_draft_is_a_pass_through_one_layer_and_the_head() -> None:
    one = shape("llama-3.1-8b")
    plain, drafted = (step_cost(one, replace(gpu(count=2), draft_tokens=float(k))) for k in (0, 3))
    body = one.linear_parameters - one.head_parameters
    layer_and_head = body / one.layers + 2 * one.head_parameters  # the head keeps 16 bits
    more = 3 * layer_and_head / 2 / float(gpu(count=2).bandwidth)
    assert drafted.linear_read - plain.linear_read == pytest.approx(more)
    assert drafted.state == pytest.approx(3 * plain.sequence)
    assert drafted.linear_token == plain.linear_token


@pytest.mark.parametrize("model", MODELS)
def test_drafts_are_never_free(model: str) -> None:
    none, some = (
        step_cost(shape(model), replace(gpu(count=8), draft_tokens=k)) for k in (0.0, 2.0)
    )
    assert timed(some) > timed(none)


def test_a_draft_shares_the_reading_of_a_latent_cache_but_computes_by_itself() -> None:
    none, some = (
        step_cost(shape("deepseek-v3"), replace(gpu(count=8), draft_tokens=k)) for k in (0.0, 3.0)
    )
    assert none.kv_token < some.kv_token < 4 * none.kv_token


def test_narrow_operands_cost_launches_by_their_width() -> None:
    sixteen, eight, four = (
        float(step_cost(shape("deepseek-v3"), replace(gpu(), linear_bits=b)).fixed)
        for b in (16.0, 8.0, 4.0)
    )
    one, known = shape("deepseek-v3"), gpu()
    assert eight - sixteen == pytest.approx(7 * 58 * float(known.quantise_seconds))
    assert four - sixteen == pytest.approx(one.layers * known.quantise_4_seconds)
    dense = step_cost(shape("llama-3.1-8b"), replace(gpu(), linear_bits=8.0))
    assert dense.fixed == step_cost(shape("llama-3.1-8b"), replace(gpu(), linear_bits=16.0)).fixed


def test_ten_thousand_options_take_less_than_fifty_milliseconds() -> None:
    many = stack([gpu(count=8)] * 10_000)
    best = min(_seconds(many) for _ in range(3))
    assert best < 0.05


def _seconds(many: Hardware) -> float:
    start = time.perf_counter()
    cost = step_cost(shape("deepseek-v3"), many)
    timed_many = step_time(
        cost,
        tokens=300.0,
        sequences=50.0,
        decode_sequences=44.0,
        decode_context=900.0,
        prefill_pairs=1e5,
        prefill_context=400.0,
    )
    assert np.shape(timed_many) == (10_000,)
    return time.perf_counter() - start
