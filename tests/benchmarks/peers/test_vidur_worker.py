"""The step time that is given to Vidur is ours."""

from types import SimpleNamespace

import pytest

from benchmarks.peers.simulators import TERMS, job
from benchmarks.peers.vidur_worker import step_seconds
from benchmarks.simulator import COST
from breakeven.serving.steptime import step_time

GIVEN = {name: float(getattr(COST, name)) for name in TERMS}


def batch(*requests: tuple[bool, int, int]) -> SimpleNamespace:
    """Return a batch of requests: whether they decode, their new tokens, their tokens in all."""
    return SimpleNamespace(
        requests=[SimpleNamespace(is_prefill_complete=decodes) for decodes, _, _ in requests],
        num_q_tokens=[new for _, new, _ in requests],
        num_kv_tokens=[held for _, _, held in requests],
    )


def test_a_step_of_decode_and_a_second_chunk_of_a_prompt() -> None:
    ours = step_time(
        COST,
        tokens=2 + 500,
        sequences=3,
        decode_sequences=2,
        decode_context=(100 + 300) / 2,
        prefill_pairs=500 * 1000 + 500 * 501 / 2,
        prefill_context=1000.0,
    )
    theirs = step_seconds(GIVEN, batch((True, 1, 100), (True, 1, 300), (False, 500, 1500)))
    assert theirs == pytest.approx(float(ours), rel=1e-12)


def test_terms_that_are_not_given_are_absent() -> None:
    kept = {*TERMS, "expert_share", "window"}
    others = {name: getattr(COST, name) for name in COST.__slots__ if name not in kept}
    assert not any(others.values())


def test_both_simulate_the_same_requests() -> None:
    one, other = job(50, 10.0), job(50, 10.0)
    assert (one["arrivals"] == other["arrivals"]).all()
    assert (one["input_tokens"] == other["input_tokens"]).all()
    assert len(one["output_tokens"]) == 50
