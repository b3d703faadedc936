"""One replica on a workload's own requests: how many, the edge, and what binds there."""

from dataclasses import replace
from typing import Any

import pytest

from breakeven.api.replica import named_replica
from breakeven.api.workloads import workload_of_numbers
from breakeven.domain.workload import LatencyTargets, Workload
from breakeven.inputs.catalog import load_catalog
from breakeven.serving.hardware import Hardware
from breakeven.serving.memory import Memory
from breakeven.serving.search import SimulatedCapacity, inside
from breakeven.serving.trial import MOST, REQUESTS, Trial, limit_of, tried

CATALOG = load_catalog()
CHAT = LatencyTargets(ttft_p99_ms=2_000.0, tpot_p99_ms=100.0)


def chat() -> Workload:
    return workload_of_numbers(
        requests_per_day=1.0, input_tokens=1155.0, output_tokens=211.0, spread=(0.92, 0.6)
    )


def serve(
    targets: LatencyTargets = CHAT, kv_tokens: float | None = None, **limits: Any
) -> tuple[SimulatedCapacity, Hardware]:
    replica = named_replica(
        CATALOG, "llama-3.1-8b", gpu="H100", count=1, precision=None, engine="vllm"
    )
    hardware = replace(replica.hardware, **limits)
    memory: Memory = replica.memory(6_000.0)
    if kv_tokens:
        memory = replace(memory, kv_tokens=kv_tokens)
    trial = Trial(workload=chat(), targets=targets)
    found = tried(
        trial,
        replica.cost,
        hardware,
        memory,
        engine=replica.combo.engine,
        guess=10.0,
        service_seconds=5.0,
    )
    return found, hardware


def test_arrivals_outlast_the_waits_that_a_target_allows() -> None:
    trial = Trial(workload=chat(), targets=LatencyTargets(ttft_p99_ms=10_000.0))
    assert trial.count(requests_per_second=1.0, service_seconds=10.0) == REQUESTS
    assert trial.count(requests_per_second=40.0, service_seconds=10.0) == 2 * REQUESTS
    assert trial.count(requests_per_second=1e6, service_seconds=10.0) == MOST


def test_the_rate_is_the_edge_and_always_the_same() -> None:
    found, _ = serve()
    assert found.feasible
    assert inside(found.simulation, CHAT)
    assert found.beyond is not None
    assert not inside(found.beyond, CHAT)
    assert found.simulation.arrivals.size == REQUESTS
    assert serve()[0].requests_per_second == found.requests_per_second


@pytest.mark.parametrize(
    ("asked", "limit"),
    [
        ({"targets": LatencyTargets(ttft_p99_ms=200.0, tpot_p99_ms=500.0)}, "ttft"),
        ({"targets": LatencyTargets(ttft_p99_ms=5_000.0, tpot_p99_ms=30.0)}, "tpot"),
        ({"targets": LatencyTargets(e2e_p99_ms=10_000.0)}, "e2e"),
        ({"kv_tokens": 15_000.0}, "kv_cache"),
        ({"max_num_seqs": 8}, "max_num_seqs"),
        ({"targets": LatencyTargets()}, "kv_cache"),
        ({"targets": LatencyTargets(), "max_num_seqs": 64}, "max_num_seqs"),
    ],
)
def test_what_binds_is_named(asked: dict[str, Any], limit: str) -> None:
    found, hardware = serve(**asked)
    assert found.feasible
    targets = asked.get("targets", CHAT)
    assert limit_of(found, hardware, targets) == limit
