"""Memory against published vLLM measurements, and its properties."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakeven.inputs.catalog import load_catalog
from breakeven.serving.hardware import Hardware, hardware
from breakeven.serving.memory import fit, kv_layer_bytes, sequence_bytes
from breakeven.serving.shape import shape_of

CATALOG = load_catalog()

# llm-d-planner, docs/empirical-vllm-memory-results.md, April 2026: H100 80 GB, memory fraction 0.9,
# max-model-len 16,000: model, GPUs, precision, weights and KV cache of one GPU in GiB.
MEASURED = [
    ("gpt-oss-20b", 1, "mxfp4", 13.47, 50.28),
    ("llama-3.3-70b", 2, "fp8", 33.88, 32.00),
    ("llama-3.1-8b", 1, "bf16", 14.99, 51.38),
    ("qwen3-32b", 1, "bf16", 61.03, 4.45),
    ("llama-3.3-70b", 1, "fp8", 67.72, 0.00),
]


def on(gpu: str, count: int, precision: str) -> Hardware:
    engine = CATALOG.engine("vllm")
    return hardware(
        CATALOG.accelerator(gpu),
        count=count,
        precision=CATALOG.precision(precision),
        engine=engine,
        efficiency=CATALOG.efficiencies["default"],
    )


@pytest.mark.parametrize(("model", "count", "precision", "weights", "cache"), MEASURED)
def test_published_measurements_within_one_gib(
    model: str, count: int, precision: str, weights: float, cache: float
) -> None:
    found = fit(
        shape_of(CATALOG.model(model)), on("H100", count, precision), context_tokens=16_000.0
    )
    assert float(found.weights_gib) == pytest.approx(weights, abs=1.0)
    assert float(found.kv_cache_gib) == pytest.approx(cache, abs=1.0)
    starts = float(found.max_context_tokens) >= 16_000
    assert starts == (cache > 0)


def test_70b_in_16_bits_on_two_80_gb_cards_leaves_almost_no_cache() -> None:
    found = fit(
        shape_of(CATALOG.model("llama-3.1-70b")), on("A100-80", 2, "bf16"), context_tokens=2048.0
    )
    assert 0 < float(found.kv_tokens) < 3_000


@pytest.mark.parametrize(
    ("model", "gpu", "count"), [("llama-2-13b", "A10G", 1), ("llama-3.1-405b", "H100", 8)]
)
def test_what_cannot_fit_does_not(model: str, gpu: str, count: int) -> None:
    found = fit(shape_of(CATALOG.model(model)), on(gpu, count, "bf16"), context_tokens=2048.0)
    assert float(found.deficit_gib) > 1
    assert float(found.kv_tokens) == 0


def test_mla_caches_one_latent_on_every_gpu() -> None:
    shape = shape_of(CATALOG.model("deepseek-v3"))
    one, eight = (kv_layer_bytes(shape, on("H200", n, "fp8")) for n in (1, 8))
    assert float(one) == float(eight) == (512 + 64) * 2


def test_grouped_heads_are_split_until_one_is_left() -> None:
    shape = shape_of(CATALOG.model("llama-3.1-8b"))
    by_count = [float(kv_layer_bytes(shape, on("H100", n, "bf16"))) for n in (1, 2, 8)]
    assert by_count == [4096.0, 2048.0, 512.0]


@given(st.floats(1.0, 200_000.0))
def test_the_longest_context_fills_the_cache(context: float) -> None:
    for name in ("gpt-oss-20b", "llama-3.1-8b", "gemma-3-27b"):
        model = CATALOG.model(name)
        shape, hw = shape_of(model), on("H100", 1, "bf16" if name != "gpt-oss-20b" else "mxfp4")
        found = fit(shape, hw, context_tokens=context)
        used = sequence_bytes(shape, hw, float(found.max_context_tokens))
        assert float(used) == pytest.approx(float(found.kv_cache_gib) * 2**30, rel=1e-9)


def test_sliding_windows_cost_less_than_full_attention() -> None:
    shape = shape_of(CATALOG.model("gemma-3-27b"))
    hw = on("H100", 1, "bf16")
    short, long = (float(sequence_bytes(shape, hw, c)) for c in (1_000.0, 100_000.0))
    assert long < 100 * short * 0.4


def test_every_open_model_has_finite_positive_memory() -> None:
    hw = on("H200", 8, "fp8")
    for model in CATALOG.models.values():
        if model.architecture is None:
            continue
        found = fit(shape_of(model), hw, context_tokens=4096.0)
        assert np.isfinite(float(found.weights_gib)), model.id
        assert float(found.weights_gib) > 0, model.id
        assert float(found.kv_cache_gib) >= 0, model.id
