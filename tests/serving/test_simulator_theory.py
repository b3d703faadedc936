"""The simulator where queueing theory has an answer: one server, many servers, no queue."""

from dataclasses import fields
from math import exp, factorial

import numpy as np
import pytest

from breakeven.serving.simulation import Simulation
from breakeven.serving.simulator import simulate
from breakeven.serving.steptime import StepCost

STEP = 0.01
COST = StepCost(
    **{f.name: 0.0 for f in fields(StepCost)}
    | {"fixed": STEP, "expert_share": 1.0, "window": np.inf}
)
"""Every step takes the same time, so a request of n tokens takes n steps from its first one on."""


def poisson(outputs: np.ndarray, *, rate: float, seqs: int) -> Simulation:
    rng = np.random.default_rng(7)
    return simulate(
        COST,
        arrivals=np.cumsum(rng.exponential(1 / rate, outputs.size)),
        input_tokens=np.ones(outputs.size),
        output_tokens=outputs,
        kv_tokens=1e9,
        max_num_seqs=seqs,
        max_num_batched_tokens=100_000,
    )


@pytest.mark.parametrize("load", [0.3, 0.6, 0.8, 0.9])
def test_one_at_a_time_and_all_alike_is_m_d_1(load: float) -> None:
    service = 20 * STEP
    result = poisson(np.full(400_000, 20), rate=load / service, seqs=1)
    expected = load * service / (2 * (1 - load))
    assert result.queueing.mean() == pytest.approx(expected, rel=0.03)
    assert result.utilization == pytest.approx(load, rel=0.01)


@pytest.mark.parametrize("load", [0.3, 0.6, 0.8])
def test_one_at_a_time_is_m_g_1(load: float) -> None:
    """Pollaczek and Khinchine: the mean wait is rate E[S^2] / (2 (1 - load))."""
    outputs = np.random.default_rng(5).choice([2, 10, 90], 600_000, p=[0.5, 0.4, 0.1])
    service = outputs * STEP
    rate = load / service.mean()
    result = poisson(outputs, rate=rate, seqs=1)
    expected = rate * (service**2).mean() / (2 * (1 - load))
    assert result.queueing.mean() == pytest.approx(expected, rel=0.03)


@pytest.mark.parametrize(("servers", "load"), [(2, 0.7), (8, 0.8), (20, 0.9)])
def test_a_full_batch_is_erlang_c(servers: int, load: float) -> None:
    """Exponential services that are long beside a step; a step's rest is waited for besides."""
    outputs = np.random.default_rng(5).geometric(1 / 500, 400_000)
    offered = servers * load
    result = poisson(outputs, rate=offered / (500 * STEP), seqs=servers)
    idle = sum(offered**k / factorial(k) for k in range(servers))
    all_busy = offered**servers / factorial(servers) / (1 - load)
    waits = all_busy / (idle + all_busy)
    expected = waits * 500 * STEP / (servers - offered)
    assert result.queueing.mean() - STEP / 2 == pytest.approx(expected, rel=0.06)
    assert (result.queueing > 2 * STEP).mean() == pytest.approx(waits, rel=0.03)


def test_a_batch_without_bounds_is_m_g_infinity() -> None:
    """Nobody queues: the number running is Poisson, whatever the distribution of the services."""
    outputs = np.random.default_rng(5).choice([50, 950], 200_000)
    offered = 12.0
    result = poisson(outputs, rate=offered / (500 * STEP), seqs=10_000)
    assert result.queueing.max() <= STEP
    running = result.request_seconds / result.seconds
    assert running == pytest.approx(offered, rel=0.01)
    moments = np.linspace(result.arrivals[2000], result.arrivals[-1], 20_000)
    here = np.searchsorted(result.starts, moments) - np.searchsorted(
        np.sort(result.finishes), moments
    )
    assert here.var() == pytest.approx(offered, rel=0.08)
    assert (here == 0).mean() == pytest.approx(exp(-offered), abs=2e-4)


def test_time_per_token_under_saturation_is_the_step() -> None:
    result = poisson(np.full(5_000, 30), rate=1e6, seqs=16)
    np.testing.assert_allclose(result.tpot, STEP)
    assert result.output_tokens_per_second == pytest.approx(16 / STEP, rel=0.01)
