"""The rules that facts obey."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from breakeven.domain.errors import InputError, ManyProblems
from breakeven.domain.overhead import UNITS
from breakeven.inputs import kinds
from breakeven.inputs.catalog import Catalog
from breakeven.inputs.engine_versions import version_key
from breakeven.inputs.kinds import KINDS, Kind
from breakeven.inputs.store import Entry, check_overlay, date_of, files_of, holding
from breakeven.serving.shape import count_parameters

PACKAGE = "genai-prices"
SHARED_MEMORY = ("apple", "cpu")
"""Makers whose chips share their memory with the rest of the machine."""
PLAUSIBLE: dict[str, tuple[float, float]] = {
    "parameters_billion": (0.01, 5_000),
    "memory_gb": (1, 3_000),
    "bandwidth_gb_per_second": (20, 30_000),
    "power_watts": (15, 3_000),
    "usd_per_gpu_hour": (0.03, 40),
    "usd_per_gpu": (200, 120_000),
    "usd_per_unit_hour": (0.05, 200),
    "output_token_weight": (1, 30),
    "cached_token_weight": (0, 1),
    "input_usd_per_million_tokens": (0, 200),
    "output_usd_per_million_tokens": (0, 1_000),
    "percent": (0, 100),
    "elo": (500, 2_500),
}
"""Outside these a value is more likely a slip than true; 0 stands for "not known"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A rule that a fact breaks."""

    where: str
    id: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.id}: {self.message}" if self.id else self.message


def check(facts: Catalog | Path | str) -> list[str]:
    """Return what breaks the rules: of a catalog, or of an overlay directory beside our facts."""
    return [str(finding) for finding in findings(facts)]


def findings(facts: Catalog | Path | str) -> list[Finding]:
    """Return what `check` does, in parts."""
    if isinstance(facts, Catalog):
        return list(_check(facts, everything=True))
    folder = Path(facts)
    check_overlay(folder)
    return list(_check(Catalog(as_of=date.today(), overlay=folder), everything=False))


def _check(catalog: Catalog, *, everything: bool) -> Iterator[Finding]:
    unread = list(_unreadable(catalog, everything=everything))
    yield from unread
    if unread:
        return
    for kind in KINDS:
        entries = [e for e in catalog.entries(kind) if everything or e.private]
        yield from _duplicates(kind, entries)
        for entry in entries:
            rule = RULES.get(kind.noun)
            own = rule(entry.fact, catalog) if rule else ()
            said = [*_dated(entry.fact, catalog), *own]
            name = _name(kind, entry.fact)
            yield from (Finding(where=str(entry.path), id=name, message=m) for m in said)
    yield from _twins(catalog, everything=everything)
    yield from _spot_dearer(catalog)


def _unreadable(catalog: Catalog, *, everything: bool) -> Iterator[Finding]:
    folders = [catalog.data] if everything else []
    for folder in [*folders, *([catalog.overlay] if catalog.overlay else [])]:
        for kind in KINDS:
            for path in files_of(kind, folder):
                try:
                    kind.read(path)
                except ManyProblems as error:
                    for problem in error.problems:
                        message = f"{error.where}: {problem}"
                        yield Finding(where=error.where, id="", message=message)
                except InputError as error:
                    yield Finding(where=error.where, id="", message=str(error))


def _name(kind: Kind[Any], fact: Any) -> str:
    identity = kind.identity(fact)
    return identity if isinstance(identity, str) else "/".join(str(p) for p in identity if p != "")  # type: ignore[attr-defined]


def _duplicates(kind: Kind[Any], entries: Iterable[Entry[Any]]) -> Iterator[Finding]:
    found = list(entries)
    keys = Counter((kind.identity(e.fact), date_of(e.fact), e.private) for e in found)
    for entry in found:
        key = (kind.identity(entry.fact), date_of(entry.fact), entry.private)
        if keys.pop(key, 1) > 1:
            said = f"{kind.noun} stands twice with the same date"
            yield Finding(where=str(entry.path), id=_name(kind, entry.fact), message=said)


def _twins(catalog: Catalog, *, everything: bool) -> Iterator[Finding]:
    """An id is an assumption's or an overhead's; an overlay's assumption sets our overhead."""
    plain = {(e.fact.id, e.private) for e in catalog.entries(kinds.ASSUMPTIONS)}
    for entry in catalog.entries(kinds.OVERHEADS):
        if (everything or entry.private) and (entry.fact.id, entry.private) in plain:
            said = "an assumption and an overhead have this id; leave it in one of the files"
            yield Finding(where=str(entry.path), id=entry.fact.id, message=said)


def _dated(fact: Any, catalog: Catalog) -> Iterator[str]:
    day = date_of(fact)
    if day is not None and day > date.today():
        yield f"its date {day} lies in the future"
    provenance = getattr(fact, "provenance", None)
    if provenance is not None and provenance.source not in catalog.sources:
        yield f"its source {provenance.source!r} is not in sources/*.toml"


def _within(name: str, value: float) -> Iterator[str]:
    low, high = PLAUSIBLE[name]
    if value and not low <= value <= high:
        yield f"{name} {value:g} is not between {low:g} and {high:g}"


def _model(model: Any, catalog: Catalog) -> Iterator[str]:
    if model.licence not in catalog.licences:
        yield f"its licence {model.licence!r} is not in licences/*.toml"
    yield from _within("parameters_billion", model.parameters_billion)
    a = model.architecture
    if a is None:
        if model.is_open and "no architecture" not in model.provenance.note:
            yield "it is open and has no architecture, and no note says why"
        return
    other_parts = a.linear_layers or a.vision_parameters_billion or a.mtp_parameters_billion
    # a linear layer's projections are wider than the attention that is counted in its place
    tolerance = 0.1 if a.linear_layers else 0.08 if other_parts else 0.02
    extra = a.vision_parameters_billion + a.mtp_parameters_billion
    counted = count_parameters(a).total / 1e9
    said = model.parameters_billion
    if min(abs(counted - said), abs(counted + extra - said)) > tolerance * said:
        yield f"its architecture has {counted:.3f} billion parameters, {said:g} are stated"


def _accelerator(accelerator: Any, _: Catalog) -> Iterator[str]:
    for name in ("memory_gb", "bandwidth_gb_per_second", "power_watts"):
        yield from _within(name, getattr(accelerator, name))
    if "fp16" not in accelerator.dense_tflops:
        yield "dense_tflops.fp16 is missing"
    least = 0.5 if accelerator.maker in SHARED_MEMORY else 0.85
    seen = accelerator.memory_gib / accelerator.memory_gb
    if seen and not least < seen < 1.03:
        yield f"memory_gib {accelerator.memory_gib:g} does not fit {accelerator.memory_gb:g} GB"


def _machine(offer: Any, catalog: Catalog) -> Iterator[str]:
    if offer.accelerator not in catalog.accelerators:
        yield f"its accelerator {offer.accelerator!r} is not in accelerators/*.toml"


def _rental(offer: Any, catalog: Catalog) -> Iterator[str]:
    yield from _machine(offer, catalog)
    yield from _within("usd_per_gpu_hour", offer.usd_per_hour / offer.accelerator_count)


def _purchase(offer: Any, catalog: Catalog) -> Iterator[str]:
    yield from _machine(offer, catalog)
    yield from _within("usd_per_gpu", offer.usd / offer.accelerator_count)


def _quality(score: Any, catalog: Catalog) -> Iterator[str]:
    yield from _known_model(score, catalog)
    if score.unit in PLAUSIBLE:
        yield from _within(score.unit, score.score)


def _known_model(fact: Any, catalog: Catalog) -> Iterator[str]:
    if fact.model not in catalog.models:
        yield f"its model {fact.model!r} is not in models/*.toml"


def _token_row(row: Any, catalog: Catalog) -> Iterator[str]:
    yield from _known_model(row, catalog)
    for name in ("input_usd_per_million_tokens", "output_usd_per_million_tokens"):
        yield from _within(name, getattr(row, name))


def _reserved(offer: Any, catalog: Catalog) -> Iterator[str]:
    yield from _known_model(offer, catalog)
    for name in ("usd_per_unit_hour", "output_token_weight", "cached_token_weight"):
        yield from _within(name, getattr(offer, name))


def _listing(listing: Any, catalog: Catalog) -> Iterator[str]:
    from breakeven.inputs import genai

    yield from _known_model(listing, catalog)
    if genai.look_up(listing.reference, listing.provider) is None:
        yield f"{PACKAGE} has no {listing.provider}/{listing.reference}"


def _engine_version(version: Any, catalog: Catalog) -> Iterator[str]:
    if version.engine not in catalog.engines:
        yield f"its engine {version.engine!r} is not in engines/*.toml"
    if not version_key(version.version):
        yield f"its version {version.version!r} has no number to order it by"
    if version.era and f"{version.engine}@{version.era}" not in catalog.efficiencies:
        yield f"its era {version.era!r} has no coefficients in calibration/*.toml"


def _assumption(assumption: Any, _: Catalog) -> Iterator[str]:
    if not assumption.low <= assumption.value <= assumption.high:
        yield f"{assumption.value:g} lies outside {assumption.low:g} to {assumption.high:g}"


def _overhead(overhead: Any, catalog: Catalog) -> Iterator[str]:
    yield from _assumption(overhead, catalog)
    unit = UNITS[overhead.basis]
    if overhead.unit != unit:
        yield f"its unit {overhead.unit!r} does not fit its basis: {unit!r}"


RULES: dict[str, Callable[[Any, Catalog], Iterator[str]]] = {
    kinds.MODELS.noun: _model,
    kinds.ACCELERATORS.noun: _accelerator,
    kinds.ENGINE_VERSIONS.noun: _engine_version,
    kinds.RENTALS.noun: _rental,
    kinds.PURCHASES.noun: _purchase,
    kinds.QUALITY.noun: _quality,
    kinds.STATED.noun: _known_model,
    kinds.TOKEN_ROWS.noun: _token_row,
    kinds.RESERVED.noun: _reserved,
    kinds.LISTINGS.noun: _listing,
    kinds.ASSUMPTIONS.noun: _assumption,
    kinds.OVERHEADS.noun: _overhead,
}


def _spot_dearer(catalog: Catalog) -> Iterator[Finding]:
    """A machine that can be taken away costs no more than the same one that cannot."""
    rentals = holding(kinds.RENTALS, catalog.entries(kinds.RENTALS), catalog.as_of).values()
    usual = {
        (r.provider, r.instance, r.region, r.accelerator, r.accelerator_count): r.usd_per_hour
        for r in rentals
        if r.purchase == "on-demand"
    }
    for r in rentals:
        key = (r.provider, r.instance, r.region, r.accelerator, r.accelerator_count)
        if r.purchase == "spot" and r.usd_per_hour > usual.get(key, r.usd_per_hour):
            said = f"spot {r.usd_per_hour:g} $/h is dearer than on demand, {usual[key]:g} $/h"
            yield Finding(where="prices/rental", id="/".join(map(str, key)), message=said)
