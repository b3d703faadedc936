"""Token bills by hand."""

import numpy as np
import pytest

from breakeven.domain.offers import TokenOffer, TokenPrice
from breakeven.domain.provenance import Provenance
from breakeven.domain.workload import Lengths, Workload
from breakeven.economics.bill import request_price, token_lines

SAID = Provenance(source="test")


def price(input_usd: float, output_usd: float, cached: float, above: float = 0.0) -> TokenPrice:
    return TokenPrice(
        input_usd_per_million_tokens=input_usd,
        output_usd_per_million_tokens=output_usd,
        cached_input_usd_per_million_tokens=cached,
        above_input_tokens=above,
    )


def offer(*prices: TokenPrice, batch_discount: float = 0.0) -> TokenOffer:
    return TokenOffer(
        provider="p",
        model="m",
        kind="api",
        prices=prices,
        batch_discount=batch_discount,
        provenance=SAID,
    )


def workload(pairs: list[tuple[float, float]], cached: float = 0.0) -> Workload:
    rows = np.array(pairs)
    return Workload(
        requests_per_day=10.0,
        input_tokens=Lengths.constant(float(rows[:, 0].mean())),
        output_tokens=Lengths.constant(float(rows[:, 1].mean())),
        cached_input_share=cached,
        request_tokens=rows,
        provenance=SAID,
    )


def test_cached_tokens_cost_their_own_price() -> None:
    found = request_price(offer(price(2.5, 10.0, 1.25)), workload([(1000.0, 100.0)], cached=0.4))
    assert found.input_usd == pytest.approx(600 * 2.5e-6)
    assert found.cached_input_usd == pytest.approx(400 * 1.25e-6)
    assert found.output_usd == pytest.approx(100 * 10e-6)


def test_batch_takes_its_share_off() -> None:
    half = offer(price(2.5, 10.0, 1.25), batch_discount=0.5)
    work = workload([(1000.0, 100.0)])
    assert request_price(half, work, batch=True).total_usd == pytest.approx(
        request_price(half, work).total_usd / 2
    )


def test_a_tier_holds_for_each_request_by_its_own_length() -> None:
    tiered = offer(price(1.0, 5.0, 1.0), price(2.0, 10.0, 2.0, above=128_000))
    work = workload([(1_000.0, 10.0), (200_000.0, 30.0)])
    by_hand = (1_000 * 1.0 + 10 * 5.0 + 200_000 * 2.0 + 30 * 10.0) * 1e-6 / 2
    assert request_price(tiered, work).total_usd == pytest.approx(by_hand)


def test_a_long_sum_of_short_requests_stays_in_the_base_tier() -> None:
    tiered = offer(price(1.0, 5.0, 1.0), price(2.0, 10.0, 2.0, above=128_000))
    work = workload([(1_000.0, 10.0)] * 500)
    assert request_price(tiered, work).total_usd == pytest.approx((1_000 + 10 * 5) * 1e-6)


def test_lines_sum_to_the_price() -> None:
    one = offer(price(2.5, 10.0, 1.25))
    found = request_price(one, workload([(1000.0, 100.0)], cached=0.4))
    lines = token_lines(one, found, requests_per_month=300.0)
    assert sum(line.usd_per_month for line in lines) == pytest.approx(found.total_usd * 300)
    assert all(line.source for line in lines)
