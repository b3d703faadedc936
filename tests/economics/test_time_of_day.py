"""Prices that depend on the hour, by hand."""

from dataclasses import replace

import numpy as np
import pytest

from breakeven.domain.offers import HourPrice, TokenOffer, TokenPrice
from breakeven.domain.provenance import Provenance
from breakeven.domain.workload import Lengths, Workload
from breakeven.economics.time_of_day import mean_price, off_peak_price, share_of_window

SAID = Provenance(source="test")


def price(usd: float) -> tuple[TokenPrice, ...]:
    return (
        TokenPrice(
            input_usd_per_million_tokens=usd,
            output_usd_per_million_tokens=2 * usd,
            cached_input_usd_per_million_tokens=usd,
        ),
    )


OFFER = TokenOffer(
    provider="p",
    model="m",
    kind="hosted",
    prices=price(1.0),
    at_hours=(
        HourPrice(start_hour_utc=1.0, end_hour_utc=4.0, prices=price(2.0)),
        HourPrice(start_hour_utc=6.0, end_hour_utc=10.0, prices=price(2.0)),
    ),
    provenance=SAID,
)
WORK = Workload(
    requests_per_day=10.0,
    input_tokens=Lengths.constant(1_000_000.0),
    output_tokens=Lengths.constant(500_000.0),
    provenance=SAID,
)


def test_an_even_day_pays_each_hour_s_price() -> None:
    found = mean_price(OFFER, WORK, np.ones(24), utc_offset_hours=0.0)
    assert found.total_usd == pytest.approx(2.0 * (17 / 24) + 4.0 * (7 / 24))


def test_the_zone_of_the_hours_counts() -> None:
    nine_to_five = np.zeros(24)
    nine_to_five[9:12] = 1.0
    at = {
        zone: mean_price(OFFER, WORK, nine_to_five, utc_offset_hours=zone).total_usd
        for zone in (0.0, 8.0, -8.0, 14.0)
    }
    assert at[8.0] == pytest.approx(4.0)  # 9 to 12 in Beijing is 1 to 4 UTC
    assert at[0.0] == pytest.approx(2.0 + 2.0 / 3)
    assert at[-8.0] == pytest.approx(2.0)


def test_windows_may_pass_midnight() -> None:
    hours = np.arange(1.0, 25.0)
    assert share_of_window(hours, 23.0, 1.5) == pytest.approx((24 + 1 + 0.5 * 2) / hours.sum())
    assert share_of_window(hours, 5.0, 5.0) == 0.0


def test_waiting_takes_the_cheapest_hours() -> None:
    found = off_peak_price(OFFER, WORK)
    assert found is not None
    assert found.total_usd == pytest.approx(2.0)
    assert off_peak_price(replace(OFFER, at_hours=()), WORK) is None
