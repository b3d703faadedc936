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
from breakeven.serving.predict import Delay, Prediction, Run, decode_step, static_batch, steady
from breakeven.serving.shape import Shape
from breakeven.serving.steptime import StepCost, slowed, step_cost

T = TypeVar("T", Shape, Hardware, Run, Coefficients, StepCost)
QUANTITIES: Mapping[str, str] = MappingProxyType(
    {
        "ttft": "ttft",
        "tpot": "tpot",
        "itl": "itl",
        "e2e": "e2e",
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
"""Metrics of the measurement columns without their statistic, and the quantity that each is."""
STATISTICS = ("mean", "p50", "p90", "p95", "p99")
"""Over the requests. The closed form has the middle only; the simulator has all."""
MIDDLE = ("mean", "p50")


def measured_as(metric: str) -> tuple[str, str] | None:
    """Return the quantity and the statistic of a metric; None for one that is not known.

    >>> measured_as("ttft_p99"), measured_as("tpot"), measured_as("itl"), measured_as("speed")
    (('ttft', 'p99'), ('tpot', 'p50'), ('itl', 'mean'), None)
    """
    if metric in QUANTITIES:
        quantity = QUANTITIES[metric]
        return quantity, "p50" if quantity == "tpot" else "mean"
    name, _, statistic = metric.rpartition("_")
    quantity = QUANTITIES.get(name, "")
    known = quantity in SECONDS and statistic in STATISTICS
    return (quantity, statistic) if known else None


def statistic_name(quantity: str, statistic: str) -> str:
    """Return the name of a statistic of a quantity.

    >>> statistic_name("ttft", "p99")
    'ttft p99'
    """
    return f"{quantity} {statistic}"


ALL = (*dict.fromkeys(QUANTITIES.values()), "share_of_e2e")
"""The last is the end-to-end time over all tokens, which some clients report as TPOT."""
RATES = tuple(name for name in ALL if name.endswith("_rate"))
SECONDS = ("ttft", "tpot", "itl", "e2e", "share_of_e2e")


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
        delay = Delay(seconds=hardware.prompt_seconds, steps=hardware.wait_steps)
        found = _one_kind(kind, cost, run, delay)
        for name, values in found.items():
            out[name][where] = values
    return out


def _one_kind(kind: Kind, cost: StepCost, run: Run, delay: Delay) -> dict[str, Num]:
    if kind == "single":
        chunks = np.maximum(run.input_tokens / run.budget, 1.0)
        chunk = run.input_tokens / chunks
        return {
            "prefill_rate": chunk / decode_step(cost, run, 0.0, chunk),
            "decode_rate": 1.0 / decode_step(cost, run, 1.0),
        }
    if kind == "static":
        return _reported(run, static_batch(cost, run, delay=delay))
    if kind == "offline":
        run = replace(run, concurrency=run.max_batch, requests_per_second=0.0)
    return _reported(run, steady(cost, run, delay=delay))


def _reported(run: Run, p: Prediction) -> dict[str, Num]:
    rate = p.requests_per_second
    whole = p.ttft + np.maximum(run.output_tokens - 1.0, 0.0) * p.tpot
    return {
        "ttft": p.ttft,
        "tpot": p.tpot,
        "itl": p.tpot,
        "e2e": whole,
        "share_of_e2e": whole / run.output_tokens,
        "request_rate": rate,
        "output_rate": rate * run.output_tokens,
        "total_rate": rate * (run.input_tokens + run.output_tokens),
    }
