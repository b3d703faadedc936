"""The search for capacity: it finds the edge, and says when there is none."""

from typing import Any

import numpy as np
import pytest

from breakeven.domain.workload import LatencyTargets
from breakeven.serving.search import capacity_by_simulation, inside
from breakeven.serving.simulator import simulate
from tests.serving.test_simulator import ENGINE, PLAIN

TARGETS = LatencyTargets(ttft_p99_ms=400.0, tpot_p99_ms=30.0)


def requests(size: int = 6_000) -> dict[str, Any]:
    rng = np.random.default_rng(3)
    return {
        "arrivals": np.cumsum(rng.exponential(size=size)),
        "input_tokens": rng.integers(1, 900, size),
        "output_tokens": rng.integers(1, 200, size),
    }


@pytest.mark.parametrize("guess", [None, 0.01, 1000.0])
def test_the_edge_of_the_targets(guess: float | None) -> None:
    asked = requests()
    found = capacity_by_simulation(PLAIN, **asked, **ENGINE, targets=TARGETS, guess=guess)
    assert found.feasible
    assert inside(found.simulation, TARGETS)
    pattern = asked["arrivals"] - asked["arrivals"][0]
    for factor, good in ((0.98, True), (1.01, False)):
        rate = found.requests_per_second * factor
        times = pattern * (pattern.size - 1) / pattern[-1] / rate
        faster = simulate(PLAIN, **(asked | {"arrivals": times}), **ENGINE)
        assert inside(faster, TARGETS) is good


def test_a_guess_changes_only_the_effort() -> None:
    rates = [
        capacity_by_simulation(
            PLAIN, **requests(), **ENGINE, targets=TARGETS, guess=guess
        ).requests_per_second
        for guess in (None, 0.5, 5.0)
    ]
    assert max(rates) / min(rates) < 1.011


def test_stricter_targets_and_larger_replicas() -> None:
    def rate(replicas: int = 1, **targets: float) -> float:
        return capacity_by_simulation(
            PLAIN, **requests(), **ENGINE, targets=LatencyTargets(**targets), replicas=replicas
        ).requests_per_second

    loose, strict = rate(ttft_p99_ms=400.0), rate(ttft_p99_ms=150.0)
    assert strict < loose
    assert rate(2, ttft_p99_ms=400.0) == pytest.approx(2 * loose, rel=0.15)


def test_without_targets_the_rate_is_what_a_full_batch_keeps_up_with() -> None:
    found = capacity_by_simulation(PLAIN, **requests(), **ENGINE, targets=LatencyTargets())
    asked = requests()
    flood = simulate(PLAIN, **(asked | {"arrivals": np.zeros(6_000)}), **ENGINE)
    assert found.requests_per_second == pytest.approx(flood.requests_per_second, rel=0.08)


def test_a_target_below_an_idle_replica_is_not_feasible() -> None:
    found = capacity_by_simulation(
        PLAIN, **requests(), **ENGINE, targets=LatencyTargets(ttft_p99_ms=1.0)
    )
    assert (found.feasible, found.requests_per_second) == (False, 0.0)


def test_prompts_that_no_cache_holds_are_not_feasible() -> None:
    small = ENGINE | {"kv_tokens": 200}
    found = capacity_by_simulation(PLAIN, **requests(500), **small, targets=TARGETS)
    assert not found.feasible


def test_a_rejected_request_in_a_hundred_is_let_pass() -> None:
    asked = requests(1_000)
    asked["input_tokens"][[-1, 10]] = 200_000
    found = capacity_by_simulation(PLAIN, **asked, **ENGINE, targets=TARGETS)
    assert found.feasible
    assert found.simulation.rejected == 2
