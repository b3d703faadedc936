"""Who leads, and what becomes of the options when leaders are simulated."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from breakeven.economics.curve import CostCurve
from breakeven.economics.simulated import MARGIN, Fleets, leaders


def made(usd: list[float], served: list[float], *, simulated: bool) -> Fleets:
    size = len(usd)
    return Fleets(
        row=np.arange(size),
        usd=np.array(usd),
        served=np.array(served),
        simulated=np.full(size, simulated),
        model=np.arange(size) + 100,
        replica=np.arange(size),
        replicas=(),
    )


fleets = st.lists(
    st.tuples(st.sampled_from([100.0, 150.0, 400.0, 730.0, 5e3]), st.floats(1e3, 1e6)),
    min_size=1,
    max_size=25,
)


@settings(max_examples=80, deadline=None)
@given(fleets, st.floats(1.0, 1e8), st.booleans())
def test_the_cheapest_at_any_volume_is_among_the_leaders(
    found: list[tuple[float, float]], volume: float, simulated: bool
) -> None:
    usd, served = map(list, zip(*found, strict=True))
    curve = CostCurve(
        fixed=np.array(usd) + 300.0,
        step_usd=np.array(usd),
        step_requests=np.array(served),
        minimum_steps=np.ones(len(usd)),
    )
    cost = np.asarray(curve.cost(volume))
    led = leaders(made(usd, served, simulated=simulated))
    assert cost[led].min() == cost.min()


def test_who_may_serve_more_than_the_closed_form_says_leads_too() -> None:
    usd, served = [100.0, 101.0, 101.0], [1e4, 1e4 / (1 + MARGIN) + 1.0, 1e4 / (1 + MARGIN) - 1.0]
    models = np.zeros(3, int)
    for simulated, led in ((False, [0, 1]), (True, [0])):
        one = made(usd, served, simulated=simulated)
        one.model[:] = models
        assert leaders(one).tolist() == led


def test_what_a_replica_serves_changes_on_all_its_machines() -> None:
    one = made([100.0, 200.0, 300.0], [1e3, 2e3, 3e3], simulated=False)
    one.replica[:] = [0, 0, 1]
    one.put(0, 0.5)
    assert one.served.tolist() == [500.0, 1000.0, 3000.0]
    assert one.simulated.tolist() == [True, True, False]
