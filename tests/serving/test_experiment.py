"""What a client would have measured: a closed loop's first wave, a rate's tail, drafted tokens."""

from dataclasses import replace

import numpy as np
import pytest

from breakeven.serving.calibration import coefficients
from breakeven.serving.experiment import experiments
from breakeven.serving.measurement import Load, Setting, bench
from breakeven.serving.quantities import quantities
from breakeven.serving.speculation import Speculation
from tests.serving.test_calibration import one, start


def measured(*settings: Setting) -> dict[str, np.ndarray]:
    """Return the statistics of some runs under the coefficients before any fit."""
    return dict(experiments(bench(settings), coefficients(start(len(settings)))))


def loaded(**changes: object) -> Setting:
    base = one(16.0)
    return replace(base, load=replace(base.load, **changes))


def test_one_user_measures_what_the_closed_form_says() -> None:
    setting = one(1.0)
    closed = quantities(bench([setting]), coefficients(start(1)))
    found = measured(setting)
    assert found["tpot p50"][0] == pytest.approx(closed["tpot"][0], rel=0.01)
    assert found["ttft p50"][0] == pytest.approx(closed["ttft"][0], rel=0.01)
    assert found["output_rate mean"][0] == pytest.approx(closed["output_rate"][0], rel=0.02)


def test_tails_lie_above_the_middle() -> None:
    found = measured(one(16.0), loaded(shortest_share=0.5))
    for quantity in ("ttft", "tpot", "e2e"):
        order = [found[f"{quantity} {s}"] for s in ("p50", "p90", "p95", "p99")]
        assert np.all(np.diff(order, axis=0) >= 0)


def test_the_first_wave_weighs_less_the_longer_a_loop_runs() -> None:
    short, long = measured(
        loaded(requests=3.0, input_tokens=4096.0), loaded(requests=60.0, input_tokens=4096.0)
    )["ttft mean"]
    assert long < 0.8 * short


def test_drafted_tokens_that_are_accepted_come_faster() -> None:
    drafted = loaded(speculation=Speculation(draft_tokens=3, acceptance=0.7))
    plain, faster = measured(one(16.0), drafted)["tpot p50"]
    assert faster < 0.6 * plain


def test_equal_distances_wait_less_than_random_ones() -> None:
    load = Load(kind="open", input_tokens=512, output_tokens=256, requests_per_second=12.0)
    settings = [replace(one(1.0), load=replace(load, evenly=evenly)) for evenly in (True, False)]
    evenly, at_random = measured(*settings)["ttft p99"]
    assert evenly < at_random


def test_runs_of_other_kinds_are_not_simulated() -> None:
    found = measured(one(1.0), loaded(kind="static"))
    assert np.isnan(found["tpot p50"][1])


def test_a_stated_limit_of_sequences_makes_the_others_wait() -> None:
    free, few = measured(one(16.0), loaded(max_num_seqs=4.0))["ttft p50"]
    assert few > 5 * free


def test_a_server_that_is_set_to_wait_answers_later_at_the_same_pace() -> None:
    found = measured(one(16.0), loaded(wait_steps=20.0))
    at_once, later = found["ttft p50"]
    step, paced = found["tpot p50"]
    assert later - at_once == pytest.approx(20.0 * 15 / 16 * step, rel=0.1)
    assert paced == pytest.approx(step)
