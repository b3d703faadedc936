"""Prices of tokens that depend on the hour: what a day's requests pay, and waiting for the cheap.

A window's share is that of the requests that arrive in it. Arrivals are even within an hour.
"""

from collections.abc import Sequence
from dataclasses import fields, replace

import numpy as np

from breakeven.domain.numbers import Array
from breakeven.domain.offers import TokenOffer
from breakeven.domain.workload import Workload
from breakeven.economics.bill import RequestPrice, request_price

HOURS = 24


def share_of_window(arrivals: Array, start: float, end: float) -> float:
    """Return the share of a day's arrivals within some hours, past midnight where end < start.

    `arrivals` has shape (24,), of that clock's hours.

    >>> share_of_window(np.ones(24), 22.0, 4.0)
    0.25
    """
    total = np.concatenate([[0.0], np.cumsum(arrivals)]) / np.sum(arrivals)
    first, last = (float(np.interp(hour, np.arange(HOURS + 1), total)) for hour in (start, end))
    return last - first if start <= end else 1.0 - first + last


def mean_price(
    offer: TokenOffer, workload: Workload, arrivals: Array, *, utc_offset_hours: float
) -> RequestPrice:
    """Return the price of a mean request whenever it comes; `arrivals` are by local hours."""
    usual = request_price(offer, workload)
    shares, prices = [], []
    for window in offer.at_hours:
        start, end = (
            (hour + utc_offset_hours) % HOURS
            for hour in (window.start_hour_utc, window.end_hour_utc)
        )
        shares.append(share_of_window(arrivals, start, end))
        prices.append(request_price(replace(offer, prices=window.prices), workload))
    return _mixed([usual, *prices], [1.0 - sum(shares), *shares])


def _mixed(prices: Sequence[RequestPrice], shares: Sequence[float]) -> RequestPrice:
    if len(prices) == 1:
        return prices[0]
    return RequestPrice(
        **{
            part.name: sum(
                share * float(getattr(price, part.name))
                for price, share in zip(prices, shares, strict=True)
            )
            for part in fields(RequestPrice)
        }
    )


def off_peak_price(offer: TokenOffer, workload: Workload) -> RequestPrice | None:
    """Return the price of a request that waits for the cheapest hours; None where all are alike."""
    prices = [request_price(offer, workload)]
    prices += [request_price(replace(offer, prices=w.prices), workload) for w in offer.at_hours]
    least = min(prices, key=lambda price: price.total_usd)
    return least if least.total_usd < max(p.total_usd for p in prices) else None
