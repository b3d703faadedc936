"""One replica's hardware, engine and precision as numbers; many of them as arrays."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from breakeven.domain.accelerator import Accelerator
from breakeven.domain.engine import Efficiency, Engine
from breakeven.domain.model import Precision
from breakeven.domain.numbers import Num

LARGE_GPU_GIB = 70.0
"""From here on vLLM gives itself four times the sequences and tokens (engine/arg_utils.py)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hardware:
    """What the formulas need of accelerators x engine x precision; every field a float or array."""

    count: Num
    """GPUs of one replica (tensor parallel)."""
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
    kv_bandwidth: Num
    linear_flops: Num
    """Operations per second of one GPU in large products, as far as the engine reaches them."""
    expert_flops: Num
    attention_flops: Num
    link_bandwidth: Num
    """Bytes per second of one GPU in one direction, as far as collectives reach it."""
    link_latency: Num
    layer_seconds: Num
    step_seconds: Num
    sequence_seconds: Num
    error: Num
    """Standard deviation of ln(measured / predicted)."""


def hardware(
    accelerator: Accelerator,
    *,
    count: int,
    precision: Precision,
    engine: Engine,
    efficiency: Efficiency,
) -> Hardware:
    """Return the numbers of one combination."""
    small = accelerator.visible_gib < LARGE_GPU_GIB
    compute = accelerator.tflops(precision.compute) * 1e12 * efficiency.gemm_compute
    compute_16 = accelerator.tflops("fp16") * 1e12
    linear_quantised = precision.scope == "linear"
    weight_bytes = precision.weight_bits / 8
    return Hardware(
        count=float(count),
        visible_gib=accelerator.visible_gib,
        memory_fraction=engine.memory_fraction,
        runtime_gib=engine.runtime_gib + (engine.collective_gib if count > 1 else 0.0),
        sampler_bytes_per_logit=engine.sampler_bytes_per_logit,
        max_num_seqs=engine.max_num_seqs / (4 if small else 1),
        max_num_batched_tokens=engine.max_num_batched_tokens / (4 if small else 1),
        linear_bytes=weight_bytes if linear_quantised else 2.0,
        expert_bytes=weight_bytes,
        kv_bytes=precision.kv_bits / 8,
        bandwidth=accelerator.bandwidth_gb_per_second * 1e9 * efficiency.gemm_bandwidth,
        kv_bandwidth=accelerator.bandwidth_gb_per_second * 1e9 * efficiency.kv_bandwidth,
        linear_flops=compute if linear_quantised else compute_16 * efficiency.gemm_compute,
        expert_flops=compute,
        attention_flops=compute_16 * efficiency.attention_compute,
        link_bandwidth=max(accelerator.link_gb_per_second, 1.0) * 0.5e9 * efficiency.link_bandwidth,
        link_latency=efficiency.link_latency_us * 1e-6,
        layer_seconds=efficiency.layer_us * 1e-6,
        step_seconds=efficiency.step_us * 1e-6,
        sequence_seconds=efficiency.sequence_us * 1e-6,
        error=efficiency.error,
    )


def stack(parts: Sequence[Hardware]) -> Hardware:
    """Join scalars into arrays of shape (len(parts),)."""
    return Hardware(
        **{f.name: np.array([getattr(p, f.name) for p in parts], float) for f in fields(Hardware)}
    )
