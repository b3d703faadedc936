"""Dated money: what flows of months are worth today, what they return, and when they pay back.

A rate of a year r is (1 + r)^(1/12) - 1 a month, so a flow t months from now is worth
(1 + r)^(-t / 12) of itself. Months are counted from 0 and run along the first axis; money that one
saves is positive.
"""

from dataclasses import dataclass

import numpy as np

from breakeven.domain.numbers import Array, Num

MONTHS_PER_YEAR = 12.0
STEEPEST = 20.0
"""Logarithm of the growth a month beyond which no return is sought: e^240 a year."""
HALVINGS = 80
"""Of a bracket of rates; the last are below what a double can tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Irr:
    """The internal rate of return, or why there is none to name."""

    per_year: float | None
    reason: str = ""
    """Empty where there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overtaking:
    """When one way's cumulative cost falls below another's; months are counted from 0."""

    month: int | None
    """First month at whose end it is below; None where it never is."""
    back: int | None
    """First month after that at whose end it is not; None where it stays below."""
    stays: int | None
    """Month from which on it is below to the end; None where it is not at the end."""

    @property
    def reverts(self) -> bool:
        """Whether being below does not last."""
        return self.back is not None


def npv(flows: Array, *, rate_per_year: Num, paid_at: float) -> Array:
    """Return the worth today of flows by month, shape (months, ...).

    Each is paid `paid_at` months into its month: 0 for its start, 0.5 for its middle.

    >>> a_year_later = np.array([0.0] * 12 + [110.0])
    >>> float(npv(a_year_later, rate_per_year=0.1, paid_at=0.0).round(9))
    100.0
    """
    rest = (1,) * (flows.ndim - 1)
    years = (np.arange(len(flows)).reshape(-1, *rest) + paid_at) / MONTHS_PER_YEAR
    return np.asarray((flows * (1.0 + np.asarray(rate_per_year, float)) ** -years).sum(axis=0))


def tco(flows: Array) -> Array:
    """Return the sum of costs by month, undiscounted: the total cost of ownership."""
    return np.asarray(flows.sum(axis=0))


def irr(flows: Array) -> Irr:
    """Return the rate a year at which flows by month, shape (months,), are worth nothing.

    There is one where the flows change sign once (Descartes), and one above 0 where only their
    running sum does (Norstrom, 1972): who pays first, and again for growth, still has one return.
    It is the return of what is paid first, or the price of what is received first.

    >>> found = irr(np.array([-100.0] + [0.0] * 11 + [110.0])).per_year
    >>> round(found, 9)
    0.1
    """
    if _turns(flows) == 0:
        return Irr(per_year=None, reason="the flows never change sign")
    if _turns(flows) == 1:
        return _root(flows, -STEEPEST)
    if _turns(np.cumsum(flows)) == 1:
        return _root(flows, 0.0)
    return Irr(
        per_year=None, reason="the flows change sign more than once: no rate is the only one"
    )


def _turns(values: Array) -> int:
    """Return how often the sign changes, zeros left out."""
    signs = np.sign(values[values != 0.0])
    return int(np.count_nonzero(signs[1:] != signs[:-1]))


def _root(flows: Array, low: float) -> Irr:
    """Return the only rate above `low`, in logarithms a month, by halving."""
    flows, high = np.trim_zeros(flows), STEEPEST
    at_high = _worth(flows, high) > 0.0
    if (_worth(flows, low) > 0.0) == at_high:
        return Irr(per_year=None, reason=f"the rate is beyond e^{STEEPEST * MONTHS_PER_YEAR:.0f}")
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (low, middle) if (_worth(flows, middle) > 0.0) == at_high else (middle, high)
    return Irr(per_year=float(np.expm1(MONTHS_PER_YEAR * 0.5 * (low + high))))


def _worth(flows: Array, growth: float) -> float:
    """Return the worth of flows but for a positive factor, which keeps it finite at any rate."""
    power = -growth * np.arange(flows.size)
    return float(flows @ np.exp(power - power.max()))


def payback_months(saved: Array) -> float | None:
    """Return when the running sum of savings, shape (months,), stops being negative for good.

    Within a month savings come evenly; 0 where the sum never is negative, None where it is at the
    end.

    >>> payback_months(np.array([-100.0, 40.0, 40.0, 40.0]))
    3.5
    """
    total = np.cumsum(saved)
    behind = np.flatnonzero(total < 0.0)
    if not behind.size:
        return 0.0
    last = int(behind[-1])
    if last + 1 == total.size:
        return None
    return float(last + 1 - total[last] / saved[last + 1])


def overtaking(cost: Array, against: Array) -> Overtaking:
    """Return when the running sum of one way's costs by month falls below the other's.

    Both of shape (months,), discounted or not.

    >>> found = overtaking(np.array([5.0, 1.0, 1.0, 9.0]), np.array([3.0, 3.0, 3.0, 3.0]))
    >>> found.month, found.back, found.stays, found.reverts
    (2, 3, None, True)
    """
    below = np.cumsum(cost) < np.cumsum(against)
    if not below.any():
        return Overtaking(month=None, back=None, stays=None)
    month = int(below.argmax())
    after = np.flatnonzero(~below[month:])
    others = np.flatnonzero(~below)
    return Overtaking(
        month=month,
        back=month + int(after[0]) if after.size else None,
        stays=(int(others[-1]) + 1 if others.size else 0) if below[-1] else None,
    )
