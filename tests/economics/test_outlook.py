"""The months ahead: drift, cuts, moves, contracts, traffic, discounting."""

import numpy as np
import pytest

from breakeven.domain.horizon import Horizon, PriceMove
from breakeven.domain.numbers import Num
from breakeven.economics.outlook import IN_DOUBT, PATHS, Outlook, outlook

STILL = {
    "discount_rate_per_year": 0.0,
    "growth_per_month": 0.0,
    "engine_gain_per_year": 0.0,
    "api_price_change_per_year": 0.0,
    "hosted_price_change_per_year": 0.0,
    "rental_price_change_per_year": 0.0,
    "hardware_price_change_per_year": 0.0,
    **IN_DOUBT,
}


def seen(horizon: Horizon | None = None, *, months: int = 36, **values: Num) -> Outlook:
    known = {**STILL, **values}
    return outlook(horizon or Horizon(), months=months, assumed=known.__getitem__)


def path(found: Outlook, name: str) -> np.ndarray:  # type: ignore[type-arg]
    return found.prices[PATHS.index(name), :, 0]


def test_where_nothing_changes_every_month_is_the_first() -> None:
    found = seen()
    for values in (found.volume, found.discount, found.gain, *found.prices):
        assert (values == 1.0).all()


def test_a_drift_compounds_by_the_year() -> None:
    found = seen(rental_price_change_per_year=-0.2)
    assert path(found, "machines")[[0, 12, 24]] == pytest.approx([1.0, 0.8, 0.64])
    assert (path(found, "api") == 1.0).all()


def test_contracts_keep_their_price_until_they_are_renewed() -> None:
    found = seen(rental_price_change_per_year=-0.2)
    year = path(found, "reserved-1y")
    assert set(np.round(year, 12)) == {1.0, 0.8, 0.64}
    assert (year[:12] == 1.0).all()
    assert (path(found, "reserved-3y") == 1.0).all()
    later = found.between(6, None)
    signed = later.prices[PATHS.index("reserved-1y"), :12, 0]
    assert signed == pytest.approx(np.full(12, path(found, "machines")[6]))


def test_moves_of_a_scenario_come_on_top() -> None:
    moves = (PriceMove(month=12, prices="tokens", change=-0.5),)
    found = seen(Horizon(moves=moves), api_price_change_per_year=-0.1)
    assert path(found, "api")[11] == pytest.approx(0.9 ** (11 / 12))
    assert path(found, "api")[12] == pytest.approx(0.9 * 0.5)
    assert path(found, "hosted")[12] == 0.5


def test_a_cut_comes_in_its_month_in_the_samples_that_have_one() -> None:
    cuts, months = np.array([0.0, -0.6]), np.array([0.5, 0.5])
    found = seen(months=10, api_price_cut=cuts, price_cut_month=months)
    api = found.prices[PATHS.index("api")]
    assert (api[:, 0] == 1.0).all()
    assert api[:, 1] == pytest.approx([1.0] * 5 + [0.4] * 5)


def test_traffic_follows_a_rate_or_a_list_whose_last_month_stays() -> None:
    assert seen(growth_per_month=0.1).volume[2, 0] == pytest.approx(1.21)
    listed = seen(Horizon(volume=(2.0, 3.0, 5.0)), months=5)
    assert listed.volume[:, 0] == pytest.approx([1.0, 1.5, 2.5, 2.5, 2.5])


def test_money_of_a_month_is_worth_what_its_middle_is() -> None:
    found = seen(discount_rate_per_year=0.21)
    assert found.discount[:2, 0] == pytest.approx([1.21 ** (-0.5 / 12), 1.21 ** (-1.5 / 12)])
    assert found.between(12, None).worth_at_start == pytest.approx([1 / 1.21])
