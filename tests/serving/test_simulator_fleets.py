"""Routers, prefix caches, priorities and autoscaling: what they are for, beside being exact."""

from typing import Any

import numpy as np
import pytest

from breakeven.domain.errors import UsageError
from breakeven.serving.prefix_ids import prefixes
from breakeven.serving.service import Autoscaling, Overflow
from breakeven.serving.simulation import Simulation
from breakeven.serving.simulator import simulate
from tests.serving.test_simulator import ENGINE, PLAIN, workload

SCALING = {"target_outstanding": 8, "cold_start_seconds": 20.0, "idle_seconds": 60.0}


def bursts() -> dict[str, Any]:
    """Return two busy minutes, an hour apart."""
    asked = workload(rate=10.0)
    asked["arrivals"][200:] += 3600.0
    return asked


def scaled(least: int, **changes: Any) -> Simulation:
    policy = Autoscaling(min_replicas=least, **(SCALING | changes))
    return simulate(
        PLAIN, **bursts(), **ENGINE, replicas=5, router="least-loaded", autoscaling=policy
    )


def conversations() -> tuple[dict[str, Any], list[list[int]]]:
    """Return 40 conversations of ten turns; each turn repeats what came before and adds a block."""
    order = np.random.default_rng(1).permutation(np.repeat(np.arange(40), 10))
    turns = np.array([np.count_nonzero(order[:i] == c) for i, c in enumerate(order)])
    chains = [[int(100 * c + b) for b in range(t + 1)] for c, t in zip(order, turns, strict=True)]
    asked = {
        "arrivals": np.arange(400) * 0.5,
        "input_tokens": 64 * (turns + 1) + 10,
        "output_tokens": np.full(400, 20),
    }
    return asked, chains


def test_the_least_loaded_replica_serves_sooner_than_its_turn() -> None:
    turns, loads = (
        simulate(PLAIN, **workload(rate=150.0), **ENGINE, replicas=3, router=router).ttft.mean()
        for router in ("round-robin", "least-loaded")
    )
    assert loads < turns


def test_a_prefix_cache_computes_only_what_a_turn_adds() -> None:
    asked, chains = conversations()
    shared = prefixes(chains, block_tokens=64, cache_tokens=1e9)
    result = simulate(PLAIN, **asked, **ENGINE, prefixes=shared)
    assert result.prefill_tokens == 400 * 74
    assert result.cached_tokens.sum() == (asked["input_tokens"] - 74).sum()


def test_a_prefix_aware_router_finds_the_conversation_again() -> None:
    asked, chains = conversations()
    shared = prefixes(chains, block_tokens=64, cache_tokens=1e9)
    hits = {
        router: int(
            simulate(
                PLAIN, **asked, **ENGINE, replicas=4, router=router, prefixes=shared
            ).cached_tokens.sum()
        )
        for router in ("round-robin", "prefix-aware")
    }
    assert hits["prefix-aware"] == (asked["input_tokens"] - 74).sum()
    assert hits["round-robin"] < 0.7 * hits["prefix-aware"]


def test_a_smaller_prefix_cache_hits_less() -> None:
    asked, chains = conversations()
    hits = [
        simulate(
            PLAIN, **asked, **ENGINE, prefixes=prefixes(chains, block_tokens=64, cache_tokens=size)
        ).cached_tokens.sum()
        for size in (0, 640, 6_400, 64_000)
    ]
    assert hits[0] == 0
    assert sorted(hits) == hits
    assert hits[-1] > hits[1]


def test_priority_is_time() -> None:
    asked = workload(rate=100.0)
    priorities = np.arange(400) % 2
    result = simulate(PLAIN, **asked, **ENGINE, priorities=priorities)
    urgent, patient = (result.ttft[priorities == p].mean() for p in (0, 1))
    assert urgent < 0.5 * patient


def test_equal_priorities_are_the_order_of_arrival() -> None:
    plain = simulate(PLAIN, **workload(rate=50.0), **ENGINE)
    equal = simulate(PLAIN, **workload(rate=50.0), **ENGINE, priorities=0)
    np.testing.assert_allclose(plain.finishes, equal.finishes, rtol=1e-12)


def test_scaling_to_zero_pays_for_the_busy_minutes_and_waits_for_cold_starts() -> None:
    always, never = scaled(5), scaled(0)
    assert always.replica_seconds == pytest.approx(5 * always.seconds)
    assert always.cold_starts == 0
    assert never.replica_seconds < 0.2 * always.replica_seconds
    assert never.cold_starts >= 2
    assert never.ttft[0] == pytest.approx(20.0, abs=0.1)
    assert never.utilization > always.utilization


def test_one_replica_that_stays_answers_at_once() -> None:
    assert scaled(1).ttft[0] < 0.1


def test_longer_cold_starts_never_help() -> None:
    waits = [scaled(0, cold_start_seconds=s).ttft.mean() for s in (0.0, 5.0, 50.0)]
    assert waits == sorted(waits)


@pytest.mark.parametrize(
    "change",
    [{"router": "prefix-aware"}, {"replicas": 1}, {"arrivals": None, "concurrency": 4}],
)
def test_scaling_that_cannot_be_is_refused(change: dict[str, Any]) -> None:
    options = bursts() | ENGINE | {"replicas": 3} | change
    with pytest.raises(UsageError):
        simulate(PLAIN, **options, autoscaling=Autoscaling(min_replicas=2, **SCALING))


def test_prefixes_of_other_requests_are_refused() -> None:
    shared = prefixes([[1], [2]], block_tokens=64, cache_tokens=1e6)
    with pytest.raises(UsageError, match="prefixes of 2 requests"):
        simulate(PLAIN, **workload(), **ENGINE, prefixes=shared)


def test_what_is_cached_is_less_than_the_prompt() -> None:
    """A prompt that is known to its last token still has that one computed."""
    shared = prefixes([[1, 2], [1, 2]], block_tokens=64, cache_tokens=1e6)
    result = simulate(
        PLAIN,
        arrivals=[0.0, 100.0],
        input_tokens=[100, 100],
        output_tokens=[2, 2],
        **ENGINE,
        prefixes=shared,
    )
    assert result.cached_tokens.tolist() == [0, 99]
    assert result.cached_input_share == 99 / 200


def test_an_endless_cache_is_a_cache() -> None:
    asked, chains = conversations()
    shared = prefixes(chains, block_tokens=64, cache_tokens=np.inf)
    assert simulate(PLAIN, **asked, **ENGINE, prefixes=shared).cached_tokens.sum() > 0


def scaled_prefixes(gap: float) -> float:
    """Return the share cached of two requests alike, `gap` seconds apart, on a scaling fleet."""
    return simulate(
        PLAIN,
        arrivals=[0.0, gap],
        input_tokens=[128, 128],
        output_tokens=[2, 2],
        **ENGINE,
        replicas=1,
        prefixes=prefixes([[1, 2], [1, 2]], block_tokens=64, cache_tokens=1e6),
        autoscaling=Autoscaling(min_replicas=0, **SCALING),
    ).cached_input_share


def test_a_replica_that_was_stopped_has_forgotten() -> None:
    assert scaled_prefixes(50.0) > 0
    assert scaled_prefixes(500.0) == 0


def test_replicas_that_are_not_needed_any_more_stop() -> None:
    """A burst starts five; threes that arrive together after it fit one, the others go idle."""
    asked = {
        "arrivals": np.concatenate((np.zeros(40), 30.0 + np.repeat(np.arange(0.0, 500.0, 5.0), 3))),
        "input_tokens": np.full(340, 50),
        "output_tokens": np.full(340, 10),
    }
    policy = Autoscaling(min_replicas=0, **SCALING)
    found = simulate(PLAIN, **asked, **ENGINE, replicas=5, autoscaling=policy)
    assert found.cold_starts == 5
    assert found.replicas_mean < 2.5


def gated(rate: float = 150.0, **limits: Any) -> Simulation:
    return simulate(
        PLAIN,
        **workload(rate=rate),
        **ENGINE,
        replicas=2,
        router="least-loaded",
        overflow=Overflow(**limits) if limits else None,
    )


@pytest.mark.parametrize(
    ("name", "loosest"), [("queue", 64), ("outstanding", 200), ("ttft_seconds", 30.0)]
)
def test_a_tighter_gate_sends_more_elsewhere_and_keeps_the_rest_faster(
    name: str, loosest: float
) -> None:
    runs = [gated(**{name: type(loosest)(loosest / share)}) for share in (16, 4, 1)]
    shares = [run.outside_share for run in runs]
    waits = [run.percentiles("ttft", (99.0,))[0] for run in runs]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > 0
    assert waits == sorted(waits)


def test_a_gate_that_is_never_shut_changes_nothing() -> None:
    np.testing.assert_array_equal(gated().finishes, gated(outstanding=10_000).finishes)


def test_who_stays_gets_the_first_token_that_was_predicted() -> None:
    """At three times what the fleet serves, the gate alone keeps the 99th percentile."""
    run = gated(rate=450.0, ttft_seconds=0.2)
    assert run.outside_share > 0.3
    assert run.percentiles("ttft", (99.0,))[0] < 1.25 * 0.2


def test_what_no_cache_can_hold_is_served_elsewhere() -> None:
    asked = workload(rate=10.0)
    asked["input_tokens"] = np.array(asked["input_tokens"])
    asked["input_tokens"][7] = 10**6
    run = simulate(
        PLAIN, **asked, **ENGINE, router="least-loaded", overflow=Overflow(outstanding=10_000)
    )
    assert (run.outside, run.rejected) == (1, 0)
    assert np.isnan(run.finishes[7])
    assert run.served == run.arrivals.size - 1


@pytest.mark.parametrize(
    "change",
    [
        {"router": "round-robin"},
        {"arrivals": None, "concurrency": 4},
        {"overflow": Overflow()},
        {"overflow": Overflow(queue=0)},
        {"autoscaling": Autoscaling(min_replicas=0, **SCALING)},
    ],
)
def test_a_gate_that_cannot_be_is_refused(change: dict[str, Any]) -> None:
    plain = {"router": "least-loaded", "overflow": Overflow(queue=3)}
    with pytest.raises(UsageError):
        simulate(PLAIN, **(workload() | ENGINE | plain | change))
