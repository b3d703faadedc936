"""The months ahead of the handmade decision."""

from dataclasses import replace

from breakeven.domain.units import SECONDS_PER_DAY
from breakeven.economics.decision import Decision, Option, ReplicaRate
from breakeven.economics.prospect import (
    Measurement,
    OptionAhead,
    Payback,
    Prospect,
    Swing,
    Waiting,
)
from tests.outputs.handmade import API, HOSTED, RENTED, make_decision

MONTHS = 12


def ahead(offer: str, first: float, later: float, *, p_best: float) -> OptionAhead:
    """Return an option that costs `first` in its first month and `later` in each other."""
    paid = (first, *[later] * (MONTHS - 1))
    return OptionAhead(
        id=offer,
        usd=sum(paid) * 0.96,
        usd_undiscounted=sum(paid),
        once_usd=max(first - later, 0.0),
        usd_by_month=paid,
        usd_mean=sum(paid),
        usd_p05=sum(paid) * 0.9,
        usd_p95=sum(paid) * 1.2,
        p_best=p_best,
        regret_usd=100.0 * (1.0 - p_best),
    )


def prospect() -> Prospect:
    """Return a look ahead in which the rented fleet pays back against the host in month 7.5."""
    return Prospect(
        months=MONTHS,
        discount_rate_per_year=0.08,
        options=(
            ahead(RENTED, 700.0, 50.0, p_best=0.7),
            ahead(HOSTED, 130.0, 130.0, p_best=0.3),
            ahead(API, 594.0, 594.0, p_best=0.0),
        ),
        paybacks=(
            Payback(
                id=RENTED,
                against=HOSTED,
                upfront_usd=570.0,
                months=7.5,
                npv_usd=290.0,
                irr_per_year=0.4,
            ),
        ),
        waiting=(
            Waiting(months=3, until_then=HOSTED, then=RENTED, usd=1_400.0, usd_knowing=1_300.0),
        ),
        locked=(),
        swings=(
            Swing(
                id="burst",
                low=1.1,
                high=2.0,
                lead_usd_at_low=400.0,
                lead_usd_at_high=-120.0,
                flips_at=1.8,
                instead=HOSTED,
            ),
            Swing(
                id="growth",
                low=0.0,
                high=0.04,
                lead_usd_at_low=250.0,
                lead_usd_at_high=330.0,
                flips_at=None,
                instead="",
            ),
        ),
        evpi_usd=80.0,
        measurements=(
            Measurement(id="burst", usd=60.0, usd_error=5.0, p_change=0.25, instead=HOSTED),
            Measurement(id="growth", usd=0.2, usd_error=0.1, p_change=0.0, instead=""),
        ),
        samples=512,
        names={"burst": "busiest minute over its hour", "growth": "growth of the traffic"},
    )


def make_ahead() -> Decision:
    """Return the handmade decision with its months ahead and a fleet whose rate is known."""
    found = make_decision()
    return replace(found, prospect=prospect(), options=tuple(_rated(o) for o in found.options))


def _rated(option: Option) -> Option:
    if option.fleet is None:
        return option
    rate = 2_400_000.0 / SECONDS_PER_DAY * 2.1 * 1.4
    return replace(
        option,
        rate=ReplicaRate(requests_per_second=rate, closed_form=rate, source="closed-form"),
    )
