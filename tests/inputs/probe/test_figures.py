"""Figures by hand."""

from collections.abc import Sequence

import pytest

from breakeven.inputs.probe.figures import cached_share, figures, mean_input, one_token_each
from breakeven.inputs.probe.loop import Level
from breakeven.inputs.probe.stream import Timing


def timing(*pieces: float, tokens: int | None = None, **counted: int) -> Timing:
    return Timing(started=0.0, pieces=pieces, output_tokens=tokens, **counted)


def level(timings: Sequence[Timing], seconds: float = 2.0) -> Level:
    return Level(users=1, seconds=seconds, late_seconds=0.0, timings=tuple(timings), failures={})


def test_times_and_rates_of_two_answers() -> None:
    first = timing(0.1, 0.2, 0.3, tokens=3, input_tokens=10)
    second = timing(0.3, 0.5, 0.7, tokens=3, input_tokens=20)
    found = {f.metric: f.value for f in figures(level([first, second]))}
    assert found == pytest.approx(
        {
            "ttft_mean": 200, "ttft_p50": 200,
            "tpot_mean": 150, "tpot_p50": 150,
            "itl_mean": 150, "itl_p50": 150,
            "e2e_mean": 500, "e2e_p50": 500,
            "requests_per_second": 1.0,
            "output_tokens_per_second": 3.0,
            "total_tokens_per_second": 18.0,
        }
    )  # fmt: skip


@pytest.mark.parametrize(("requests", "known"), [(9, 1), (10, 2), (20, 3), (99, 3), (100, 4)])
def test_a_percentile_needs_as_many_requests_as_it_says(requests: int, known: int) -> None:
    found = [f.metric for f in figures(level([timing(0.1)] * requests))]
    names = ["ttft_mean", "ttft_p50", "ttft_p90", "ttft_p95", "ttft_p99"]
    assert [m for m in found if m.startswith("ttft")] == names[: known + 1]


def test_pieces_of_several_tokens_have_no_gap_of_one() -> None:
    packed = [timing(0.1, 0.2, tokens=8), timing(0.1, 0.2, tokens=8)]
    assert not one_token_each(packed)
    found = {f.metric: f.value for f in figures(level(packed))}
    assert found["tpot_mean"] == pytest.approx(100 / 7)
    assert not [name for name in found if name.startswith("itl")]


def test_what_is_not_counted_is_not_stated() -> None:
    bare = [timing(0.1, 0.2)]
    assert mean_input(bare) is None
    assert cached_share(bare) is None
    assert "total_tokens_per_second" not in {f.metric for f in figures(level(bare))}
    assert figures(level([])) == ()


def test_the_cached_share_is_one_of_tokens() -> None:
    known = [
        timing(0.1, input_tokens=100, cached_tokens=50),
        timing(0.1, input_tokens=300, cached_tokens=0),
        timing(0.1, input_tokens=500),
    ]
    assert cached_share(known) == pytest.approx(50 / 400)
