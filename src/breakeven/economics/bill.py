"""A month's bill, line by line, each with where it comes from."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log, sqrt
from statistics import NormalDist

from breakeven.domain.offers import TokenOffer
from breakeven.domain.units import TOKENS_PER_MILLION
from breakeven.domain.workload import Lengths, Workload


@dataclass(frozen=True, slots=True, kw_only=True)
class BillLine:
    """One line of a month's bill."""

    name: str
    usd_per_month: float
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OnceLine:
    """One thing that is paid once."""

    name: str
    usd: float
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPrice:
    """What the tokens of one mean request cost, in US dollars."""

    input_usd: float
    cached_input_usd: float
    output_usd: float
    call_usd: float

    @property
    def total_usd(self) -> float:
        """The whole request."""
        return self.input_usd + self.cached_input_usd + self.output_usd + self.call_usd


def request_price(offer: TokenOffer, workload: Workload, *, batch: bool = False) -> RequestPrice:
    """Return the price of a mean request, tiers applied to each request by its own length.

    A sum of many requests is never priced as one: tiers for long contexts would misfire.

    >>> from breakeven.domain.offers import TokenPrice
    >>> from breakeven.domain.provenance import Provenance
    >>> from breakeven.domain.workload import Lengths
    >>> said = Provenance(source="example")
    >>> offer = TokenOffer(provider="p", model="m", kind="api", provenance=said, prices=(
    ...     TokenPrice(input_usd_per_million_tokens=2.5, output_usd_per_million_tokens=10,
    ...                cached_input_usd_per_million_tokens=1.25),))
    >>> work = Workload(requests_per_day=1, input_tokens=Lengths.constant(500),
    ...                 output_tokens=Lengths.constant(200), provenance=said)
    >>> request_price(offer, work).total_usd
    0.00325
    """
    factor = (1.0 - offer.batch_discount * batch) / TOKENS_PER_MILLION
    cached = workload.cached_input_share
    parts = [0.0, 0.0, 0.0]
    for price, (input_tokens, output_tokens) in zip(
        offer.prices, tokens_by_tier(offer, workload), strict=True
    ):
        parts[0] += input_tokens * (1 - cached) * price.input_usd_per_million_tokens
        parts[1] += input_tokens * cached * price.cached_input_usd_per_million_tokens
        parts[2] += output_tokens * price.output_usd_per_million_tokens
    return RequestPrice(
        input_usd=parts[0] * factor,
        cached_input_usd=parts[1] * factor,
        output_usd=parts[2] * factor,
        call_usd=offer.usd_per_thousand_requests / 1000,
    )


def tokens_by_tier(offer: TokenOffer, workload: Workload) -> list[tuple[float, float]]:
    """Return mean input and output tokens per request that fall into each tier of the price."""
    means = (workload.input_tokens.mean, workload.output_tokens.mean)
    pairs = workload.request_tokens
    starts = [p.above_input_tokens for p in offer.prices]
    if len(starts) == 1:
        return [means]
    if pairs is None or not pairs.sum(axis=0).all():
        return _assumed_by_tier(workload.input_tokens, means, starts)
    tier = sum((pairs[:, 0] > s).astype(int) for s in starts[1:])
    shares = [pairs[tier == i].sum(axis=0) / pairs.sum(axis=0) for i in range(len(starts))]
    return [(float(means[0] * s[0]), float(means[1] * s[1])) for s in shares]


def _assumed_by_tier(
    inputs: Lengths, means: tuple[float, float], starts: Sequence[float]
) -> list[tuple[float, float]]:
    """Return the same where only mean and spread of the inputs are known: lognormal lengths."""
    variance = log(max(inputs.mean_square / inputs.mean**2, 1.0))
    above = [(1.0, 1.0)]
    for start in starts[1:]:
        if variance < 1e-12:
            above.append((float(inputs.mean > start),) * 2)
            continue
        place = (log(start / inputs.mean) + variance / 2) / sqrt(variance)
        requests, tokens = (1.0 - NormalDist().cdf(z) for z in (place, place - sqrt(variance)))
        above.append((requests, tokens))
    above.append((0.0, 0.0))
    return [
        (means[0] * (low[1] - high[1]), means[1] * (low[0] - high[0]))
        for low, high in pairwise(above)
    ]


def token_lines(
    offer: TokenOffer, price: RequestPrice, *, requests_per_month: float
) -> tuple[BillLine, ...]:
    """Return a month's bill of a token offer; lines of nothing are left out."""
    named = (
        ("input tokens", price.input_usd),
        ("cached input tokens", price.cached_input_usd),
        ("output tokens", price.output_usd),
        ("calls", price.call_usd),
    )
    return tuple(
        BillLine(name=name, usd_per_month=usd * requests_per_month, source=str(offer.provenance))
        for name, usd in named
        if usd
    )
