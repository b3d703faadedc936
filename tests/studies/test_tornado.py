"""Swings of one unknown at a time, on bills that can be added by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakeven.domain.numbers import Array
from breakeven.studies.probability import certainty
from breakeven.studies.tornado import Tornado, tornado
from breakeven.studies.unknown import Unknown

UNKNOWNS = (
    Unknown(id="volume", low=0.5, central=1.0, high=3.0, shape="uniform"),
    Unknown(id="api price", low=5.0, central=10.0, high=11.0, shape="lognormal"),
    Unknown(id="people", low=2.0, central=8.0, high=9.0, shape="triangular"),
)
API, GPUS = 0, 1


def bills(inputs: Array) -> Array:
    """Return an API by volume, and a fleet whose people are its cost."""
    volume, price, people = inputs
    return np.stack([volume * price, 4.0 + people])


def found() -> Tornado:
    return tornado(bills, unknowns=UNKNOWNS)


def test_the_centre_is_the_bill_with_nothing_varied() -> None:
    assert (found().winner, found().usd, found().lead_usd) == (API, 10.0, 2.0)


def test_each_swing_is_a_bill_with_one_number_changed() -> None:
    swings = {s.id: s for s in found().swings}
    volume = swings["volume"]
    assert (volume.low, volume.high) == pytest.approx((0.625, 2.875))
    assert (volume.usd_at_low, volume.usd_at_high) == pytest.approx((6.25, 28.75))
    assert (volume.lead_usd_at_low, volume.lead_usd_at_high) == pytest.approx((5.75, -16.75))
    assert (volume.cheapest_at_low, volume.cheapest_at_high) == (API, GPUS)
    assert volume.flips
    price = swings["api price"]
    assert (price.usd_at_low, price.usd_at_high) == pytest.approx((5.0, 11.0))
    assert not price.flips
    people = swings["people"]
    assert people.usd_swing == 0
    assert people.lead_swing_usd == pytest.approx(people.high - people.low)


def test_the_widest_swing_of_the_lead_comes_first() -> None:
    swings = [s.lead_swing_usd for s in found().swings]
    assert swings == sorted(swings, reverse=True)
    assert [s.id for s in found().swings] == ["volume", "api price", "people"]


def test_one_evaluation_of_few_cases_is_enough() -> None:
    asked: list[int] = []

    def counted(inputs: Array) -> Array:
        asked.append(inputs.shape[1])
        return bills(inputs)

    tornado(counted, unknowns=UNKNOWNS)
    assert asked == [7]


@given(st.permutations(UNKNOWNS), st.floats(0.1, 1000))
def test_order_and_currency_change_nothing_but_the_amounts(
    unknowns: list[Unknown], factor: float
) -> None:
    order = [UNKNOWNS.index(u) for u in unknowns]
    back = np.argsort(order)
    other = tornado(lambda inputs: factor * bills(inputs[back]), unknowns=unknowns)
    assert [s.id for s in other.swings] == [s.id for s in found().swings]
    for mine, theirs in zip(found().swings, other.swings, strict=True):
        assert theirs.lead_swing_usd == pytest.approx(factor * mine.lead_swing_usd)
        assert theirs.flips == mine.flips


def test_a_lone_option_has_no_rival_to_lead() -> None:
    alone = tornado(lambda inputs: bills(inputs)[:1], unknowns=UNKNOWNS)
    assert alone.lead_usd == np.inf
    assert all(s.lead_swing_usd == 0 and not s.flips for s in alone.swings)


def test_it_says_of_one_unknown_what_the_samples_say() -> None:
    """With one unknown alone the band of the winner's cost is its swing."""
    (volume, *_) = UNKNOWNS
    draws = volume.quantile((np.arange(10_001) + 0.5) / 10_001)
    fixed = np.repeat([[0.0], [10.0], [8.0]], len(draws), axis=1)
    fixed[0] = draws
    sure = certainty(bills(fixed))
    swing = next(s for s in found().swings if s.id == "volume")
    assert sure.usd_p05[API] == pytest.approx(swing.usd_at_low, rel=1e-3)
    assert sure.usd_p95[API] == pytest.approx(swing.usd_at_high, rel=1e-3)
