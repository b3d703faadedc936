"""The closed form of a run: Little's law, one user, saturation approached."""

import numpy as np
import pytest

from breakeven.serving.predict import Delay, Run, crowded_share, decode_step, static_batch, steady
from breakeven.serving.steptime import step_cost
from tests.serving.test_steptime import gpu, shape

COST = step_cost(shape("llama-3.1-8b"), gpu())


def run(concurrency: float = 0.0, rate: float = 0.0, **changes: float) -> Run:
    base = {
        "input_tokens": 1000.0,
        "cached_tokens": 0.0,
        "output_tokens": 200.0,
        "concurrency": concurrency,
        "requests_per_second": rate,
        "max_batch": 256.0,
        "budget": 8192.0,
    }
    return Run(**{**base, **changes})


def test_one_user_waits_for_nobody() -> None:
    alone = run(1.0)
    found = steady(COST, alone, delay=Delay())
    assert float(found.tpot) == pytest.approx(float(decode_step(COST, alone, 1.0)), rel=1e-6)
    assert float(found.ttft) == pytest.approx(float(decode_step(COST, alone, 0.0, 1000.0)))


def test_users_are_rate_times_cycle() -> None:
    for users in (2.0, 16.0, 64.0):
        found = steady(COST, run(users), delay=Delay(seconds=0.005))
        cycle = found.ttft + 199 * found.tpot
        assert float(found.requests_per_second * cycle) == pytest.approx(users, rel=1e-6)


def test_more_users_are_served_slower_and_more_of_them() -> None:
    users = np.geomspace(1, 250, 30)
    runs = run(0.0, input_tokens=np.full(30, 1000.0))  # type: ignore[arg-type]
    found = steady(
        COST,
        Run(**{**{n: getattr(runs, n) for n in runs.__slots__}, "concurrency": users}),
        delay=Delay(seconds=0.005, steps=2.0),
    )
    assert np.all(np.diff(found.tpot) > 0)
    assert np.all(np.diff(found.requests_per_second) > 0)


def test_what_does_not_fit_waits() -> None:
    full = steady(COST, run(64.0, max_batch=32.0), delay=Delay())
    half = steady(COST, run(32.0, max_batch=32.0), delay=Delay())
    assert float(full.ttft) > 5 * float(half.ttft)
    assert float(full.batch) <= 32.0


def test_a_rate_beyond_saturation_completes_what_it_can() -> None:
    low, high = (steady(COST, run(rate=r), delay=Delay()) for r in (1.0, 1e6))
    assert float(low.requests_per_second) == pytest.approx(1.0)
    assert float(high.requests_per_second) < 1e3
    assert float(high.tpot) > float(low.tpot)


def test_a_static_batch_is_prompts_then_steps() -> None:
    one = run(4.0)
    found = static_batch(COST, one, delay=Delay())
    expected = decode_step(COST, one, 0.0, 4000.0) + 199 * decode_step(COST, one, 4.0)
    assert 4 / float(found.requests_per_second) == pytest.approx(float(expected))


def test_an_accepted_draft_saves_steps() -> None:
    plain = steady(COST, run(4.0), delay=Delay())
    never, always = (
        steady(COST, run(4.0, step_tokens=4.0, step_yield=y), delay=Delay()) for y in (1.0, 3.0)
    )
    assert float(never.tpot) > float(plain.tpot)
    assert float(always.tpot) < 0.5 * float(plain.tpot)


def test_a_busy_engine_sees_a_request_later() -> None:
    at_once, polled = (steady(COST, run(8.0), delay=Delay(steps=s)) for s in (0.0, 10.0))
    alone = steady(COST, run(1.0), delay=Delay(steps=10.0))
    later = float(polled.ttft - at_once.ttft)
    assert later == pytest.approx(10.0 * crowded_share(7.0) * float(polled.tpot), rel=0.05)
    assert float(alone.ttft) == pytest.approx(float(steady(COST, run(1.0), delay=Delay()).ttft))


def test_no_engine_does_more_than_a_second_of_work_in_a_second() -> None:
    found = steady(COST, run(400.0, input_tokens=8000.0, max_batch=1000.0), delay=Delay())
    prompt = decode_step(COST, run(1.0, input_tokens=8000.0), 0.0, 8000.0)
    assert float(found.requests_per_second * prompt) < 1.05


def test_a_server_that_is_set_to_wait_does_so_while_it_is_busy() -> None:
    at_once, waiting = (
        steady(COST, run(8.0, wait_steps=steps), delay=Delay()) for steps in (0.0, 20.0)
    )
    alone = steady(COST, run(1.0, wait_steps=20.0), delay=Delay())
    later = float(waiting.ttft - at_once.ttft)
    assert later == pytest.approx(20.0 * 7 / 8 * float(waiting.tpot), rel=0.05)
    assert float(alone.ttft) == pytest.approx(float(steady(COST, run(1.0), delay=Delay()).ttft))
