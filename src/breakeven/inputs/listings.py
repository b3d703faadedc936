"""Our own rows of token prices, and which entry of genai-prices is which model."""

import datetime
from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Ge

from breakeven.domain.offers import TokenOffer, TokenPrice
from breakeven.domain.provenance import Provenance
from breakeven.domain.workload import Share

OfferKind = Literal["api", "hosted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """An entry of genai-prices and the model that it is."""

    provider: str
    reference: str
    """The entry's id there."""
    model: str
    kind: OfferKind
    wrong: str = ""
    """Why the entry is not used; empty where it is."""
    retired: datetime.date | None = None
    """The day from which the provider no longer sells it."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRow:
    """A token price of our own, or of an overlay; rows of one day with tiers make one offer."""

    kind: OfferKind
    provider: str
    model: str
    provider_model: str = ""
    """What the provider calls it."""
    input_usd_per_million_tokens: Annotated[float, Ge(0)]
    output_usd_per_million_tokens: Annotated[float, Ge(0)]
    cached_input_usd_per_million_tokens: Annotated[float, Ge(0)] | None = None
    cache_write_usd_per_million_tokens: Annotated[float, Ge(0)] | None = None
    cache_write_1h_usd_per_million_tokens: Annotated[float, Ge(0)] | None = None
    above_input_tokens: Annotated[float, Ge(0)] = 0
    usd_per_thousand_requests: Annotated[float, Ge(0)] = 0.0
    batch_discount: Share = 0.0
    quantisation: str = ""
    retired: datetime.date | None = None
    provenance: Provenance

    @property
    def price(self) -> TokenPrice:
        """The row's tier; without a price for cached input it costs what other input costs."""
        cached = self.cached_input_usd_per_million_tokens
        usual = self.input_usd_per_million_tokens
        return TokenPrice(
            input_usd_per_million_tokens=usual,
            output_usd_per_million_tokens=self.output_usd_per_million_tokens,
            cached_input_usd_per_million_tokens=usual if cached is None else cached,
            above_input_tokens=self.above_input_tokens,
            cache_write_usd_per_million_tokens=self.cache_write_usd_per_million_tokens,
            cache_write_1h_usd_per_million_tokens=self.cache_write_1h_usd_per_million_tokens,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A token offer as one source has it."""

    offer: TokenOffer
    reference: str
    """The provider's name of the model."""
    private: bool = False
    """From an overlay, which supersedes whatever else there is."""

    @property
    def rank(self) -> tuple[bool, datetime.date]:
        """The quote with the highest rank is used."""
        return self.private, self.offer.provenance.date or datetime.date.min


def quotes_of(rows: dict[bool, list[TokenRow]]) -> list[Quote]:
    """Return quotes from rows, keyed by whether they are private; tiers of one day together."""
    groups: dict[tuple[object, ...], list[TokenRow]] = {}
    for private, some in rows.items():
        for row in some:
            day = row.provenance.date
            groups.setdefault((private, row.kind, row.provider, row.model, day), []).append(row)
    return [_quote(group, private=bool(key[0])) for key, group in groups.items()]


def _quote(rows: list[TokenRow], *, private: bool) -> Quote:
    tiers = {row.above_input_tokens: row for row in rows}
    ordered = [tiers[above] for above in sorted(tiers)]
    first = ordered[0]
    offer = TokenOffer(
        provider=first.provider,
        model=first.model,
        kind=first.kind,
        prices=tuple(row.price for row in ordered),
        usd_per_thousand_requests=first.usd_per_thousand_requests,
        batch_discount=first.batch_discount,
        quantisation=first.quantisation,
        provenance=first.provenance,
    )
    return Quote(offer=offer, reference=first.provider_model, private=private)
