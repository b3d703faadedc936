"""Find a fact, show all of one, list where sources disagree; each fact as plain data."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any

from breakeven.domain.errors import AmbiguousName, InputError, UnknownName
from breakeven.domain.offers import PurchaseOffer, RentalOffer, TokenOffer
from breakeven.domain.provenance import Provenance
from breakeven.inputs import kinds
from breakeven.inputs.catalog import Catalog
from breakeven.inputs.checks import check
from breakeven.inputs.disagreements import conflicts
from breakeven.inputs.names import fold
from breakeven.inputs.units import unit_of

__all__ = ["Fact", "check", "conflicts", "find", "show"]

HEADLINES = {
    "model": ("parameters_billion", "context_tokens"),
    "accelerator": ("memory_gb", "bandwidth_gb_per_second"),
    "engine": ("memory_fraction",),
    "engine version": ("max_num_seqs", "max_num_batched_tokens"),
    "efficiency": ("gemm_bandwidth",),
    "precision": ("weight_bits",),
    "licence": ("name",),
    "assumption": ("value",),
    "overhead": ("value",),
    "source": ("title",),
    "stated": ("usd_per_month", "requests_per_day"),
    "profile": ("peak_to_mean_hour",),
    "quality": ("score",),
    "rental": ("usd_per_hour",),
    "purchase": ("usd",),
    "reserved api": ("usd_per_unit_hour", "input_tokens_per_minute_per_unit"),
    "token price": ("input_usd_per_million_tokens", "output_usd_per_million_tokens"),
    "quality change": ("change_mid",),
    "tokenizer": ("ratio",),
    "model's tokens": ("tokenizer", "reasoning"),
    "verbosity": ("ratio",),
}
"""The fields that a search shows of each kind."""
ID_PARTS = {
    "quality change": ("quantised", "scope", "precision", "task"),
    "tokenizer": ("tokenizer", "tokenizer", "text"),
    "model's tokens": ("tokens", "prefix"),
    "verbosity": ("verbosity", "scope"),
}
"""What the ids of the kinds that have none are made of: a word, then fields."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One value with its unit and where it came from."""

    id: str
    kind: str
    name: str
    value: object
    unit: str
    provenance: Provenance

    def to_dict(self) -> dict[str, object]:
        """Return the fact as the command line prints it."""
        p = self.provenance
        return {
            "id": self.id,
            "kind": self.kind,
            "name": self.name,
            "value": self.value.isoformat() if isinstance(self.value, date) else self.value,
            "unit": self.unit,
            "date": p.date.isoformat() if p.date else None,
            "source": p.source,
            "url": p.url,
            "verified": p.verified,
            "note": p.note,
        }


def find(catalog: Catalog, word: str) -> list[dict[str, object]]:
    """Return the main values of every fact whose names hold all the words."""
    words = [fold(w) for w in word.split()]
    if not any(words):
        raise InputError("a word to look for was expected")
    found = [
        (kind, fact)
        for kind, fact in _everything(catalog)
        if all(w in fold(f"{kind} {id_of(kind, fact)} {_names(fact)}") for w in words)
    ]
    return [f.to_dict() for kind, fact in found for f in _headlines(kind, fact)]


def show(catalog: Catalog, fact_id: str) -> dict[str, object]:
    """Return one fact: its main value as `find` has it, and under `values` all of them."""
    everything = [(kind, fact, id_of(kind, fact)) for kind, fact in _everything(catalog)]
    meant = [e for e in everything if e[2] == fact_id]
    meant = meant or [e for e in everything if fold(e[2]) == fold(fact_id)]
    meant = meant or _by_name(catalog, fact_id)
    if not meant:
        raise UnknownName("fact", fact_id, [e[2] for e in everything])
    shown = [(_headlines(kind, fact), values(kind, fact)) for kind, fact, _ in meant]
    every = [f.to_dict() for _, several in shown for f in several]
    return {**shown[0][0][0].to_dict(), "values": every}


def _by_name(catalog: Catalog, name: str) -> list[tuple[str, Any, str]]:
    """Return the fact that one of the other names means: an alias, or an offer without provider."""
    ways: Mapping[str, Callable[[], Any]] = {
        "model": lambda: catalog.model(name, network=False),
        "accelerator": lambda: catalog.accelerator(name),
        "engine": lambda: catalog.engine(name),
        "precision": lambda: catalog.precision(name),
        "token price": lambda: catalog.token_offer(name),
    }
    for kind, way in ways.items():
        try:
            fact = way()
        except AmbiguousName:
            raise
        except InputError:
            continue
        return [(kind, fact, id_of(kind, fact))]
    return []


def _everything(catalog: Catalog) -> Iterator[tuple[str, Any]]:
    by_id: Mapping[str, Mapping[str, Any]] = {
        "model": catalog.models,
        "accelerator": catalog.accelerators,
        "engine": catalog.engines,
        "efficiency": catalog.efficiencies,
        "precision": catalog.precisions,
        "licence": catalog.licences,
        "assumption": _plain(catalog),
        "profile": catalog.profiles,
        "source": catalog.sources,
    }
    for kind, facts in by_id.items():
        yield from ((kind, fact) for fact in facts.values())
    rows: Mapping[str, Iterable[Any]] = {
        "engine version": catalog.engine_versions,
        "overhead": catalog.overheads,
        "stated": catalog.stated,
        "quality": catalog.quality,
        "token price": catalog.token_offers,
        "rental": catalog.rentals,
        "purchase": catalog.purchases,
        "reserved api": catalog.reserved,
        "quality change": catalog.quality_changes,
        "tokenizer": catalog.tokenizers,
        "model's tokens": catalog.model_tokens,
        "verbosity": catalog.verbosity,
    }
    for kind, some in rows.items():
        yield from ((kind, fact) for fact in some)


def _plain(catalog: Catalog) -> Mapping[str, Any]:
    """Return the assumptions that are no line of a bill."""
    lines = {overhead.id for overhead in catalog.overheads}
    return {key: fact for key, fact in catalog.assumptions.items() if key not in lines}


def id_of(kind: str, fact: Any) -> str:
    """Return the name under which `show` finds a fact."""
    if isinstance(fact, RentalOffer):
        machine = f"{fact.accelerator}x{fact.accelerator_count}"
        parts = (fact.provider, fact.instance, fact.region, machine, fact.purchase)
        return "rental:" + "/".join(p for p in parts if p)
    if isinstance(fact, PurchaseOffer):
        return f"purchase:{fact.item}/{fact.accelerator}x{fact.accelerator_count}"
    if kind == kinds.QUALITY.noun:
        return f"{fact.benchmark}/{fact.model}"
    if kind in ID_PARTS:
        word, *named = ID_PARTS[kind]
        return f"{word}:" + "/".join(str(getattr(fact, name)) for name in named)
    return str(fact.id)


def _names(fact: Any) -> str:
    carried = (
        "name",
        "hf_id",
        "maker",
        "family",
        "title",
        "description",
        "line",
        "accelerator",
        "model",
    )
    names = [str(getattr(fact, key, "")) for key in carried]
    return " ".join([*names, *getattr(fact, "aliases", ())])


def _headlines(kind: str, fact: Any) -> list[Fact]:
    wanted = HEADLINES[kind]
    shown = [f for f in values(kind, fact) if f.name in wanted and f.value]
    return shown or values(kind, fact)[:1]


def values(kind: str, fact: Any) -> list[Fact]:
    """Return the values of a fact, those that are not known left out."""
    provenance = getattr(fact, "provenance", None)
    if provenance is None:
        provenance = Provenance(source=str(fact.id), date=fact.date, url=fact.url)
    unit = getattr(fact, "unit", "")
    return [
        Fact(
            id=id_of(kind, fact),
            kind=kind,
            name=name,
            value=list(value) if isinstance(value, tuple) else value,
            unit=unit if name in ("value", "low", "high", "score") else unit_of(name),
            provenance=provenance,
        )
        for name, value in _leaves(fact)
    ]


def _leaves(fact: Any, prefix: str = "") -> Iterator[tuple[str, object]]:
    """Return the named values inside a dataclass."""
    for field in fields(fact):
        value, name = getattr(fact, field.name), f"{prefix}{field.name}"
        if name in ("id", "unit", "provenance") or value is None or value in ("", ()):
            continue
        if is_dataclass(value):
            yield from _leaves(value, f"{name}.")
        elif isinstance(value, Mapping):
            yield from ((f"{name}.{key}", item) for key, item in value.items())
        elif isinstance(fact, TokenOffer) and field.name == "prices":
            for tier in fact.prices:
                above = f" above {tier.above_input_tokens:g}" if tier.above_input_tokens else ""
                yield from ((f"{key}{above}", item) for key, item in _leaves(tier))
        elif isinstance(value, tuple) and value and is_dataclass(value[0]):
            yield from ((f"{name}.{n}", str(getattr(v, "text", v))) for n, v in enumerate(value))
        else:
            yield name, value
