"""Token offers: our rows, and those that genai-prices answers for the day."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from breakeven.domain.errors import AmbiguousName, InputError, UnknownName
from breakeven.domain.model import Model
from breakeven.domain.offers import TokenOffer
from breakeven.inputs import kinds
from breakeven.inputs.listings import Listing, Quote, TokenRow, quotes_of
from breakeven.inputs.names import fold
from breakeven.inputs.store import is_known

if TYPE_CHECKING:
    from breakeven.inputs.catalog import Catalog

OWN_API = {
    "amazon": "aws",
    "moonshot": "moonshotai",
    "xai": "x-ai",
    "z-ai": "zai",
}
"""Makers whose own API has another name than they have."""


def quotes(catalog: "Catalog") -> tuple[Quote, ...]:
    """Return every quote that holds on the day, of models that exist by then."""
    unborn = {
        e.fact.id for e in catalog.entries(kinds.MODELS) if not is_known(e.fact, catalog.as_of)
    }
    found = [*_own_quotes(catalog), *_listed_quotes(catalog)]
    return tuple(q for q in found if q.offer.model not in unborn)


def offers(found: Iterable[Quote]) -> tuple[TokenOffer, ...]:
    """Return one offer for each name: an overlay's, else the latest."""
    best: dict[str, Quote] = {}
    for quote in found:
        kept = best.get(quote.offer.id)
        if kept is None or quote.rank > kept.rank:
            best[quote.offer.id] = quote
    return tuple(quote.offer for quote in best.values())


def _own_quotes(catalog: "Catalog") -> list[Quote]:
    rows: dict[bool, list[TokenRow]] = {False: [], True: []}
    catalog.check_names(kinds.TOKEN_ROWS)
    for entry in catalog.entries(kinds.TOKEN_ROWS):
        row, day = entry.fact, entry.fact.provenance.date
        retired = row.retired is not None and row.retired <= catalog.as_of
        if day is not None and day <= catalog.as_of and not retired:
            rows[entry.private].append(row)
    return quotes_of(rows)


def _listed_quotes(catalog: "Catalog") -> list[Quote]:
    from breakeven.inputs import genai

    used = [
        entry.fact
        for entry in catalog.entries(kinds.LISTINGS)
        if not entry.fact.wrong
        and (entry.fact.retired is None or catalog.as_of < entry.fact.retired)
    ]
    until = _known_until(catalog)
    found = [genai.quote(listing, catalog.as_of, known_until=until) for listing in used]
    return [quote for quote in found if quote is not None]


def wrong_quotes(catalog: "Catalog") -> list[tuple[Quote, str]]:
    """Return what genai-prices says where it is known to be wrong, and why."""
    from breakeven.inputs import genai

    until, found = _known_until(catalog), []
    for listing in (e.fact for e in catalog.entries(kinds.LISTINGS) if e.fact.wrong):
        quote = genai.quote(listing, catalog.as_of, known_until=until)
        found += [(quote, listing.wrong)] if quote is not None else []
    return found


def _known_until(catalog: "Catalog") -> date:
    """Return the day of the installed genai-prices: our source's where it is the same version."""
    from breakeven.inputs import genai

    source = catalog.sources.get(genai.SOURCE)
    if source is not None and source.title == genai.package():
        return source.date
    return genai.newest_start()


def find(catalog: "Catalog", name: str) -> TokenOffer:
    """Return the offer of a name on the command line; raise with candidates where none is meant."""
    kind, _, rest = name.strip().partition(":")
    if kind not in ("api", "hosted") or not rest:
        said = "an offer is called api:MODEL, api:PROVIDER/MODEL or hosted:PROVIDER/MODEL"
        raise InputError(said, where=name)
    provider, _, model_name = rest.partition("/")
    providers = {fold(o.provider) for o in catalog.token_offers}
    if model_name and fold(provider) in providers:
        return _of_provider(catalog, kind, provider, model_name)
    if model_name and kind == "api":
        unlisted = _unlisted(catalog, model_name, provider)
        if unlisted is not None:
            return unlisted
    return _of_any(catalog, kind, rest)


def _of_provider(catalog: "Catalog", kind: str, provider: str, name: str) -> TokenOffer:
    """Return a provider's offer of a model; what it is called, api or hosted, does not matter."""
    theirs = [o for o in catalog.token_offers if fold(o.provider) == fold(provider)]
    try:
        model = _model(catalog, name)
    except AmbiguousName:
        model = None
    sold = {q.offer.id for q in catalog.quotes if fold(q.reference) == fold(name)}
    meant = [o for o in theirs if (model and o.model == model.id) or fold(o.model) == fold(name)]
    meant = meant or [o for o in theirs if o.id in sold]
    for offer in sorted(meant, key=lambda o: o.kind != kind):
        return offer
    unlisted = _unlisted(catalog, name, provider)
    if unlisted is not None:
        return unlisted
    raise UnknownName("offer", f"{kind}:{provider}/{name}", [o.id for o in theirs])


def _of_any(catalog: "Catalog", kind: str, name: str) -> TokenOffer:
    """Return the only offer of a model, or its maker's own among several."""
    model = _model(catalog, name)
    wanted = model.id if model else name
    sold = [o for o in catalog.token_offers if fold(o.model) == fold(wanted)]
    meant = [o for o in sold if o.kind == kind]
    if len(meant) > 1 and kind == "api" and model is not None:
        own = OWN_API.get(model.maker, model.maker)
        meant = [o for o in meant if o.provider == own] or meant
    if len(meant) == 1:
        return meant[0]
    if meant:
        raise AmbiguousName("offer", f"{kind}:{name}", sorted(o.id for o in meant))
    unlisted = _unlisted(catalog, name, None) if kind == "api" and not sold else None
    if unlisted is not None:
        return unlisted
    if sold:
        listed = ", ".join(sorted(o.id for o in sold))
        raise InputError(f"no offer is called {kind}:{name}; there is {listed}")
    raise UnknownName("offer", f"{kind}:{name}", [o.id for o in catalog.token_offers])


def _model(catalog: "Catalog", name: str) -> Model | None:
    try:
        return catalog.model(name, network=False)
    except UnknownName:
        return None


def _unlisted(catalog: "Catalog", reference: str, provider: str | None) -> TokenOffer | None:
    """Return what genai-prices asks for a model that no listing names."""
    from breakeven.inputs import genai

    found = genai.look_up(reference, provider)
    if found is None:
        return None
    known: dict[tuple[str, str], Listing] = {
        (e.fact.provider, e.fact.reference): e.fact for e in catalog.entries(kinds.LISTINGS)
    }
    listing = known.get(found)
    if listing is not None and listing.wrong:
        said = f"the price of {'/'.join(found)} in genai-prices is not used: {listing.wrong}"
        raise InputError(said)
    if listing is not None and listing.retired is not None and listing.retired <= catalog.as_of:
        raise InputError(f"{'/'.join(found)} is no longer sold since {listing.retired}")
    plain = Listing(provider=found[0], reference=found[1], model=found[1], kind="api")
    quote = genai.quote(plain, catalog.as_of, known_until=_known_until(catalog))
    if quote is None:
        raise InputError(f"genai-prices has no price per token for {'/'.join(found)}")
    return quote.offer
