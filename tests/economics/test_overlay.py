"""The cheapest of several curves, laid one over the other."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from breakeven.economics.breakeven import Curve
from breakeven.economics.crossings import Crossings
from breakeven.economics.curve import CostCurve
from breakeven.economics.hybrid_curve import HybridCurve
from breakeven.economics.load_duration import LoadDuration
from breakeven.economics.overlay import lowest

LOW, HIGH = 10.0, 1e6
DAY = LoadDuration(relative=np.array([1.0, 0.6, 0.2]), weight=np.array([0.25, 0.5, 0.25]))


@st.composite
def curve_sets(draw: st.DrawFn) -> dict[str, Curve]:
    """Return tokens, fleets, and a hybrid of the first two."""
    prices = draw(st.lists(st.floats(1e-4, 1.0), min_size=1, max_size=3))
    fleets = draw(
        st.lists(st.tuples(st.floats(10.0, 1e4), st.floats(1e3, 1e6)), min_size=1, max_size=3)
    )
    tokens = [CostCurve(per_request=p) for p in prices]
    boxes = [CostCurve(step_usd=u, step_requests=r, minimum_steps=1.0) for u, r in fleets]
    found: dict[str, Curve] = {f"api{i}": c for i, c in enumerate(tokens)}
    found.update({f"box{i}": c for i, c in enumerate(boxes)})
    found["hybrid"] = HybridCurve.of(boxes[0], tokens[0], DAY)
    return found


@given(curve_sets())
def test_nobody_is_cheaper_than_who_wins(curves: dict[str, Curve]) -> None:
    areas = lowest(curves, low=LOW, high=HIGH)
    assert (areas[0].from_requests_per_day, areas[-1].to_requests_per_day) == (LOW, HIGH)
    for area in areas:
        start, end = area.from_requests_per_day, area.to_requests_per_day or HIGH
        if end - start < 1e-9 * end:
            continue  # Roundings of a jump.
        inside = np.linspace(start, end, 7)[1:-1]
        least = np.min([np.broadcast_to(c.cost(inside), inside.shape) for c in curves.values()], 0)
        assert np.all(np.asarray(curves[area.cheapest].cost(inside)) <= least * (1 + 1e-9))


@given(curve_sets(), st.data())
def test_what_is_known_of_more_curves_changes_nothing(
    curves: dict[str, Curve], data: st.DataObject
) -> None:
    known = lowest(curves, low=LOW, high=HIGH)
    some = data.draw(st.lists(st.sampled_from(list(curves)), min_size=1, unique=True))
    fewer = {name: curves[name] for name in some}
    low, high = 0.5 * LOW, 0.7 * HIGH
    plain = lowest(fewer, low=low, high=high)
    for area in lowest(fewer, low=low, high=high, known=known):
        inside = np.linspace(area.from_requests_per_day, area.to_requests_per_day or high, 7)[1:-1]
        for volume in inside[np.diff(inside, append=np.inf) > 1e-9 * high]:
            best = next(r for r in plain if volume <= (r.to_requests_per_day or high))
            ours, theirs = (
                float(np.asarray(fewer[n].cost(volume))) for n in (area.cheapest, best.cheapest)
            )
            assert np.isclose(ours, theirs, rtol=1e-9)


def test_crossings_are_those_of_every_two_curves() -> None:
    curves: dict[str, Curve] = {
        "api": CostCurve(per_request=0.02),
        "box": CostCurve(step_usd=100.0, step_requests=1e9, minimum_steps=1.0),
        "flat": CostCurve(fixed=200.0),
    }
    found = Crossings(curves)
    assert list(found) == [("api", "box"), ("api", "flat"), ("box", "flat")]
    assert [c.requests_per_day for c in found["api", "box"].crossings] == [5_000.0]
    assert len(found) == 3
    assert found.get(("box", "api")) is None
