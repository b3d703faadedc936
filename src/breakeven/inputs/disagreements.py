"""Where sources disagree about the same thing. Both are kept; the newer one is used."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import fields, replace
from itertools import combinations
from typing import Any

from breakeven.domain.provenance import Provenance
from breakeven.inputs import kinds, token_prices
from breakeven.inputs.catalog import Catalog
from breakeven.inputs.kinds import Kind
from breakeven.inputs.store import Entry, date_of, is_known
from breakeven.inputs.units import unit_of

TOLERANCE = 0.05
"""Relative difference from which two values of one thing disagree."""
COMPARED: tuple[Kind[Any], ...] = (
    kinds.MODELS,
    kinds.ACCELERATORS,
    kinds.RENTALS,
    kinds.PURCHASES,
    kinds.QUALITY,
)


def conflicts(catalog: Catalog) -> list[dict[str, object]]:
    """Return the values of which sources say different things, in pairs, the used value first."""
    stated = (c for kind in COMPARED for c in _of_kind(catalog, kind))
    return [*_of_quotes(catalog), *_of_wrong_listings(catalog), *stated]


def _of_quotes(catalog: Catalog) -> list[dict[str, object]]:
    groups = defaultdict(list)
    for quote in catalog.quotes:
        groups[(quote.offer.id, quote.private)].append(quote)
    found = []
    for (offer_id, _), quotes in groups.items():
        newest = sorted(quotes, key=lambda q: q.rank, reverse=True)
        for used, other in combinations(newest, 2):
            if used is newest[0]:
                pair = (used.offer.provenance, other.offer.provenance)
                prices = (used.offer.prices[0], other.offer.prices[0])
                found += _differences(offer_id, "token price", prices, pair)
    return found


def _of_wrong_listings(catalog: Catalog) -> list[dict[str, object]]:
    """Return how entries of genai-prices that are known to be wrong differ from what is used."""
    used = {offer.id: offer for offer in catalog.token_offers}
    found = []
    for quote, why in token_prices.wrong_quotes(catalog):
        offer = used.get(quote.offer.id)
        if offer is not None:
            pair = (offer.provenance, replace(quote.offer.provenance, note=f"not used: {why}"))
            prices = (offer.prices[0], quote.offer.prices[0])
            found += _differences(offer.id, "token price", prices, pair)
    return found


def _of_kind(catalog: Catalog, kind: Kind[Any]) -> list[dict[str, object]]:
    groups: dict[tuple[Hashable, bool], list[Entry[Any]]] = defaultdict(list)
    for entry in catalog.entries(kind):
        day = date_of(entry.fact)
        if is_known(entry.fact, catalog.as_of) and (day is None or day <= catalog.as_of):
            groups[(kind.identity(entry.fact), entry.private)].append(entry)
    found = []
    for (identity, _), some in groups.items():
        newest, *older = sorted(some, key=lambda e: str(date_of(e.fact)), reverse=True)
        name = identity if isinstance(identity, str) else "/".join(map(str, _parts(identity)))
        for other in older:
            pair = (newest.fact.provenance, other.fact.provenance)
            found += _differences(name, kind.noun, (newest.fact, other.fact), pair)
    return found


def _parts(identity: Any) -> Iterable[object]:
    return (part for part in identity if part != "")


def _differences(
    name: str, kind: str, facts: tuple[Any, Any], provenances: tuple[Provenance, Provenance]
) -> list[dict[str, object]]:
    if provenances[0].source == provenances[1].source:
        return []
    rows: list[dict[str, object]] = []
    for field in fields(facts[0]):
        said = [getattr(fact, field.name) for fact in facts]
        if not _differ(*said):
            continue
        unit = unit_of(field.name) or str(getattr(facts[0], "unit", ""))
        thing: dict[str, object] = {"id": name, "kind": kind, "name": field.name, "unit": unit}
        for value, by in zip(said, provenances, strict=True):
            rows.append({**thing, **_said(value, by), "used": by is provenances[0]})
    return rows


def _differ(a: object, b: object) -> bool:
    """Whether two known numbers are further apart than sources may be."""
    if isinstance(a, bool) or not isinstance(a, int | float) or not isinstance(b, int | float):
        return False
    return bool(a and b) and abs(a - b) > TOLERANCE * max(abs(a), abs(b))


def _said(value: object, by: Provenance) -> dict[str, object]:
    day = by.date.isoformat() if by.date else None
    return {
        "value": value,
        "date": day,
        "source": by.source,
        "url": by.url,
        "verified": by.verified,
        "note": by.note,
    }
