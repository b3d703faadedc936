"""Rows of measurements as AIConfigurator's arguments."""

import pytest

from benchmarks.peers.question import MODELS, SIXTEEN_BITS, SYSTEMS, Question, Unasked, question
from breakeven.inputs.catalog import load_catalog

CATALOG = load_catalog()
ROW = {
    "engine": "SGLang",
    "engine_version": "0.5.9",
    "model": "deepseek-ai/DeepSeek-R1",
    "precision": "fp8+moe:fp8_block",
    "gpu": "B200-SXM",
    "gpu_count": "8",
    "tp": "4",
    "pp": "1",
    "dp": "2",
    "ep": "4",
    "isl": "8192",
    "osl": "1024",
    "concurrency": "64",
    "request_rate": "",
    "metric": "tpot",
    "mode": "agg",
    "arrivals": "",
}


def asked(**changes: str) -> Question:
    return question(ROW | changes, CATALOG)


def test_a_row_of_experts_under_attention_data_parallelism() -> None:
    assert asked() == Question(
        system="b200_sxm",
        backend="sglang",
        engine_version="0.5.9",
        model="deepseek-ai/DeepSeek-R1",
        gemm="fp8",
        moe="fp8_block",
        kv=None,
        isl=8192,
        osl=1024,
        batch=32,
        tp=4,
        pp=1,
        dp=2,
        moe_tp=2,
        moe_ep=4,
    )


def test_a_dense_model_has_no_experts() -> None:
    found = asked(model="meta-llama/Llama-3.1-70B", precision="fp8", tp="2", dp="", ep="")
    assert (found.moe, found.moe_tp, found.moe_ep) == (None, None, None)
    assert (found.tp, found.dp, found.batch) == (2, 1, 64)


@pytest.mark.parametrize(
    ("precision", "modes"),
    [
        ("", (None, None)),
        ("bf16", ("bfloat16", None)),
        ("fp8", ("fp8", "fp8")),
        ("fp8_block", ("fp8_block", None)),
        ("nvfp4", ("nvfp4", "fp8")),
        ("fp4", ("nvfp4", "fp8")),
    ],
)
def test_precisions_of_a_model_whose_16_bit_checkpoint_stands_in(
    precision: str, modes: tuple[str | None, str | None]
) -> None:
    found = asked(model="llama-3.3-70b", precision=precision, ep="1")
    assert (found.gemm, found.kv) == modes


def test_a_model_of_one_precision_keeps_its_own() -> None:
    found = asked(model="openai/gpt-oss-120b", precision="nvfp4")
    assert (found.gemm, found.moe, found.kv) == (None, None, None)


def test_all_requests_at_once_ask_for_a_throughput_only() -> None:
    offline = {"concurrency": "", "request_rate": "inf"}
    assert asked(**offline, metric="output_tokens_per_second").batch is None
    with pytest.raises(Unasked, match="no concurrency"):
        asked(**offline)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"metric": "ttft_p99"}, "metric ttft_p99"),
        ({"metric": "kv_cache_gib"}, "metric kv_cache_gib"),
        ({"mode": "disagg"}, "mode disagg"),
        ({"arrivals": "constant"}, "open loop"),
        ({"gpu": "L4"}, "accelerator L4"),
        ({"gpu": "no such card"}, "no such card"),
        ({"engine": "llama.cpp"}, "engine llama.cpp"),
        ({"model": "google/gemma-2-2b-it"}, "model gemma-2-2b"),
        ({"precision": "int4"}, "precision int4"),
        ({"isl": ""}, "isl is empty"),
        ({"osl": "inf"}, "osl is inf"),
        ({"tp": "0"}, "tp is 0"),
        ({"concurrency": "33"}, "33 does not divide into 2"),
        ({"ep": "3"}, "8 ranks do not divide"),
    ],
)
def test_what_is_no_question_says_why(changes: dict[str, str], reason: str) -> None:
    with pytest.raises(Unasked, match=reason):
        asked(**changes)


@pytest.mark.parametrize("metric", ["ttft", "ttft_mean", "tpot_p50", "itl_p50", "e2e_p50"])
def test_middles_of_times_are_asked(metric: str) -> None:
    assert asked(metric=metric).batch == 32


def test_every_name_is_one_of_ours() -> None:
    assert set(MODELS) <= set(CATALOG.models)
    assert set(SYSTEMS) <= set(CATALOG.accelerators)
    assert set(SIXTEEN_BITS) == {n for n in MODELS if n.startswith(("llama", "qwen3-3", "qwen3-8"))}
