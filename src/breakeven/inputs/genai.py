"""The prices of the genai-prices package, asked once for a day and kept as our own offers.

Its tiers are cliffs, as ours are: a longer request pays the higher price for all its tokens. Where
a price depends on the time of day, the one that holds for most of the day is taken; such rules
carry no dates there, so dated prices come first.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.metadata import version

from genai_prices import data_snapshot
from genai_prices.types import (
    ConditionalPrice,
    ModelInfo,
    ModelPrice,
    Provider,
    StartDateConstraint,
    TieredPrices,
    TimeOfDateConstraint,
)

from breakeven.domain.offers import TokenOffer, TokenPrice
from breakeven.domain.provenance import Provenance
from breakeven.inputs.listings import Listing, Quote

SOURCE = "genai-prices"
BATCH = {"processing": "batch"}


def look_up(reference: str, provider: str | None) -> tuple[str, str] | None:
    """Return the provider and the id of an entry, None where there is none."""
    found = _entry(provider, reference)
    return (found[0].id, found[1].id) if found else None


@cache
def _entry(provider: str | None, reference: str) -> tuple[Provider, ModelInfo] | None:
    snapshot = data_snapshot.get_snapshot()
    exact = [
        (known, model)
        for known in snapshot.providers
        for model in known.models
        if provider in (None, known.id) and model.id == reference
    ]
    if len(exact) == 1:
        return exact[0]
    try:
        return snapshot.find_provider_model(reference, None, provider, None)
    except LookupError:
        return None


@cache
def newest_start() -> date:
    """Return the latest day on which a price started: the package is not older."""
    days = [
        price.constraint.start_date
        for provider in data_snapshot.get_snapshot().providers
        for model in provider.models
        if isinstance(model.prices, list)
        for price in model.prices
        if isinstance(price.constraint, StartDateConstraint)
    ]
    return max((d for d in days if d <= date.today()), default=date.today())


def quote(listing: Listing, as_of: date, *, known_until: date) -> Quote | None:
    """Return a listing's price on a day; None where there is no price for tokens of text.

    `known_until` is the day of the package. Prices with dates hold on the days that they say; one
    without is that day's, whatever the day asked for.
    """
    found = _entry(listing.provider, listing.reference)
    if found is None:
        return None
    provider, model = found
    price, since, hours = ordinary(model, as_of)
    tiers = _tiers(price)
    if not tiers:
        return None
    dated = as_of >= known_until or _is_dated(model, as_of)
    undated = "" if dated else f"undated: price of {known_until}"
    offer = TokenOffer(
        provider=provider.id,
        model=listing.model,
        kind=listing.kind,
        prices=tiers,
        usd_per_thousand_requests=_base(price.requests_kcount) or 0.0,
        batch_discount=_batch_discount(model, provider, as_of),
        provenance=Provenance(
            source=package(),
            date=min(as_of, known_until) if dated else known_until,
            url=(provider.pricing_urls or [""])[0],
            note="; ".join(filter(None, (since, undated, hours, listing.note))),
        ),
    )
    return Quote(offer=offer, reference=listing.reference)


@cache
def package() -> str:
    """Return the package with its version.

    >>> package().startswith("genai-prices ")
    True
    """
    return f"{SOURCE} {version('genai_prices')}"


def ordinary(model: ModelInfo, as_of: date) -> tuple[ModelPrice, str, str]:
    """Return the price of an entry for most of a day, since when it holds, and when others do."""
    if isinstance(model.prices, ModelPrice):
        return model.prices, "", ""
    by_hour = [c for c in model.prices if isinstance(c.constraint, TimeOfDateConstraint)]
    dated = [c for c in model.prices if not isinstance(c.constraint, TimeOfDateConstraint)]
    usual = _in_force(dated or model.prices, as_of)
    since = ""
    if isinstance(usual.constraint, StartDateConstraint):
        since = f"since {usual.constraint.start_date}"
    if not by_hour:
        return usual.prices, since, ""
    longest = max(by_hour, key=_hours)
    chosen = longest.prices if _hours(longest) > 12 else usual.prices
    return chosen, since, "other prices at other times of the day"


def _is_dated(model: ModelInfo, as_of: date) -> bool:
    """Whether the package says by dates which price held on a day."""
    if isinstance(model.prices, ModelPrice):
        return False
    starts = [c.constraint for c in model.prices]
    first = [s.start_date for s in starts if isinstance(s, StartDateConstraint)]
    return bool(first) and (None in starts or min(first) <= as_of)


def _in_force(prices: list[ConditionalPrice], as_of: date) -> ConditionalPrice:
    """Return the last price that has started, the first where none has."""
    noon = datetime.combine(as_of, time(12), tzinfo=UTC)
    for price in reversed(prices):
        if price.constraint is None or price.constraint.active(noon):
            return price
    return prices[0]


def _hours(price: ConditionalPrice) -> float:
    window = price.constraint
    if not isinstance(window, TimeOfDateConstraint):
        return 24.0
    day = date(2000, 1, 1)
    start, end = (datetime.combine(day, t) for t in (window.start_time, window.end_time))
    return ((end - start) % timedelta(days=1)).total_seconds() / 3600


def _tiers(price: ModelPrice) -> tuple[TokenPrice, ...]:
    usual, answer, cached = price.input_mtok, price.output_mtok, price.cache_read_mtok
    if usual is None or answer is None:
        return ()
    tiered = [p for p in (usual, answer, cached) if isinstance(p, TieredPrices)]
    starts = {tier.start for p in tiered for tier in p.tiers}
    return tuple(
        TokenPrice(
            input_usd_per_million_tokens=_at(usual, start),
            output_usd_per_million_tokens=_at(answer, start),
            cached_input_usd_per_million_tokens=_at(usual if cached is None else cached, start),
            above_input_tokens=start,
        )
        for start in sorted({0, *starts})
    )


def _at(price: object, start: int) -> float:
    """Return the price for requests with more input tokens than `start`."""
    if not isinstance(price, TieredPrices):
        return float(str(price))
    passed = [tier.price for tier in price.tiers if tier.start <= start]
    return float(passed[-1] if passed else price.base)


def _base(price: object) -> float | None:
    return None if price is None else _at(price, 0)


def _batch_discount(model: ModelInfo, provider: Provider, as_of: date) -> float:
    """Return the share that a batch saves; the smaller where input and output differ."""
    if not any(model is own for own in provider.models):
        return 0.0
    noon = datetime.combine(as_of, time(12), tzinfo=UTC)
    usual, batch = model.get_prices(noon), model.get_prices(noon, BATCH)
    keys = ("input_mtok", "output_mtok")
    pairs = [(_base(getattr(usual, key)), _base(getattr(batch, key))) for key in keys]
    saved = [1 - b / u for u, b in pairs if u and b is not None]
    return max(0.0, round(min(saved, default=0.0), 6))
