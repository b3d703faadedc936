"""What is asked of AIConfigurator and made of its answers, without it."""

from types import SimpleNamespace
from typing import Any

import pytest

from benchmarks.peers.aiconfigurator_worker import BUDGETS, LADDER, TOO_MUCH, answer, nearest, steps

ASKED = {
    "model": "m",
    "system": "s",
    "backend": "vllm",
    "engine_version": "0.19.0",
    "gemm": "fp8",
    "moe": None,
    "kv": None,
    "isl": 1024,
    "osl": 128,
    "batch": 8,
    "tp": 2,
    "pp": 1,
    "dp": 1,
    "moe_tp": None,
    "moe_ep": None,
    "ctx_tokens": None,
}


class Peer:
    """Stands for `cli_estimate`: throughput is the batch, above `fits` the cache is too small."""

    def __init__(self, *, fits: int = 10_000, measured: bool = True, oom: bool = False) -> None:
        self.fits, self.measured, self.oom = fits, measured, oom
        self.calls: list[dict[str, Any]] = []

    def __call__(self, **given: Any) -> SimpleNamespace:
        self.calls.append(given)
        if self.oom:
            raise RuntimeError("OOM: it does not fit\nat all")
        if given["database_mode"] == "SILICON" and not self.measured:
            raise KeyError("no operator")
        warning = "too much" if given["batch_size"] > self.fits else None
        throughput = given["batch_size"] + (0.5 if given["ctx_tokens"] else 0.0)
        return SimpleNamespace(
            ttft=100.0, tpot=10.0, raw={"tokens/s": throughput}, kv_cache_warning=warning
        )


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [
        ("0.19.0", "0.24.0"),
        ("0.27.1", "0.27.0"),
        ("v0.27.0-rc1", "0.27.0"),
        ("", "0.24.0"),
        ("nightly-dev", "0.24.0"),
    ],
)
def test_the_nearest_version(wanted: str, chosen: str) -> None:
    assert nearest(wanted, ["0.24.0", "0.27.0"]) == chosen


def test_measured_operators_come_first() -> None:
    peer = Peer()
    found = answer(peer, ASKED, "0.24.0")
    assert (found["ttft_ms"], found["tpot_ms"], found["database"]) == (100.0, 10.0, "SILICON")
    assert (found["estimates"], found["version"], len(peer.calls)) == (1, "0.24.0", 1)
    assert peer.calls[0]["gemm_quant_mode"] == "fp8"
    assert peer.calls[0]["batch_size"] == 8


def test_modelled_operators_where_measured_ones_are_missing() -> None:
    assert answer(Peer(measured=False), ASKED, "1")["database"] == "HYBRID"


def test_what_does_not_fit_is_asked_once_and_says_so() -> None:
    peer = Peer(oom=True)
    assert answer(peer, ASKED, "1")["reason"] == "RuntimeError: OOM: it does not fit"
    assert len(peer.calls) == 1


def test_a_batch_that_exceeds_the_cache_has_no_answer() -> None:
    assert answer(Peer(fits=4), ASKED, "1")["reason"] == TOO_MUCH


def test_all_at_once_takes_the_best_that_fits() -> None:
    found = answer(Peer(fits=300), ASKED | {"batch": None}, "1")
    assert found["tokens_per_second"] == 256.5
    assert found["estimates"] == len(LADDER) * len(BUDGETS)


def test_budgets_below_the_prompt_are_not_tried() -> None:
    assert len(steps(ASKED | {"batch": None, "isl": 20_000})) == len(LADDER)
