"""Nothing that a link can say makes an answer take for ever."""

import numpy as np
import pytest

from breakeven.api.asking import assumptions_of
from breakeven.api.known import known_facts
from breakeven.domain.errors import InputError
from breakeven.domain.horizon import MOST_MONTHS
from breakeven.economics.hybrid_curve import MOST_MACHINES, HybridCurve
from breakeven.economics.load_duration import LoadDuration
from breakeven.web.page.answering import LOOK, WHOLE
from breakeven.web.page.beside import pinned_questions
from breakeven.web.page.reading import LONG_TEXT, MOST_REQUESTS, MOST_TOKENS, read
from breakeven.web.page.state import LONGEST, MOST_PINS, MOST_SHOWN, pairs_of


def test_a_whole_answer_has_few_samples_and_simulates_nothing() -> None:
    assert WHOLE.samples <= 512
    assert WHOLE.simulate == LOOK.simulate == "none"


@pytest.mark.parametrize(
    "query",
    [
        f"months={MOST_MONTHS + 1}",
        "months=1e9",
        f"top={MOST_SHOWN + 1}",
        f"requests_per_day={2 * MOST_REQUESTS}",
        f"input_tokens={2 * MOST_TOKENS}",
        f"output_tokens={2 * MOST_TOKENS}",
        "growth_per_month=2",
        "gpu_price=1e9",
        "requests_per_day=inf",
        "assume.spare_machines=inf",
    ],
)
def test_numbers_that_would_grow_the_work_are_refused(query: str) -> None:
    key = query.partition("=")[0]
    assert key in read(pairs_of(query)).problems


@pytest.mark.parametrize("months", [0.0, MOST_MONTHS + 1.0, 1e9, float("nan")])
def test_the_horizon_is_no_longer_as_an_assumption(months: float) -> None:
    found = read([("assume.horizon_months", str(months))])
    known = known_facts(None, None).catalog.assumptions
    if found.problems:
        return
    with pytest.raises(InputError, match="horizon_months must lie between 1 and 240"):
        assumptions_of(found.state.scenario, known)


def test_texts_lists_and_pins_end() -> None:
    many = ",".join(f"model-{i}" for i in range(10_000))
    assert sum(map(len, read([("only", many)]).state.scenario.models.only)) <= LONG_TEXT
    pins = [("pin", f"months={n}") for n in range(2, 40)]
    assert len(pinned_questions(read(pins).state)) == MOST_PINS
    nested = read([("pin", "months=12&pin=months%3D13&pin=months%3D14")]).state
    assert [one.pins for one in pinned_questions(nested)] == [()]
    assert sum(len(k) + len(v) for k, v in pairs_of("a=" + "b" * 10 * LONGEST)) <= LONGEST
    with pytest.raises(ValueError, match="fields"):
        pairs_of("&".join("a=" for _ in range(500)))


def test_steps_of_many_machines_are_not_followed_one_by_one() -> None:
    day = LoadDuration(relative=np.array([1.0, 0.5]), weight=np.array([0.5, 0.5]))
    curve = HybridCurve(
        fixed=0.0,
        own_per_request=0.0,
        tokens_per_request=0.01,
        step_usd=1000.0,
        step_requests=1e6,
        hours=day,
    )
    steps = curve.jumps(0.0, MOST_REQUESTS * 100)
    assert MOST_MACHINES <= len(steps) <= 4 * MOST_MACHINES
