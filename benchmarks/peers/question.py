"""A row of measurements as AIConfigurator's arguments."""

from collections.abc import Mapping
from dataclasses import dataclass

from breakeven.domain.errors import BreakevenError
from breakeven.inputs.catalog import Catalog

SYSTEMS = {
    "A100-80-SXM": "a100_sxm",
    "B200": "b200_sxm",
    "B300": "b300_sxm",
    "GB200": "gb200",
    "GB300": "gb300",
    "H100-SXM": "h100_sxm",
    "H200": "h200_sxm",
    "L40S": "l40s",
    "RTX-PRO-6000": "rtx_pro_6000_server",
}
BACKENDS = {"sglang": "sglang", "tensorrt-llm": "trtllm", "vllm": "vllm"}
MODELS = {
    "deepseek-r1": "deepseek-ai/DeepSeek-R1",
    "deepseek-v3": "deepseek-ai/DeepSeek-V3",
    "deepseek-v3.1": "deepseek-ai/DeepSeek-V3",
    "gpt-oss-120b": "openai/gpt-oss-120b",
    "gpt-oss-20b": "openai/gpt-oss-20b",
    "llama-3.1-405b": "meta-llama/Meta-Llama-3.1-405B",
    "llama-3.1-70b": "meta-llama/Meta-Llama-3.1-70B",
    "llama-3.1-8b": "meta-llama/Meta-Llama-3.1-8B",
    "llama-3.3-70b": "meta-llama/Meta-Llama-3.1-70B",
    "llama-4-maverick": "meta-llama/Llama-4-Maverick-17B-128E-Instruct",
    "llama-4-scout": "meta-llama/Llama-4-Scout-17B-16E-Instruct",
    "minimax-m2.5": "MiniMaxAI/MiniMax-M2.5",
    "qwen3-235b-a22b": "Qwen/Qwen3-235B-A22B-FP8",
    "qwen3-30b-a3b": "Qwen/Qwen3-30B-A3B",
    "qwen3-32b": "Qwen/Qwen3-32B",
    "qwen3-8b": "Qwen/Qwen3-8B",
    "qwen3.5-397b-a17b": "Qwen/Qwen3.5-397B-A17B",
}
"""Models that it knows without fetching anything, under our names; same shape, same entry."""
MODES = {
    "": None,
    "bf16": "bfloat16",
    "bfloat16": "bfloat16",
    "float16": "bfloat16",
    "fp16": "bfloat16",
    "fp4": "nvfp4",
    "fp8": "fp8",
    "fp8_block": "fp8_block",
    "nvfp4": "nvfp4",
}
SIXTEEN_BITS = tuple(name for name in MODELS if name.startswith(("llama", "qwen3-3", "qwen3-8")))
"""Those whose configuration is the checkpoint in 16 bits. Published in fp8 or fp4 by NVIDIA they
state a KV cache of 8 bits, which AIConfigurator cannot infer from it."""
NATIVE = ("gpt-oss-120b", "gpt-oss-20b")
"""Published in one precision; its own adapter keeps the checkpoint's."""
METRICS = ("ttft", "tpot", "itl", "e2e", "output_tokens_per_second")
"""What it answers; of times the mean or the median."""


class Unasked(Exception):
    """Why a row is no question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One deployment under one load, in AIConfigurator's terms."""

    system: str
    backend: str
    engine_version: str
    model: str
    gemm: str | None
    """Precision of dense products; None is the checkpoint's."""
    moe: str | None
    kv: str | None
    """Precision of the KV cache; None is the checkpoint's."""
    isl: int
    osl: int
    batch: int | None
    """Sequences of one attention rank; None is all at once, as many as fit."""
    tp: int
    pp: int
    dp: int
    moe_tp: int | None
    """None for a dense model."""
    moe_ep: int | None
    ctx_tokens: int | None = None
    """Budget of context tokens in a step; None is its default."""


def question(row: Mapping[str, str], catalog: Catalog) -> Question:
    """Return what to ask for a row; raises Unasked with the reason."""
    _in_its_reach(row)
    try:
        engine = catalog.engine(row["engine"]).id
        gpu = catalog.accelerator(row["gpu"]).id
        model = catalog.model(row["model"], network=False)
    except BreakevenError as error:
        raise Unasked(str(error)) from None
    gemm, moe = _modes(row, model.id)
    tp, pp, dp, ep = (_whole(row, name, 1) for name in ("tp", "pp", "dp", "ep"))
    routed = model.architecture is not None and model.architecture.is_moe
    if routed and tp * dp % ep:
        raise Unasked(f"{tp * dp} ranks do not divide into expert parallelism of {ep}")
    return Question(
        system=_known(SYSTEMS, gpu, "accelerator"),
        backend=_known(BACKENDS, engine, "engine"),
        engine_version=row.get("engine_version", ""),
        model=_known(MODELS, model.id, "model"),
        gemm=gemm,
        moe=moe if routed else None,
        kv="fp8" if model.id in SIXTEEN_BITS and gemm in ("fp8", "nvfp4") else None,
        isl=_whole(row, "isl"),
        osl=_whole(row, "osl"),
        batch=_batch(row, dp),
        tp=tp,
        pp=pp,
        dp=dp,
        moe_tp=tp * dp // ep if routed else None,
        moe_ep=ep if routed else None,
    )


def _in_its_reach(row: Mapping[str, str]) -> None:
    name, _, middle = row["metric"].partition("_")
    if row["metric"] not in METRICS and (name not in METRICS or middle not in ("mean", "p50")):
        raise Unasked(f"metric {row['metric']}")
    if row.get("mode", "agg") not in ("", "agg"):
        raise Unasked(f"mode {row['mode']}")
    if row.get("arrivals") in ("constant", "poisson"):
        raise Unasked("open loop")


def _known(table: Mapping[str, str], name: str, what: str) -> str:
    if name not in table:
        raise Unasked(f"{what} {name} is not among its own")
    return table[name]


def _whole(row: Mapping[str, str], column: str, otherwise: int | None = None) -> int:
    text = row.get(column) or ""
    if not text and otherwise is not None:
        return otherwise
    try:
        value = int(float(text))
    except (ValueError, OverflowError):
        raise Unasked(f"{column} is {text or 'empty'}") from None
    if value < 1:
        raise Unasked(f"{column} is {text}")
    return value


def _modes(row: Mapping[str, str], model: str) -> tuple[str | None, str | None]:
    if model in NATIVE:
        return None, None
    gemm, _, moe = row.get("precision", "").partition("+moe:")
    for name in (gemm, moe):
        if name not in MODES:
            raise Unasked(f"precision {name}")
    return MODES[gemm], MODES[moe or gemm]


def _batch(row: Mapping[str, str], dp: int) -> int | None:
    if not row.get("concurrency"):
        if row.get("request_rate") == "inf" and row["metric"] == "output_tokens_per_second":
            return None
        raise Unasked("no concurrency")
    concurrency = _whole(row, "concurrency")
    if concurrency % dp:
        raise Unasked(f"concurrency {concurrency} does not divide into {dp} attention ranks")
    return concurrency // dp
