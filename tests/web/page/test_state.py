"""The state as a query string."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from breakeven.economics.repricing import PriceFactors
from breakeven.web.page.reading import read
from breakeven.web.page.state import (
    DEFAULT,
    MOST_PINS,
    WITH_LOG,
    PageState,
    pairs_of,
    pinned,
    without_pin,
)

VOLUMES = st.floats(min_value=1e-3, max_value=2e9)
FACTORS = st.floats(min_value=0.01, max_value=100)


def back(state: PageState) -> PageState:
    found = read(pairs_of(state.query()))
    assert not found.problems
    return found.state


def test_what_is_as_ever_is_left_out() -> None:
    assert PageState().query() == ""
    assert back(PageState()) == PageState()


def test_every_part_of_a_state_comes_back() -> None:
    scenario = replace(
        DEFAULT,
        targets=replace(DEFAULT.targets, ttft_p99_ms=None, e2e_p99_ms=30_000.0),
        models=replace(DEFAULT.models, like="", only=("llama-3.3-70b", "gpt-4o")),
        rules=replace(DEFAULT.rules, commercial=False, data_stays="eu", classes=("open-weight",)),
        costs=replace(DEFAULT.costs, without=("people", "on call"), batch=True, purchases=()),
        horizon=replace(DEFAULT.horizon, months=24, growth_per_month=-0.02),
        assumptions={"people_share": 0.5},
    )
    state = PageState(
        scenario=scenario,
        prices=PriceFactors(gpu=0.7),
        as_of=date(2026, 11, 24),
        top=60,
        pins=("requests_per_day=1000", ""),
    )
    assert back(state) == state


@given(
    volume=VOLUMES, tokens=VOLUMES.filter(lambda v: v <= 1e7), gpu=FACTORS, share=st.floats(0, 1)
)
def test_numbers_come_back_exactly(volume: float, tokens: float, gpu: float, share: float) -> None:
    work = replace(
        DEFAULT.workload, requests_per_day=volume, input_tokens=tokens, cached_input_share=share
    )
    state = PageState(scenario=replace(DEFAULT, workload=work), prices=PriceFactors(gpu=gpu))
    assert back(state) == state


def test_with_a_log_the_traffic_is_the_logs() -> None:
    state = PageState(scenario=WITH_LOG, log="abc")
    assert state.query() == "log=abc"
    assert back(state).scenario.workload.requests_per_day is None


def test_pins_are_few_and_the_oldest_goes() -> None:
    state = PageState()
    for volume in range(1, MOST_PINS + 3):
        work = replace(DEFAULT.workload, requests_per_day=float(volume))
        state = pinned(replace(state, scenario=replace(DEFAULT, workload=work)))
    assert len(state.pins) == MOST_PINS
    assert state.pins[-1] == f"requests_per_day={MOST_PINS + 2}"
    assert state.pins[-1] not in without_pin(state, state.pins[-1]).pins


def test_a_pin_pins_the_question_alone() -> None:
    assert pinned(PageState(pins=("months=3",), top=60)).pins == ("months=3", "")
