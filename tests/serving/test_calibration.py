"""The fit: planted coefficients are found, thin data stays near its kin, outliers do not matter."""

from dataclasses import replace

import numpy as np
import pytest

from breakeven.domain.numbers import Array
from breakeven.inputs.catalog import load_catalog
from breakeven.serving.calibration import (
    PRIORS,
    Targets,
    coefficients,
    fit,
    level,
    log_predictions,
    simulated_gap,
)
from breakeven.serving.coefficients import NAMES, closest, keys
from breakeven.serving.measurement import Bench, Load, Replica, Setting, bench, setting
from breakeven.serving.quantities import quantities

CATALOG = load_catalog()


def one(users: float, *, model: str = "llama-3.1-8b", gpu: str = "H100-SXM") -> Setting:
    return setting(
        Replica(
            model=CATALOG.models[model],
            accelerator=CATALOG.accelerators[gpu],
            engine=CATALOG.engines["vllm"],
            era="",
            release="",
            precision=CATALOG.precisions["bf16"],
            count=1,
        ),
        Load(kind="closed", input_tokens=512, output_tokens=256, concurrency=users),
        source="test",
    )


def start(runs: int) -> Array:
    return np.tile(np.log([PRIORS[n].centre for n in NAMES]), (runs, 1))


def planted(many: Bench, changes: dict[str, float]) -> tuple[Targets, Array]:
    logs = start(len(many))
    for name, factor in changes.items():
        logs[:, NAMES.index(name)] += np.log(factor)
    tpot = quantities(many, coefficients(logs))["tpot"]
    runs = np.arange(len(many))
    wanted = Targets(
        run=runs,
        quantity=("tpot",) * len(many),
        statistic=("p50",) * len(many),
        log_value=np.log(tpot),
        weight=np.ones(len(many)),
    )
    return wanted, logs


def settings() -> list[Setting]:
    models = ("llama-3.1-8b", "gemma-2-2b", "qwen2.5-0.5b")
    return [one(u, model=m) for m in models for u in (1.0, 4.0, 16.0, 64.0, 128.0)]


def test_planted_coefficients_are_found() -> None:
    many = bench(settings())
    wanted, _ = planted(many, {"gemm_bandwidth": 0.8, "layer_us": 1.5, "sequence_us": 2.0})
    levels = [level("all", [""] * len(many), width=2.0)]
    found = fit(many, wanted, start=start(len(many)), levels=levels, iterations=12)
    error = wanted.log_value - log_predictions(many, wanted, found.logs())
    assert np.abs(error).max() < 0.05  # the priors pull a little


def test_one_wild_value_moves_nothing_much() -> None:
    many = bench(settings())
    wanted, _ = planted(many, {"layer_us": 1.5})
    wild = replace(wanted, log_value=wanted.log_value + np.eye(len(many))[3] * 2.0)
    levels = [level("all", [""] * len(many), width=2.0)]
    found = fit(many, wild, start=start(len(many)), levels=levels, iterations=12)
    error = wanted.log_value - log_predictions(many, wanted, found.logs())
    assert np.median(np.abs(error)) < 0.06


def test_a_group_without_values_gets_no_effect_of_its_own() -> None:
    runs = [*settings(), one(8.0, gpu="L4")]
    many = bench(runs)
    wanted, _ = planted(many, {"layer_us": 1.5})
    keep = np.arange(len(runs)) < len(runs) - 1
    levels = [
        level("all", [""] * len(runs), width=2.0),
        level("gpu", [s.accelerator for s in runs], width=0.25, is_local=True),
    ]
    found = fit(many, wanted, start=start(len(runs)), levels=levels, iterations=6, keep=keep)
    thin = found.levels[1].groups.index("L4")
    assert np.abs(found.effects[1][thin]).max() == pytest.approx(0.0, abs=1e-12)
    assert found.effects[0][0, NAMES.index("layer_us")] > 0.1


def test_the_closest_coefficients_win() -> None:
    base = CATALOG.efficiencies["default"]
    some = {"default": base, "vllm": replace(base, id="vllm")}
    found = closest(some, engine="vllm@2024", accelerator="L4", generation="ada")
    assert found.id == "vllm"
    assert closest(some, engine="other", accelerator="L4", generation="ada").id == "default"
    assert list(keys("vllm", "L4", "ada")) == ["vllm/L4", "vllm/ada", "vllm", "default"]


def test_the_gap_to_the_simulation_is_closed() -> None:
    many = bench(settings())
    wanted, logs = planted(many, {"layer_us": 1.5})
    target = wanted.log_value + simulated_gap(many, wanted, logs)
    simulated = replace(wanted, log_value=target)
    levels = [level("all", [""] * len(many), width=2.0)]
    found = fit(
        many, simulated, start=start(len(many)), levels=levels, iterations=10, simulations=4
    )
    error = target - log_predictions(many, simulated, found.logs()) - found.gap
    assert np.abs(error).max() < 0.05
