"""Crossings against an oracle in exact fractions and against a plain scan."""

import math
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from breakeven.economics.breakeven import cross
from breakeven.economics.curve import CostCurve

NAMES = ("a", "b")


def money(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False).map(lambda x: round(x, 4))


lines = st.builds(CostCurve, fixed=money(0, 5_000), per_request=money(0.0005, 0.5))
stairs = st.builds(
    CostCurve,
    fixed=money(0, 2_000),
    per_request=st.sampled_from([0.0, 0.001]),
    step_usd=money(50, 20_000),
    step_requests=money(900, 90_000),
    minimum_steps=st.sampled_from([0.0, 1.0, 2.0]),
)
curves = st.one_of(lines, stairs)


def exact_cost(curve: CostCurve, volume: Fraction) -> Fraction:
    """Return the cost in fractions of the very floats that the curve holds."""
    steps = Fraction(0)
    if curve.step_usd:
        steps = Fraction(
            max(math.ceil(volume / Fraction(curve.step_requests)), int(curve.minimum_steps))
        )
    return (
        Fraction(curve.fixed)
        + Fraction(curve.per_request) * volume
        + Fraction(curve.step_usd) * steps
    )


def brute_force(a: CostCurve, b: CostCurve, high: Fraction) -> list[Fraction]:
    """Walk every piece between jumps in exact arithmetic and note each change of sign."""
    edges = {Fraction(0), high}
    for curve in (a, b):
        if curve.step_usd:
            width = Fraction(curve.step_requests)
            edges |= {k * width for k in range(1, math.ceil(high / width))}
    ordered = sorted(edges)
    slope = Fraction(a.per_request) - Fraction(b.per_request)
    found, last = [], 0
    for start, end in pairwise(ordered):
        cost_a, cost_b = exact_cost(a, end), exact_cost(b, end)
        at_end, scale = cost_a - cost_b, cost_a + cost_b
        at_start = at_end - slope * (end - start)
        for place, value in ((start, at_start), (None, at_end)):
            sign = (value > 0) - (value < 0)
            if abs(value) <= Fraction(1e-14) * scale:  # a tie, to the last digits of a float
                continue
            if last and sign != last:
                found.append(start - at_start / slope if place is None else start)
            last = sign
    return found


def at(crossings: object) -> list[float]:
    return [c.requests_per_day for c in crossings]  # type: ignore[attr-defined]


@settings(max_examples=1_000, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(curves, curves)
def test_crossings_equal_the_exact_walk(a: CostCurve, b: CostCurve) -> None:
    found = cross(a, b, names=NAMES)
    high = Fraction(max([*at(found.crossings), 1e6]) * 1.5)
    if found.searched_to_requests_per_day is not None:
        high = Fraction(found.searched_to_requests_per_day)
    if high > 400 * max(min(float(a.step_requests), float(b.step_requests)), 1.0):
        high = Fraction(399.37 * min(float(a.step_requests), float(b.step_requests), 1e6))
    ours = [v for v in at(found.crossings) if v < high]
    exact = [float(v) for v in brute_force(a, b, high)]
    assert len(ours) == len(exact)
    assert ours == pytest.approx(exact, rel=1e-9)


@settings(max_examples=300, deadline=None)
@given(curves, curves, st.floats(1.0, 3e6))
def test_regions_name_the_cheaper_offer_at_any_volume(
    a: CostCurve, b: CostCurve, volume: float
) -> None:
    found = cross(a, b, names=NAMES)
    region = next(
        r
        for r in found.regions
        if r.from_requests_per_day < volume <= (r.to_requests_per_day or math.inf)
    )
    difference = float(a.cost(volume)) - float(b.cost(volume))
    if abs(difference) > 1e-9 * float(a.cost(volume)):
        assert region.cheapest == ("a" if difference < 0 else "b")


@settings(max_examples=200, deadline=None)
@given(curves, curves)
def test_crossings_do_not_depend_on_the_order_of_the_offers(a: CostCurve, b: CostCurve) -> None:
    one, other = cross(a, b, names=("a", "b")), cross(b, a, names=("b", "a"))
    assert at(one.crossings) == pytest.approx(at(other.crossings), rel=1e-12)
    assert [c.above for c in one.crossings] == [c.above for c in other.crossings]


@settings(max_examples=200, deadline=None)
@given(curves, curves, st.sampled_from([0.25, 2.0, 1024.0]))
def test_crossings_do_not_depend_on_the_currency(a: CostCurve, b: CostCurve, rate: float) -> None:
    def converted(c: CostCurve) -> CostCurve:
        return CostCurve(
            fixed=c.fixed * rate,
            per_request=c.per_request * rate,
            step_usd=c.step_usd * rate,
            step_requests=c.step_requests,
            minimum_steps=c.minimum_steps,
        )

    plain = cross(a, b, names=NAMES)
    assert at(cross(converted(a), converted(b), names=NAMES).crossings) == at(plain.crossings)


def test_a_line_and_a_staircase_cross_five_times() -> None:
    api = CostCurve(per_request=(500 * 0.15 + 200 * 0.60) / 1e6 * 30)
    box = CostCurve(step_usd=200.0, step_requests=50_000.0, minimum_steps=1.0)
    found = cross(api, box, names=("api", "box"))
    by_hand = [200 / 0.00585, 50_000, 400 / 0.00585, 100_000, 600 / 0.00585]
    assert at(found.crossings) == pytest.approx(by_hand, rel=1e-12)
    assert [r.cheapest for r in found.regions] == ["api", "box"] * 3
    assert found.regions[-1].to_requests_per_day is None
    assert not found.never


def test_an_offer_that_is_dearer_at_full_load_never_wins() -> None:
    api = CostCurve(per_request=0.0975)
    box = CostCurve(step_usd=2_000.0, step_requests=10_000.0, minimum_steps=1.0)
    found = cross(api, box, names=NAMES)
    assert found.never
    assert [r.cheapest for r in found.regions] == ["a"]


def test_equal_long_run_slopes_say_how_far_the_search_went() -> None:
    line = CostCurve(per_request=0.01, fixed=50.0)
    stair = CostCurve(step_usd=100.0, step_requests=10_000.0)
    found = cross(line, stair, names=NAMES)
    assert found.searched_to_requests_per_day is not None
    assert len(found.crossings) > 1_000
    assert found.regions[-1].to_requests_per_day == found.searched_to_requests_per_day


def test_identical_offers_never_cross() -> None:
    line = CostCurve(per_request=0.01)
    assert cross(line, line, names=NAMES).never


def test_steps_include_their_right_end() -> None:
    width = 34_188.034188
    box = CostCurve(step_usd=1.0, step_requests=width)
    volumes = np.arange(1, 2_000) * width
    assert np.array_equal(np.asarray(box.steps(volumes)), np.arange(1, 2_000))
    assert np.array_equal(np.asarray(box.steps(np.nextafter(volumes, np.inf))), np.arange(2, 2_001))
