"""What a log's tokens cost at list."""

from typing import Protocol

from breakeven.domain.offers import TokenOffer, TokenPrice
from breakeven.domain.units import TOKENS_PER_MILLION


class Tokens(Protocol):
    """Sums over requests; None where a log does not say."""

    @property
    def requests(self) -> int | None:
        """How many requests."""

    @property
    def input_tokens(self) -> int | None:
        """All input, cached and written included."""

    @property
    def cached_input_tokens(self) -> int | None:
        """Input that was read from a cache."""

    @property
    def cache_write_tokens(self) -> int | None:
        """Input that was written to a cache."""

    @property
    def cache_write_1h_tokens(self) -> int | None:
        """The part of it that is kept for an hour."""

    @property
    def output_tokens(self) -> int | None:
        """All output."""


def usd_of(
    tokens: Tokens,
    offer: TokenOffer,
    price: TokenPrice,
    *,
    cached: bool = True,
    written: bool = True,
) -> float:
    """Return what tokens cost in one tier of an offer, calls included.

    Without `cached` or `written`, input that was read from or written to a cache costs what other
    input costs.
    """
    held = (tokens.cached_input_tokens or 0) if cached else 0
    put = (tokens.cache_write_tokens or 0) if written else 0
    lasting = min(put, tokens.cache_write_1h_tokens or 0)
    short_price, hour_price = price.written_usd_per_million_tokens
    micro = (
        ((tokens.input_tokens or 0) - held - put) * price.input_usd_per_million_tokens
        + held * price.cached_input_usd_per_million_tokens
        + (put - lasting) * short_price
        + lasting * hour_price
        + (tokens.output_tokens or 0) * price.output_usd_per_million_tokens
    )
    calls = (tokens.requests or 0) * offer.usd_per_thousand_requests / 1000
    return micro / TOKENS_PER_MILLION + calls
