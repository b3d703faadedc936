"""One replica's hardware, engine and precision as numbers; many of them as arrays."""

from dataclasses import dataclass, replace

import numpy as np

from breakeven.domain.accelerator import Accelerator
from breakeven.domain.engine import Efficiency, Engine
from breakeven.domain.model import Precision
from breakeven.domain.numbers import Num
from breakeven.serving.coefficients import Coefficients

LARGE_GPU_GIB = 70.0
"""From here on vLLM gives itself four times the sequences and tokens (engine/arg_utils.py)."""
PCIE_LATENCY = 4.0
"""Time of a small collective over PCIe, in that over NVLink."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hardware:
    """What the formulas need of accelerators x engine x precision; every field a float or array."""

    count: Num
    """GPUs of one replica: tensor parallel, unless `pipeline` or `attention_data` divide it."""
    visible_gib: Num
    memory_fraction: Num
    runtime_gib: Num
    sampler_bytes_per_logit: Num
    max_num_seqs: Num
    max_num_batched_tokens: Num
    linear_bytes: Num
    """Of one parameter of attention and dense layers."""
    expert_bytes: Num
    kv_bytes: Num
    bandwidth: Num
    """Bytes per second of one GPU, as far as the engine reaches it for weights."""
    expert_bandwidth: Num
    kv_bandwidth: Num
    linear_flops: Num
    """Operations per second of one GPU in large products, as far as the engine reaches them."""
    expert_flops: Num
    linear_bits: Num
    """Of the operands of the products of attention and dense layers."""
    expert_bits: Num
    attention_flops: Num
    decode_flops: Num
    """Of attention in decode, where it computes rather than reads (MLA)."""
    link_bandwidth: Num
    """Bytes per second of one GPU in one direction, as far as collectives reach it."""
    link_latency: Num
    layer_seconds: Num
    expert_layer_seconds: Num
    quantise_seconds: Num
    quantise_4_seconds: Num
    expert_tile: Num
    step_seconds: Num
    sequence_seconds: Num
    prompt_seconds: Num
    prompt_layer_seconds: Num
    expert_prompt_seconds: Num
    latent_layer_seconds: Num
    wait_steps: Num
    error: Num
    """Standard deviation of ln(measured / predicted)."""
    pipeline: Num = 1.0
    """Pipeline stages."""
    attention_data: Num = 1.0
    """Ranks that share the sequences among them (attention data parallelism)."""
    draft_tokens: Num = 0.0
    """Drafted for each decoding sequence in a step."""


def datasheet(
    accelerator: Accelerator, *, count: int, precision: Precision, engine: Engine
) -> Hardware:
    """Return the numbers of one combination as sold: every share 1, every overhead 0."""
    share = engine_share(accelerator, engine)
    products = accelerator.tflops(precision.compute) * 1e12
    bits = _bits(accelerator, precision.compute)
    sixteen = accelerator.tflops("fp16") * 1e12
    quantised = precision.scope == "linear"
    weight_bytes = precision.weight_bits / 8
    memory = accelerator.bandwidth_gb_per_second * 1e9
    return Hardware(
        count=float(count),
        visible_gib=accelerator.visible_gib,
        memory_fraction=engine.memory_fraction,
        runtime_gib=engine.runtime_gib + (engine.collective_gib if count > 1 else 0.0),
        sampler_bytes_per_logit=engine.sampler_bytes_per_logit,
        max_num_seqs=engine.max_num_seqs * share,
        max_num_batched_tokens=engine.max_num_batched_tokens * share,
        linear_bytes=weight_bytes if quantised else 2.0,
        expert_bytes=weight_bytes,
        kv_bytes=precision.kv_bits / 8,
        bandwidth=memory,
        expert_bandwidth=memory,
        kv_bandwidth=memory,
        linear_flops=products if quantised else sixteen,
        expert_flops=products,
        linear_bits=bits if quantised else 16.0,
        expert_bits=bits,
        attention_flops=sixteen,
        decode_flops=sixteen,
        link_bandwidth=max(accelerator.link_gb_per_second, 1.0) * 0.5e9,
        link_latency=PCIE_LATENCY if accelerator.link == "pcie" else 1.0,
        layer_seconds=0.0,
        expert_layer_seconds=0.0,
        quantise_seconds=0.0,
        quantise_4_seconds=0.0,
        expert_tile=0.0,
        step_seconds=0.0,
        sequence_seconds=0.0,
        prompt_seconds=0.0,
        prompt_layer_seconds=0.0,
        expert_prompt_seconds=0.0,
        latent_layer_seconds=0.0,
        wait_steps=0.0,
        error=0.0,
    )


def engine_share(accelerator: Accelerator, engine: Engine) -> float:
    """Return the share of its sequences and tokens that an engine gives itself on a GPU."""
    return engine.small_gpu_share if accelerator.visible_gib < LARGE_GPU_GIB else 1.0


def _bits(accelerator: Accelerator, compute: str) -> float:
    """Return the width of the operands that the hardware multiplies at a precision."""
    if not accelerator.dense_tflops.get(compute):
        return 16.0
    return {"fp4": 4.0, "fp8": 8.0, "int8": 8.0}.get(compute, 16.0)


def reached(sheet: Hardware, efficiency: Efficiency | Coefficients) -> Hardware:
    """Scale datasheet numbers by how much of them an engine reaches."""
    e = efficiency
    linear = sheet.linear_flops * e.gemm_compute * _reach(e, sheet.linear_bits)
    expert = sheet.expert_flops * e.gemm_compute * _reach(e, sheet.expert_bits)
    return replace(
        sheet,
        bandwidth=sheet.bandwidth * e.gemm_bandwidth,
        expert_bandwidth=sheet.expert_bandwidth * e.expert_bandwidth,
        kv_bandwidth=sheet.kv_bandwidth * e.kv_bandwidth,
        linear_flops=linear,
        expert_flops=expert * e.expert_compute,
        attention_flops=sheet.attention_flops * e.attention_compute,
        decode_flops=sheet.decode_flops * e.decode_compute,
        link_bandwidth=sheet.link_bandwidth * e.link_bandwidth,
        link_latency=sheet.link_latency * e.link_latency_us * 1e-6,
        layer_seconds=e.layer_us * 1e-6,
        expert_layer_seconds=e.expert_layer_us * 1e-6,
        quantise_seconds=e.quantise_us * 1e-6,
        quantise_4_seconds=e.quantise_4_us * 1e-6,
        expert_tile=e.expert_tile + 0 * sheet.count,
        step_seconds=e.step_us * 1e-6,
        sequence_seconds=e.sequence_us * 1e-6,
        prompt_seconds=e.prompt_us * 1e-6,
        prompt_layer_seconds=e.prompt_layer_us * 1e-6,
        expert_prompt_seconds=e.expert_prompt_us * 1e-6,
        latent_layer_seconds=e.latent_layer_us * 1e-6,
        wait_steps=e.wait_steps + 0 * sheet.count,
        error=e.error + 0 * sheet.count,
    )


def _reach(e: Efficiency | Coefficients, bits: Num) -> Num:
    """Return the share that products narrower than 16 bits reach, against that of 16 bits."""
    eight, four = np.asarray(bits) <= 8, np.asarray(bits) <= 4
    return np.where(four, e.compute_4_bits, np.where(eight, e.compute_8_bits, 1.0))


def hardware(
    accelerator: Accelerator,
    *,
    count: int,
    precision: Precision,
    engine: Engine,
    efficiency: Efficiency,
) -> Hardware:
    """Return the numbers of one combination, as far as the engine reaches them."""
    sheet = datasheet(accelerator, count=count, precision=precision, engine=engine)
    return reached(sheet, efficiency)
