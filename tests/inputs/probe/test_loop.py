"""A whole probe of a server whose delays are known."""

import asyncio
from random import Random

import pytest

from breakeven.domain.errors import InputError
from breakeven.inputs.probe import Probed, ProbePlan, endpoint_at, probe
from breakeven.inputs.probe.figures import figures, mean_input, mean_output
from tests.inputs.probe.fake_server import Fake, prompt_of, serving


def plan(**changed: object) -> ProbePlan:
    said = {
        "model": "m", "concurrency": (2,), "input_tokens": 60, "output_tokens": 8,
        "requests_per_user": 3, "timeout_seconds": 20.0,
    }  # fmt: skip
    return ProbePlan(**{**said, **changed})  # type: ignore[arg-type]


def probed(fake: Fake, *, key: str = "", path: str = "", **changed: object) -> Probed:
    with serving(fake) as url:
        return probe(endpoint_at(url + path, key=key), plan(**changed), random=Random(1))


QUICK = {"ttft_seconds": 0.0, "itl_seconds": 0.0}


@pytest.mark.parametrize("path", ["/v1", "/v1/completions"])
def test_figures_are_the_delays_of_the_server(path: str) -> None:
    fake = Fake(ttft_seconds=0.15, itl_seconds=0.04)
    [level] = probed(fake, path=path).levels
    found = {f.metric: f.value for f in figures(level)}
    # A busy machine adds to a delay; nothing takes away from it but the first piece's lateness.
    assert 140 < found["ttft_p50"] < 450
    assert 30 < found["tpot_p50"] < 120
    assert 30 < found["itl_mean"] < 120
    assert 400 < found["e2e_p50"] < 1300
    assert found["e2e_mean"] == pytest.approx(found["ttft_mean"] + 7 * found["tpot_mean"])
    assert found["requests_per_second"] == pytest.approx(6 / level.seconds)
    assert found["output_tokens_per_second"] == pytest.approx(48 / level.seconds)


def test_users_are_busy_at_once_and_never_more() -> None:
    fake = Fake(ttft_seconds=0.05, itl_seconds=0.0)
    found = probed(fake, concurrency=(1, 4))
    assert [len(level.timings) for level in found.levels] == [3, 12]
    assert fake.most_at_once == 4
    assert found.sent == len(fake.asked) == plan(concurrency=(1, 4)).requests


def test_prompts_have_the_asked_length_and_no_common_start() -> None:
    fake = Fake(**QUICK)
    [level] = probed(fake).levels
    assert mean_input(level.timings) == pytest.approx(60, abs=2)
    assert mean_output(level.timings) == 8
    starts = {prompt_of(body)[:30] for body in fake.asked}
    assert len(starts) == len(fake.asked)


@pytest.mark.parametrize(
    ("refuses", "field", "refused"),
    [
        ((), "ignore_eos", 0),
        (("ignore_eos",), "stream_options", 1),
        (("ignore_eos", "max_tokens"), "max_completion_tokens", 2),
        (("ignore_eos", "max_completion_tokens", "stream_options"), "max_tokens", 3),
    ],
)
def test_an_endpoint_is_asked_as_it_wants(
    refuses: tuple[str, ...], field: str, refused: int
) -> None:
    fake = Fake(**QUICK, refuses=refuses)
    found = probed(fake)
    assert found.sent == plan().requests + refused
    assert all(field in body for body in fake.asked[refused:])
    assert found.whole_answers == (field == "ignore_eos")


def test_failures_are_counted_and_the_rest_is_measured() -> None:
    [level] = probed(Fake(**QUICK, fails_after=5)).levels
    assert len(level.timings) == 2
    assert dict(level.failures) == {"answered 500: out of memory": 4}


def test_a_hopeless_loop_is_given_up() -> None:
    fake = Fake(**QUICK, fails_after=1)
    with pytest.raises(InputError, match="all timed requests failed: answered 500: out of memory"):
        probed(fake, requests_per_user=50)
    assert len(fake.asked) < 20


@pytest.mark.parametrize(
    ("fake", "said"),
    [
        (Fake(fails_after=0), "answered 500: out of memory"),
        (Fake(streams=False), "does not stream"),
        (Fake(breaks_after=0), "broke off: engine died"),
        (Fake(**QUICK, truncates=True), "ended before the answer did"),
        (Fake(refuses=("model",)), "answered 400: Unrecognized request argument: model"),
    ],
)
def test_an_endpoint_that_answers_nothing_is_one_clear_message(fake: Fake, said: str) -> None:
    with pytest.raises(InputError, match=said):
        probed(fake)


def test_a_slow_endpoint_times_out() -> None:
    with pytest.raises(InputError, match=r"no whole answer within 0\.2 s"):
        probed(Fake(ttft_seconds=1.0), timeout_seconds=0.2)


def test_an_address_where_nothing_listens() -> None:
    with serving(Fake()) as url:
        pass
    with pytest.raises(InputError, match="is the server running"):
        probe(endpoint_at(url), plan())


def test_a_wrong_key_is_not_repeated() -> None:
    with pytest.raises(InputError, match="--api-key-env") as refused:
        probed(Fake(key="right"), key="hunter2")
    assert "hunter2" not in str(refused.value)
    assert "wrong key Bearer ***" in str(refused.value)
    assert probed(Fake(**QUICK, key="right"), key="right").levels


def test_inside_a_running_loop_as_in_a_notebook() -> None:
    async def cell() -> Probed:
        return probed(Fake(**QUICK))

    assert asyncio.run(cell()).levels
