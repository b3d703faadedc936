"""The prices of the genai-prices package, asked once for a day and kept as our own offers.

Its tiers are cliffs, as ours are: a longer request pays the higher price for all its tokens. Prices
at some hours of the day carry no dates there: they are taken to hold since the last dated price.
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

from breakeven.domain.offers import HourPrice, TokenOffer, TokenPrice
from breakeven.domain.provenance import Provenance
from breakeven.inputs.listings import Listing, Quote

SOURCE = "genai-prices"
BATCH = {"processing": "batch"}
HOUR = timedelta(hours=1)


def look_up(reference: str, provider: str | None) -> tuple[str, str] | None:
    """Return the provider and the id of an entry, None where there is none."""
    found = _entry(provider, reference)
    return (found[0].id, found[1].id) if found else None


@cache
def _entry(provider: str | None, reference: str) -> tuple[Provider, ModelInfo] | None:
    exact = [e for e in _by_id().get(reference, ()) if provider in (None, e[0].id)]
    if len(exact) == 1:
        return exact[0]
    try:
        return data_snapshot.get_snapshot().find_provider_model(reference, None, provider, None)
    except LookupError:
        return None


@cache
def _by_id() -> dict[str, list[tuple[Provider, ModelInfo]]]:
    found: dict[str, list[tuple[Provider, ModelInfo]]] = {}
    for provider in data_snapshot.get_snapshot().providers:
        for model in provider.models:
            found.setdefault(model.id, []).append((provider, model))
    return found


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
    price, since = ordinary(model, as_of)
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
        at_hours=at_hours(model, as_of),
        usd_per_thousand_requests=_base(price.requests_kcount) or 0.0,
        batch_discount=_batch_discount(model, provider, as_of),
        provenance=Provenance(
            source=package(),
            date=min(as_of, known_until) if dated else known_until,
            url=(provider.pricing_urls or [""])[0],
            note="; ".join(filter(None, (since, undated, listing.note))),
        ),
    )
    return Quote(offer=offer, reference=listing.reference)


HOUR_WRITE = "cache_write_1h_mtok"


@cache
def package() -> str:
    """Return the package with its version.

    >>> package().startswith("genai-prices ")
    True
    """
    return f"{SOURCE} {version('genai_prices')}"


def ordinary(model: ModelInfo, as_of: date) -> tuple[ModelPrice, str]:
    """Return the price of an entry at the usual hours, and since when it holds."""
    if isinstance(model.prices, ModelPrice):
        return model.prices, ""
    dated = [c for c in model.prices if not isinstance(c.constraint, TimeOfDateConstraint)]
    usual = _in_force(dated or model.prices, as_of)
    if isinstance(usual.constraint, StartDateConstraint):
        return usual.prices, f"since {usual.constraint.start_date}"
    return usual.prices, ""


def at_hours(model: ModelInfo, as_of: date) -> tuple[HourPrice, ...]:
    """Return the prices of an entry at some hours of a day."""
    if isinstance(model.prices, ModelPrice):
        return ()
    starts = [c.constraint for c in model.prices]
    first = [s.start_date for s in starts if isinstance(s, StartDateConstraint)]
    if first and as_of < max(first):
        return ()
    return tuple(
        HourPrice(
            start_hour_utc=_hour(window.start_time),
            end_hour_utc=_hour(window.end_time),
            prices=_tiers(price.prices),
        )
        for price in model.prices
        if isinstance(window := price.constraint, TimeOfDateConstraint)
    )


def _hour(clock: time) -> float:
    """Return a time of day with its zone as hours of UTC."""
    offset = clock.utcoffset() or timedelta()
    return (clock.hour + clock.minute / 60 + clock.second / 3600 - offset / HOUR) % 24


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


def _tiers(price: ModelPrice) -> tuple[TokenPrice, ...]:
    usual, answer, cached = price.input_mtok, price.output_mtok, price.cache_read_mtok
    written = price.cache_write_mtok
    hour = getattr(price, HOUR_WRITE, None)  # the package knows it by data, not by its types
    if usual is None or answer is None:
        return ()
    tiered = [p for p in (usual, answer, cached, written, hour) if isinstance(p, TieredPrices)]
    starts = {tier.start for p in tiered for tier in p.tiers}
    return tuple(
        TokenPrice(
            input_usd_per_million_tokens=_at(usual, start),
            output_usd_per_million_tokens=_at(answer, start),
            cached_input_usd_per_million_tokens=_at(usual if cached is None else cached, start),
            above_input_tokens=start,
            cache_write_usd_per_million_tokens=None if written is None else _at(written, start),
            cache_write_1h_usd_per_million_tokens=None if hour is None else _at(hour, start),
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
