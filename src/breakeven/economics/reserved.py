"""Reserved API capacity: how many units the peak minute needs, and what they cost a month.

tokens of a request = input ((1 - cached) + cached weight_c) + output weight_o
units = max(minimum, tokens x peak requests a minute / tokens a minute of a unit), in increments
"""

from math import ceil

from breakeven.domain.reserved import ReservedOffer
from breakeven.domain.workload import Workload
from breakeven.economics.curve import CostCurve

MINUTES_PER_DAY = 1_440.0


def counted_tokens(offer: ReservedOffer, workload: Workload) -> float:
    """Return the input tokens that a mean request counts as."""
    cached = workload.cached_input_share
    read = 1.0 - cached + cached * offer.cached_token_weight
    return workload.input_tokens.mean * read + workload.output_tokens.mean * (
        offer.output_token_weight
    )


def units_needed(offer: ReservedOffer, *, tokens_per_minute: float) -> int:
    """Return the units to reserve for counted tokens a minute.

    The example is that of Microsoft's page on sizing: 1,000 requests a minute of 200 and 20 tokens
    to gpt-5.2 count as 360,000 tokens, 105.88 units.

    >>> from breakeven.domain.provenance import Provenance
    >>> offer = ReservedOffer(
    ...     provider="azure", model="gpt-5.2", unit="PTU", scope="data-zone", term="hourly",
    ...     usd_per_unit_hour=1.1, minimum_units=15, increment=5,
    ...     input_tokens_per_minute_per_unit=3_400, output_token_weight=8, cached_token_weight=0,
    ...     provenance=Provenance(source="example"))
    >>> units_needed(offer, tokens_per_minute=1_000 * (200 + 8 * 20))
    110
    >>> units_needed(offer, tokens_per_minute=1.0)
    15
    """
    each = offer.increment * offer.input_tokens_per_minute_per_unit
    steps = ceil(tokens_per_minute / each)
    return offer.increment * max(steps, _least_steps(offer))


def reserved_curve(
    offer: ReservedOffer, workload: Workload, *, peak_factor: float, hours_per_month: float
) -> CostCurve:
    """Return the monthly cost over requests a day: a stair of increments, each paid all month.

    `peak_factor` is the busiest minute over the mean one. A minimum that is no whole number of
    increments is rounded up to one.
    """
    each = offer.increment * offer.input_tokens_per_minute_per_unit
    counted = counted_tokens(offer, workload)
    return CostCurve(
        step_usd=offer.increment * offer.usd_per_unit_hour * hours_per_month,
        step_requests=each * MINUTES_PER_DAY / (counted * peak_factor),
        minimum_steps=float(_least_steps(offer)),
    )


def _least_steps(offer: ReservedOffer) -> int:
    return ceil(offer.minimum_units / offer.increment)
