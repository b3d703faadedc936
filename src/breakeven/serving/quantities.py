"""Every quantity that a benchmark reports, predicted for many runs at once."""

from collections.abc import Mapping
from dataclasses import fields, replace
from types import MappingProxyType
from typing import TypeVar

import numpy as np

from breakeven.domain.numbers import Array, Index, Num
from breakeven.serving.coefficients import Coefficients
from breakeven.serving.hardware import Hardware, reached
from breakeven.serving.measurement import KINDS, Bench, Kind
from breakeven.serving.predict import Prediction, Run, decode_step, static_batch, steady
from breakeven.serving.shape import Shape
from breakeven.serving.steptime import StepCost, slowed, step_cost

T = TypeVar("T", Shape, Hardware, Run, Coefficients)
QUANTITIES: Mapping[str, str] = MappingProxyType(
    {
        "ttft": "ttft",
        "ttft_mean": "ttft",
        "ttft_p50": "ttft",
        "tpot": "tpot",
        "tpot_mean": "tpot",
        "tpot_p50": "tpot",
        "itl": "tpot",
        "itl_mean": "tpot",
        "itl_p50": "tpot",
        "e2e": "e2e",
        "e2e_mean": "e2e",
        "e2e_p50": "e2e",
        "output_tokens_per_second": "output_rate",
        "output_tokens_per_sec": "output_rate",
        "total_tokens_per_second": "total_rate",
        "requests_per_second": "request_rate",
        "requests_per_sec": "request_rate",
        "prefill_tokens_per_second": "prefill_rate",
        "decode_tokens_per_second": "decode_rate",
        "kv_cache_gib": "kv_cache",
    }
)
"""Metrics of the measurement columns, and the quantity that each one is. Tails (p90 and on) come
from the simulator, not from the closed form."""


ALL = (*dict.fromkeys(QUANTITIES.values()), "share_of_e2e")
"""The last is the end-to-end time over all tokens, which some clients report as TPOT."""
RATES = tuple(name for name in ALL if name.endswith("_rate"))
SECONDS = ("ttft", "tpot", "e2e", "share_of_e2e")


def pick(value: T, where: Index) -> T:
    """Return some of the elements of a dataclass of arrays; floats are shared."""
    chosen = {
        f.name: getattr(value, f.name)[where] if np.ndim(getattr(value, f.name)) else None
        for f in fields(value)
    }
    return replace(value, **{k: v for k, v in chosen.items() if v is not None})


def quantities(bench: Bench, coefficients: Coefficients) -> dict[str, Array]:
    """Return each quantity of each run, in seconds or per second; NaN where it has no meaning."""
    kinds = np.array(bench.kind)
    out = {name: np.full(len(bench), np.nan) for name in ALL}
    out["kv_cache"][:] = [float(s.memory.kv_cache_gib) for s in bench.settings]
    for kind in KINDS:
        where = np.flatnonzero(kinds == kind)
        if len(where) == 0:
            continue
        run, own = pick(bench.run, where), pick(coefficients, where)
        hardware = reached(pick(bench.sheet, where), own)
        cost = step_cost(pick(bench.shape, where), hardware)
        cost = slowed(cost, own.model_factor)
        found = _one_kind(kind, cost, run, own.burst, hardware.prompt_seconds)
        for name, values in found.items():
            out[name][where] = values
    return out


def _one_kind(
    kind: Kind, cost: StepCost, run: Run, burst: Num, prompt_seconds: Num
) -> dict[str, Num]:
    if kind == "single":
        chunks = np.maximum(run.input_tokens / run.budget, 1.0)
        chunk = run.input_tokens / chunks
        return {
            "prefill_rate": chunk / decode_step(cost, run, 0.0, chunk),
            "decode_rate": 1.0 / decode_step(cost, run, 1.0),
        }
    if kind == "static":
        return _reported(run, static_batch(cost, run, prompt_seconds=prompt_seconds))
    if kind == "offline":
        run, burst = replace(run, concurrency=run.max_batch, requests_per_second=0.0), 0.0
    if kind == "open":
        burst = 0.0
    return _reported(run, steady(cost, run, burst=burst, prompt_seconds=prompt_seconds))


def _reported(run: Run, p: Prediction) -> dict[str, Num]:
    rate = p.requests_per_second
    whole = p.ttft + np.maximum(run.output_tokens - 1.0, 0.0) * p.tpot
    return {
        "ttft": p.ttft,
        "tpot": p.tpot,
        "e2e": whole,
        "share_of_e2e": whole / run.output_tokens,
        "request_rate": rate,
        "output_rate": rate * run.output_tokens,
        "total_rate": rate * (run.input_tokens + run.output_tokens),
    }
