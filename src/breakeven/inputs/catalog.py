"""All facts as of a day, shipped ones and those of a private overlay; read when first asked for."""

from collections.abc import Hashable, Iterable, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from breakeven.domain.accelerator import Accelerator
from breakeven.domain.engine import Efficiency, Engine, EngineVersion
from breakeven.domain.errors import InputError, UnknownName
from breakeven.domain.launch import (
    Default,
    GatewayProvider,
    Gguf,
    Launch,
    PlatformAccelerator,
    PlatformProvider,
)
from breakeven.domain.model import Model, Precision, QualityScore
from breakeven.domain.model_tokens import ModelTokens, TokenizerRatio, Verbosity
from breakeven.domain.offers import PurchaseOffer, RentalOffer, StatedOffer, TokenOffer
from breakeven.domain.overhead import Overhead
from breakeven.domain.profile import Profile
from breakeven.domain.provenance import Assumption, Source
from breakeven.domain.quality import QualityChange
from breakeven.domain.rate_limit import RateLimit
from breakeven.domain.reserved import ReservedOffer
from breakeven.domain.rules import Licence
from breakeven.domain.surroundings import GridIntensity, RoundTrip, TokenCarbon
from breakeven.inputs import hf_config, kinds, token_prices
from breakeven.inputs.context import Provider, Region
from breakeven.inputs.engine_versions import holding_version
from breakeven.inputs.kinds import Kind
from breakeven.inputs.listings import Quote
from breakeven.inputs.names import Names, fold, tail
from breakeven.inputs.references import check_private, resolved
from breakeven.inputs.store import DATA, Entry, check_overlay, entries, holding

T = TypeVar("T")
MACHINES: tuple[Kind[Any], ...] = (kinds.RENTALS, kinds.PURCHASES)
"""Kinds of facts that are about an accelerator."""
NAMING_MODELS: tuple[Kind[Any], ...] = (kinds.TOKEN_ROWS, kinds.RESERVED)
"""Kinds of facts that are about a model, by any of its names."""


def load_catalog(
    *, as_of: date | None = None, overlay: Path | str | None = None, network: bool = False
) -> "Catalog":
    """Return the facts that hold on a day, today unless said otherwise.

    `overlay` is a directory laid out as our own data, whose facts supersede ours; with `network`
    an unknown model id of the Hugging Face hub is looked up there.
    """
    day = as_of or date.today()
    if day > date.today():
        raise InputError(f"as of {day} lies in the future; prices of that day are not known")
    folder = Path(overlay) if overlay is not None else None
    if folder is not None:
        check_overlay(folder)
    return Catalog(as_of=day, overlay=folder, network=network)


class Catalog:
    """Facts as of a day. Nothing is read before it is asked for, and nothing twice."""

    def __init__(
        self, *, as_of: date, overlay: Path | None, network: bool = False, data: Path = DATA
    ) -> None:
        self.as_of = as_of
        self.overlay = overlay
        self.network = network
        self.data = data
        self._entries: dict[str, list[Entry[Any]]] = {}

    def entries(self, kind: Kind[T]) -> list[Entry[T]]:
        """Return every entry of a kind, whatever its date."""
        if kind.noun not in self._entries:
            private = [(self.overlay, True)] if self.overlay else []
            found = entries(kind, [(self.data, False), *private])
            field, names = self._pointing(kind)
            self._entries[kind.noun] = (
                [resolved(e, field, names) for e in found] if names else found
            )
        return self._entries[kind.noun]

    def _pointing(self, kind: Kind[Any]) -> tuple[str, Names[Any] | None]:
        """Return the field by which a kind of facts points to another, and the names of that."""
        if kind in MACHINES:
            return "accelerator", self._every_accelerator
        if kind in NAMING_MODELS:
            return "model", self._every_model
        return "", None

    def check_names(self, kind: Kind[Any]) -> None:
        """Raise where an overlay's fact points to none: it would be left out without a word."""
        field, names = self._pointing(kind)
        if names:
            check_private(self.entries(kind), field, names)

    def _held(self, kind: Kind[T]) -> dict[Hashable, T]:
        self.check_names(kind)
        return holding(kind, self.entries(kind), self.as_of)

    def _by_id(self, kind: Kind[T]) -> Mapping[str, T]:
        return MappingProxyType({str(key): fact for key, fact in self._held(kind).items()})

    def _by_first(self, kind: Kind[T]) -> Mapping[str, T]:
        """Return facts by the one name that makes them the same."""
        return MappingProxyType({str(key[0]): fact for key, fact in self._held(kind).items()})  # type: ignore[index]

    @cached_property
    def models(self) -> Mapping[str, Model]:
        """Models by id."""
        return self._by_id(kinds.MODELS)

    @cached_property
    def accelerators(self) -> Mapping[str, Accelerator]:
        """Accelerators by id."""
        return self._by_id(kinds.ACCELERATORS)

    @cached_property
    def engines(self) -> Mapping[str, Engine]:
        """Engines by id."""
        return self._by_id(kinds.ENGINES)

    @cached_property
    def engine_versions(self) -> tuple[EngineVersion, ...]:
        """Older defaults of engines."""
        return tuple(self._held(kinds.ENGINE_VERSIONS).values())

    @cached_property
    def efficiencies(self) -> Mapping[str, Efficiency]:
        """Coefficients of the step time by id."""
        return self._by_id(kinds.EFFICIENCIES)

    @cached_property
    def precisions(self) -> Mapping[str, Precision]:
        """Precisions by id."""
        return self._by_id(kinds.PRECISIONS)

    @cached_property
    def licences(self) -> Mapping[str, Licence]:
        """Licences by id."""
        return self._by_id(kinds.LICENCES)

    @cached_property
    def assumptions(self) -> Mapping[str, Assumption]:
        """Assumptions by id, those that make a line of a bill included."""
        plain = {o.id: o.assumption for o in self.overheads}
        return MappingProxyType(plain | dict(self._by_id(kinds.ASSUMPTIONS)))

    @cached_property
    def overheads(self) -> tuple[Overhead, ...]:
        """What comes on top of tokens and machines; an assumption of the same id sets the value."""
        said = self._by_id(kinds.ASSUMPTIONS)
        held: Iterable[Overhead] = self._held(kinds.OVERHEADS).values()
        return tuple(o.with_value(said[o.id]) if o.id in said else o for o in held)

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """Sources by id."""
        return self._by_id(kinds.SOURCES)

    @cached_property
    def profiles(self) -> Mapping[str, Profile]:
        """Shapes of a day by id."""
        return self._by_id(kinds.PROFILES)

    @cached_property
    def quality(self) -> tuple[QualityScore, ...]:
        """Benchmark results."""
        return tuple(self._held(kinds.QUALITY).values())

    @cached_property
    def quality_changes(self) -> tuple[QualityChange, ...]:
        """What quantisation does to benchmark results."""
        return tuple(self._held(kinds.QUANTISATION).values())

    @cached_property
    def tokenizers(self) -> tuple[TokenizerRatio, ...]:
        """Tokens of the same text, by tokenizer."""
        return tuple(self._held(kinds.TOKENIZERS).values())

    @cached_property
    def model_tokens(self) -> tuple[ModelTokens, ...]:
        """Which tokenizer a model has, and whether it reasons."""
        return tuple(self._held(kinds.MODEL_TOKENS).values())

    @cached_property
    def verbosity(self) -> tuple[Verbosity, ...]:
        """Output tokens for the same task, by class of models."""
        return tuple(self._held(kinds.VERBOSITY).values())

    @cached_property
    def rate_limits(self) -> tuple[RateLimit, ...]:
        """What providers of tokens serve one customer at most."""
        return tuple(self._held(kinds.RATE_LIMITS).values())

    @cached_property
    def round_trips(self) -> tuple[RoundTrip, ...]:
        """How far countries are apart."""
        return tuple(self._held(kinds.ROUND_TRIPS).values())

    @cached_property
    def grids(self) -> tuple[GridIntensity, ...]:
        """What electricity emits, by country."""
        return tuple(self._held(kinds.GRIDS).values())

    @cached_property
    def token_carbon(self) -> tuple[TokenCarbon, ...]:
        """What tokens emit, where their provider has published it."""
        return tuple(self._held(kinds.TOKEN_CARBON).values())

    @cached_property
    def rentals(self) -> tuple[RentalOffer, ...]:
        """Machines by the hour."""
        return tuple(self._held(kinds.RENTALS).values())

    @cached_property
    def reserved(self) -> tuple[ReservedOffer, ...]:
        """API capacity by the unit."""
        return tuple(self._held(kinds.RESERVED).values())

    @cached_property
    def purchases(self) -> tuple[PurchaseOffer, ...]:
        """What servers and cards were sold for."""
        return tuple(self._held(kinds.PURCHASES).values())

    @cached_property
    def stated(self) -> tuple[StatedOffer, ...]:
        """Offers whose capacity and cost someone states."""
        return tuple(self._held(kinds.STATED).values())

    @cached_property
    def providers(self) -> tuple[Provider, ...]:
        """Who rents out machines."""
        return tuple(self._held(kinds.PROVIDERS).values())

    @cached_property
    def regions(self) -> tuple[Region, ...]:
        """Where machines stand."""
        return tuple(self._held(kinds.REGIONS).values())

    @cached_property
    def launches(self) -> Mapping[str, Launch]:
        """How engines are started, by engine."""
        return self._by_id(kinds.LAUNCHES)

    @cached_property
    def defaults(self) -> Mapping[str, Default]:
        """Numbers of manifests that follow from nothing else, by id."""
        return self._by_id(kinds.DEFAULTS)

    @cached_property
    def platform_accelerators(self) -> Mapping[str, PlatformAccelerator]:
        """What platforms call accelerators, by ours."""
        return self._by_first(kinds.PLATFORM_ACCELERATORS)

    @cached_property
    def platform_providers(self) -> Mapping[str, PlatformProvider]:
        """What platforms call providers of machines."""
        return self._by_first(kinds.PLATFORM_PROVIDERS)

    @cached_property
    def gateways(self) -> Mapping[str, GatewayProvider]:
        """What LiteLLM calls providers of tokens."""
        return self._by_first(kinds.GATEWAYS)

    @cached_property
    def ggufs(self) -> Mapping[str, Gguf]:
        """Where GGUF files of models are."""
        return self._by_first(kinds.GGUFS)

    @cached_property
    def quotes(self) -> tuple[Quote, ...]:
        """Every token offer that is sold on the day, as each source has it."""
        return token_prices.quotes(self)

    @cached_property
    def token_offers(self) -> tuple[TokenOffer, ...]:
        """Models behind an API, one offer for each provider, model and kind."""
        return token_prices.offers(self.quotes)

    def model(self, name: str, *, network: bool | None = None) -> Model:
        """Return the model of a name, of a path to its config.json, or of its hub id."""
        try:
            return self._model_names.find(name)
        except UnknownName:
            path = hf_config.config_path(name)
            if path is not None:
                return hf_config.read_model(path, as_of=self.as_of)
            if hf_config.is_hub_id(name) and (self.network if network is None else network):
                return hf_config.fetch_model(name, as_of=self.as_of)
            raise

    def accelerator(self, name: str) -> Accelerator:
        """Return the accelerator of a name."""
        return self._accelerator_names.find(name)

    def engine(self, name: str) -> Engine:
        """Return the engine of a name, or of a name and a version: vllm, vllm@0.6."""
        plain, at, version = name.partition("@")
        found = Names("engine", self.engines, lambda e: [(e.name, *e.aliases)]).find(plain)
        return found.at(holding_version(self.engine_versions, found, version)) if at else found

    def precision(self, name: str) -> Precision:
        """Return the precision of a name."""
        return Names("precision", self.precisions, lambda p: [p.aliases]).find(name)

    def token_offer(self, name: str) -> TokenOffer:
        """Return the offer called `api:MODEL`, `api:PROVIDER/MODEL` or `hosted:PROVIDER/MODEL`."""
        return token_prices.find(self, name)

    def stated_offer(self, name: str) -> StatedOffer | None:
        """Return the stated offer of a name such as `self:llama-3.1-8b@A10Gx1`, if there is one."""
        return next((s for s in self.stated if fold(s.id) == fold(name)), None)

    @cached_property
    def _every_accelerator(self) -> Names[Accelerator]:
        """Accelerators of any day."""
        every = {e.fact.id: e.fact for e in self.entries(kinds.ACCELERATORS)}
        return Names("accelerator", every, _accelerator_tiers)

    @cached_property
    def _every_model(self) -> Names[Model]:
        """Models of any day."""
        every = {e.fact.id: e.fact for e in self.entries(kinds.MODELS)}
        return Names("model", every, _model_tiers)

    @cached_property
    def _model_names(self) -> Names[Model]:
        return Names("model", self.models, _model_tiers)

    @cached_property
    def _accelerator_names(self) -> Names[Accelerator]:
        return Names("accelerator", self.accelerators, _accelerator_tiers)


def _accelerator_tiers(accelerator: Accelerator) -> list[Iterable[str]]:
    return [accelerator.aliases, (accelerator.name,)]


def _model_tiers(model: Model) -> list[Iterable[str]]:
    """Return a model's names, surest first; the organisation of a hub id may be left out."""
    hub = (model.hf_id, model.name)
    return [hub, model.aliases, (tail(model.hf_id), *(tail(a) for a in model.aliases))]
