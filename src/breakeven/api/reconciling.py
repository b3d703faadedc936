"""A log's bill against list prices: what explains the difference, by model and month."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from breakeven.api.listed import usd_of
from breakeven.domain.errors import InputError
from breakeven.domain.offers import TokenOffer, TokenPrice
from breakeven.inputs.catalog import Catalog

if TYPE_CHECKING:
    from breakeven.inputs.usage import UsageLog
    from breakeven.inputs.usage.billed import Spending

BATCH = ("batch", "true")
"""What logs call calls that may wait for hours."""
USUAL = ("", "standard", "default", "auto", "false", "on_demand")
CLOSE = 0.01
"""A share of the bill below which a remainder is rounding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """One model in one month. Its steps lead from the list to the bill; they sum to it."""

    model: str
    month: str
    usd_billed: float
    usd_at_list: float | None
    """All tokens at the prices of the day that was asked for, nothing cached, no batch."""
    usd_cached: float = 0.0
    """What input read from a cache took off."""
    usd_cache_write: float = 0.0
    """What writing input to a cache added."""
    usd_batch: float = 0.0
    """What batches took off."""
    usd_price_change: float = 0.0
    """What the prices of that month add to those of the day that was asked for."""
    usd_unexplained: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """What a log was billed, beside its list price."""

    lines: tuple[Reconciled, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON of the bill."""
        priced = [line for line in self.lines if line.usd_at_list is not None]
        return {
            "usd_billed": sum(line.usd_billed for line in self.lines),
            "usd_at_list": sum(line.usd_at_list or 0.0 for line in priced) if priced else None,
            "usd_unexplained": sum(line.usd_unexplained or 0.0 for line in priced)
            if priced
            else None,
            "months": [asdict(line) for line in self.lines],
        }


CatalogOf = Callable[[date], Catalog]


def reconciled(
    log: "UsageLog", models: Iterable[str], catalog: Catalog, catalog_of: CatalogOf
) -> Bill | None:
    """Return a log's bill against list prices; None where nothing in it is money.

    `catalog_of` gives the prices that held on a day.
    """
    from breakeven.inputs.usage.billed import bills, last_day, spendings

    told = bills(log.connection, log.bills) if log.bills is not None else {}
    if not told and all(group.usd is None for group in log.groups):
        return None
    lines = []
    for model in dict.fromkeys([*models, *(model for model, _ in told)]):
        offer = offer_of(model, catalog)
        starts = [p.above_input_tokens for p in offer.prices[1:]] if offer else []
        events = log.events if told else log.events.filter(log.events.cost_usd.notnull())
        own = spendings(log.connection, events, model, starts)
        months = {s.month for s in own} | {month for name, month in told if name == model}
        for month in sorted(months):
            billed = told.get((model, month)) if told else None
            day = min(last_day(month), catalog.as_of)
            then = offer_of(model, catalog_of(day)) if offer and day < catalog.as_of else offer
            part = [s for s in own if s.month == month]
            lines.append(_line(model, month, part, offer, then, billed))
    return Bill(lines=tuple(lines)) if any(line.usd_billed for line in lines) else None


def offer_of(model: str, catalog: Catalog) -> TokenOffer | None:
    """Return the list price of a model, None where none is known."""
    try:
        return catalog.token_offer(f"api:{model}")
    except InputError:
        return None


def _line(
    model: str,
    month: str,
    part: Sequence["Spending"],
    offer: TokenOffer | None,
    then: TokenOffer | None,
    told: float | None,
) -> Reconciled:
    billed = sum(s.usd_billed for s in part) if told is None else told
    if offer is None or not part:
        why = "no list price is known" if offer is None else "the log has no usage for it"
        return Reconciled(model=model, month=month, usd_billed=billed, usd_at_list=None, note=why)
    full = sum(_usd(s, offer, cached=False, written=False) for s in part)
    read = sum(_usd(s, offer, written=False) for s in part)
    cheaper = sum(_usd(s, offer) for s in part)
    batch = -sum(_usd(s, offer) * offer.batch_discount for s in part if s.tier.lower() in BATCH)
    now = cheaper + batch
    held = now if then is None else sum(_usd(s, then) * _factor(s, then) for s in part)
    return Reconciled(
        model=model,
        month=month,
        usd_billed=billed,
        usd_at_list=full,
        usd_cached=read - full,
        usd_cache_write=cheaper - read,
        usd_batch=batch,
        usd_price_change=held - now,
        usd_unexplained=billed - held,
        note=_note(part, billed, held),
    )


def _factor(spending: "Spending", offer: TokenOffer) -> float:
    return 1.0 - offer.batch_discount if spending.tier.lower() in BATCH else 1.0


def _note(part: Sequence["Spending"], billed: float, expected: float) -> str:
    """Say what may lie behind a remainder, where there is one."""
    if abs(billed - expected) <= CLOSE * max(billed, expected):
        return ""
    odd = sorted({s.tier for s in part if s.tier.lower() not in (*BATCH, *USUAL)})
    if odd:
        return f"tier {', '.join(odd)} has a price of its own"
    if not any(s.cached_input_tokens for s in part) and billed < expected:
        return "the log may not say what was cached, or the price was negotiated"
    return "a negotiated price, a margin, or calls that the log lacks"


def price_of(offer: TokenOffer, band: int) -> TokenPrice:
    """Return the prices of a band of lengths."""
    return offer.prices[min(band, len(offer.prices) - 1)]


def _usd(
    spending: "Spending", offer: TokenOffer, *, cached: bool = True, written: bool = True
) -> float:
    price = price_of(offer, spending.band)
    return usd_of(spending, offer, price, cached=cached, written=written)
