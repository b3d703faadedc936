"""A base that is reserved for all months, against every other size."""

from dataclasses import replace

import numpy as np
import pytest

from breakeven.api.answering import Terms, asked_of
from breakeven.api.known import known_facts
from breakeven.api.workloads import workload_of_numbers
from breakeven.domain.scenario import Costs, ModelChoice, Scenario
from breakeven.economics.options import options, with_followers
from breakeven.studies.commitment import committed
from breakeven.studies.worlds import Worlds


def mixed(growth: float) -> Worlds:
    known = known_facts("2026-11-24", None)
    scenario = Scenario(
        models=ModelChoice(only=("llama-3.1-8b",)),
        costs=Costs(purchases=("on-demand", "reserved-1y", "reserved-3y")),
        assumptions={"growth_per_month": growth, "engine_gain_per_year": 0.0},
    )
    work = workload_of_numbers(
        requests_per_day=3e6, input_tokens=1_000.0, output_tokens=200.0, spread=(1.0, 1.0)
    )
    question = asked_of(known, scenario, work, terms=Terms(simulate="none")).question
    found = with_followers(options(known.market, question), question)
    worlds = Worlds(found=found, question=question, unknowns=())
    return worlds.take(np.flatnonzero(worlds.is_mixed)[:6])


@pytest.mark.parametrize("growth", [0.0, 0.04])
def test_no_other_base_is_cheaper_by_much(growth: float) -> None:
    worlds = mixed(growth)
    found = committed(worlds)
    assert found.base is not None
    assert found.base.max() > 0
    mine = found.ahead(found.central)[:, 0]
    largest = int(3 * found.base.max())
    others = [
        replace(found, base=np.full(found.base.size, float(size))).ahead(found.central)[:, 0]
        for size in range(0, largest, max(largest // 60, 1))
    ]
    # with growth only a few sizes are tried: within two per cent of the best
    slack = 1e-9 if growth == 0.0 else 0.02
    assert (mine <= np.min(others, axis=0) * (1 + slack)).all()


def test_a_fixed_base_is_never_cheaper_than_one_chosen_anew_each_month() -> None:
    worlds = mixed(0.04)
    anew, fixed = worlds.ahead(worlds.central), committed(worlds).ahead(worlds.central)
    assert (fixed >= anew * (1 - 1e-12)).all()
    assert (fixed > anew * 1.001).any()
    still = mixed(0.0)
    same = committed(still).ahead(still.central)
    assert np.allclose(same, still.ahead(still.central), rtol=1e-9)
