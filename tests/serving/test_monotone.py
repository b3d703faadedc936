"""Every set of coefficients that ships is monotone where physics is."""

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breakeven.domain.engine import Efficiency
from breakeven.inputs.catalog import load_catalog
from breakeven.serving.coefficients import closest
from breakeven.serving.hardware import Hardware, datasheet, reached
from breakeven.serving.predict import Delay, Prediction, Run, steady
from breakeven.serving.shape import shape_of
from breakeven.serving.steptime import step_cost, step_time

CATALOG = load_catalog()
MODELS = ("llama-3.1-8b", "llama-3.1-70b", "deepseek-v3", "gpt-oss-120b", "gemma-2-2b")
GPUS = sorted(CATALOG.accelerators)
ENGINES = sorted(CATALOG.engines)
SPEEDS = ("bandwidth", "expert_bandwidth", "kv_bandwidth", "linear_flops", "expert_flops",
          "attention_flops", "decode_flops", "link_bandwidth")  # fmt: skip
USERS = np.array([1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 21.0, 34.0, 55.0, 89.0, 144.0, 233.0])


def shipped(engine: str, gpu: str, count: int, precision: str) -> Hardware:
    """Return what an engine reaches of some GPUs, by the coefficients that ship."""
    accelerator = CATALOG.accelerators[gpu]
    sheet = datasheet(
        accelerator,
        count=count,
        precision=CATALOG.precisions[precision],
        engine=CATALOG.engines[engine],
    )
    efficiency: Efficiency = closest(
        CATALOG.efficiencies, engine=engine, accelerator=gpu, generation=accelerator.generation
    )
    return reached(sheet, efficiency)


def served(
    model: str, hardware: Hardware, *, users: np.ndarray | float, context: float = 1000.0
) -> Prediction:
    run = Run(
        input_tokens=context,
        cached_tokens=0.0,
        output_tokens=200.0,
        concurrency=users,
        requests_per_second=0.0,
        max_batch=1e4,
        budget=8192.0,
    )
    delay = Delay(seconds=hardware.prompt_seconds, steps=hardware.wait_steps)
    return steady(step_cost(shape_of(CATALOG.models[model]), hardware), run, delay=delay)


combinations = st.tuples(
    st.sampled_from(MODELS),
    st.sampled_from(ENGINES),
    st.sampled_from(GPUS),
    st.sampled_from((1, 2, 8)),
    st.sampled_from(("bf16", "fp8", "int4")),
)


@settings(max_examples=300, deadline=None)
@given(combination=combinations)
def test_more_users_are_never_served_faster(
    combination: tuple[str, str, str, int, str],
) -> None:
    model, *rest = combination
    found = served(model, shipped(*rest), users=USERS)
    assert np.all(np.diff(found.tpot) >= -1e-9 * found.tpot[1:])
    assert np.all(np.diff(found.requests_per_second) >= -1e-9 * found.requests_per_second[1:])


@settings(max_examples=300, deadline=None)
@given(combination=combinations, context=st.floats(100.0, 50_000.0))
def test_a_longer_context_never_helps(
    combination: tuple[str, str, str, int, str], context: float
) -> None:
    model, *rest = combination
    hardware = shipped(*rest)
    short, long = (served(model, hardware, users=8.0, context=c) for c in (context, 1.5 * context))
    assert float(long.tpot) >= float(short.tpot) * (1 - 1e-9)
    assert float(long.ttft) >= float(short.ttft) * (1 - 1e-9)
    assert float(long.requests_per_second) <= float(short.requests_per_second) * (1 + 1e-6)


@settings(max_examples=300, deadline=None)
@given(
    combination=combinations,
    slower=st.sampled_from(SPEEDS),
    factor=st.floats(0.05, 0.95),
    tokens=st.floats(1.0, 8000.0),
)
def test_a_slower_part_of_a_gpu_never_helps(
    combination: tuple[str, str, str, int, str], slower: str, factor: float, tokens: float
) -> None:
    model, *rest = combination
    hardware = shipped(*rest)
    worse = replace(hardware, **{slower: getattr(hardware, slower) * factor})
    shape = shape_of(CATALOG.models[model])
    fast, slow = (
        float(
            step_time(
                step_cost(shape, one),
                tokens=tokens,
                sequences=min(tokens, 64.0),
                decode_sequences=min(tokens, 64.0),
                decode_context=2000.0,
                prefill_pairs=tokens * 500.0,
                prefill_context=500.0,
            )
        )
        for one in (hardware, worse)
    )
    assert slow >= fast * (1 - 1e-12)


@pytest.mark.parametrize("engine", ENGINES)
def test_no_coefficient_promises_more_than_the_datasheet(engine: str) -> None:
    """A little more than all of it is left to rounding of datasheets."""
    for name, efficiency in CATALOG.efficiencies.items():
        if name.partition("/")[0].partition("@")[0] == engine:
            reach = {f.name: getattr(efficiency, f.name) for f in fields(efficiency)}
            shares = [v for k, v in reach.items() if k.endswith(("bandwidth", "compute"))]
            assert max(shares) < 1.15, name


def test_saturation_is_approached_and_never_turns_back() -> None:
    hardware = shipped("vllm", "H100-SXM", 1, "bf16")
    rates = served("llama-3.1-8b", hardware, users=USERS).requests_per_second
    gains = np.diff(rates) / np.diff(USERS)
    assert np.all(np.diff(gains) <= 1e-3 * gains[0])
