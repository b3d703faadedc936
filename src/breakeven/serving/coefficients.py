"""The coefficients of the step time as arrays, and which of them hold for an engine and a GPU."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np

from breakeven.domain.engine import Efficiency
from breakeven.domain.numbers import Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficients:
    """The numbers of `Efficiency`, one for each run; all positive. See there for meanings."""

    gemm_bandwidth: Array
    expert_bandwidth: Array
    kv_bandwidth: Array
    gemm_compute: Array
    compute_8_bits: Array
    compute_4_bits: Array
    expert_compute: Array
    expert_tile: Array
    attention_compute: Array
    decode_compute: Array
    link_bandwidth: Array
    link_latency_us: Array
    layer_us: Array
    expert_layer_us: Array
    quantise_us: Array
    quantise_4_us: Array
    step_us: Array
    sequence_us: Array
    prompt_us: Array
    prompt_layer_us: Array
    expert_prompt_us: Array
    latent_layer_us: Array
    wait_steps: Array
    model_factor: Array
    """Of the run's model, setup and release: `Efficiency.factor`."""
    error: Array
    """Not a coefficient: the spread, which comes with them."""


NAMES = tuple(f.name for f in fields(Coefficients) if f.name != "error")
"""What is fitted."""
MODEL = "model_factor"
"""The one that belongs to a model."""


def keys(engine: str, accelerator: str, generation: str) -> Iterator[str]:
    """Yield the ids under which coefficients may lie, closest first.

    An engine of another era falls back on its own ids before those of today's engine.

    >>> list(keys("vllm@2024", "L4", "ada"))[:4]
    ['vllm@2024/L4', 'vllm@2024/ada', 'vllm@2024', 'vllm/L4']
    """
    for name in dict.fromkeys((engine, engine.partition("@")[0])):
        yield f"{name}/{accelerator}"
        yield f"{name}/{generation}"
        yield name
    yield "default"


def closest(
    efficiencies: Mapping[str, Efficiency], *, engine: str, accelerator: str, generation: str
) -> Efficiency:
    """Return the closest coefficients that there are."""
    found = (k for k in keys(engine, accelerator, generation) if k in efficiencies)
    return efficiencies[next(found)]


def stack_efficiencies(parts: Sequence[Efficiency], factors: Sequence[float]) -> Coefficients:
    """Join coefficients of runs, and the factors of what they serve, into arrays (len(parts),)."""
    named = [n for n in (*NAMES, "error") if n != MODEL]
    columns = {n: np.array([getattr(p, n) for p in parts], float) for n in named}
    return Coefficients(**columns, model_factor=np.array(factors, float))
