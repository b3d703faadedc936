"""The kinds of facts: where they lie, how they are read, what makes two of them the same fact."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Generic, TypeVar

from breakeven.domain.accelerator import Accelerator
from breakeven.domain.engine import Efficiency, Engine, EngineVersion
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
from breakeven.domain.offers import PurchaseOffer, RentalOffer, StatedOffer
from breakeven.domain.overhead import Overhead
from breakeven.domain.profile import Profile
from breakeven.domain.provenance import Assumption, Source
from breakeven.domain.quality import QualityChange
from breakeven.domain.rate_limit import RateLimit
from breakeven.domain.reserved import ReservedOffer
from breakeven.domain.rules import Licence
from breakeven.domain.surroundings import GridIntensity, RoundTrip, TokenCarbon
from breakeven.inputs.context import Provider, Region
from breakeven.inputs.csv_facts import read_rows
from breakeven.inputs.listings import Listing, TokenRow
from breakeven.inputs.toml_facts import read_named_tables, read_tables

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind(Generic[T_co]):
    """One kind of facts."""

    noun: str
    places: tuple[str, ...]
    """Patterns of files below the data directory or an overlay."""
    read: Callable[[Path], list[T_co]]
    identity: Callable[[Any], Hashable]
    skip: str = ""
    """A file name that lies there and is of another kind."""
    dated: bool = False
    """True for what changes with the day, such as prices: nothing is known before its date.

    What is not dated holds before its date too, until a later entry supersedes it.
    """


def _tables(noun: str, kind: type[T], *places: str, dated: bool = False) -> Kind[T]:
    read: Callable[[Path], list[T]] = partial(read_tables, key=noun, kind=kind)
    return Kind(noun=noun, places=places, read=read, identity=_by_id, dated=dated)


def _rows(
    noun: str, kind: type[T], *places: str, keys: tuple[str, ...], dated: bool = True
) -> Kind[T]:
    read: Callable[[Path], list[T]] = partial(read_rows, kind=kind)
    return Kind(noun=noun, places=places, read=read, identity=partial(_by, keys), dated=dated)


def _by_id(fact: Any) -> Hashable:
    return str(fact.id)


def _by(keys: tuple[str, ...], fact: Any) -> Hashable:
    return tuple(getattr(fact, key) for key in keys)


def _token_rows(path: Path) -> list[TokenRow]:
    return read_tables(path, "price", TokenRow, extra={"kind": path.parent.name})


MODELS = _tables("model", Model, "models/*.toml")
ACCELERATORS = _tables("accelerator", Accelerator, "accelerators/*.toml")
ENGINES = _tables("engine", Engine, "engines/*.toml")
ENGINE_VERSIONS: Kind[EngineVersion] = Kind(
    noun="engine version",
    places=("engines/versions/*.toml",),
    read=partial(read_tables, key="version", kind=EngineVersion),
    identity=partial(_by, ("engine", "version")),
)
EFFICIENCIES = _tables("efficiency", Efficiency, "calibration/*.toml")
PRECISIONS = _tables("precision", Precision, "precisions.toml")
LICENCES = _tables("licence", Licence, "licences/*.toml")
ASSUMPTIONS = _tables("assumption", Assumption, "assumptions.toml")
OVERHEADS = _tables("overhead", Overhead, "overheads.toml")
ASSUMPTIONS = _tables("assumption", Assumption, "assumptions.toml", "assumptions/*.toml")
STATED = _tables("stated", StatedOffer, "prices/stated/*.toml", dated=True)
PROFILES = _tables("profile", Profile, "context/profiles.toml")
SOURCES: Kind[Source] = Kind(
    noun="source",
    places=("sources/*.toml", "sources.toml"),
    read=partial(read_named_tables, kind=Source),
    identity=_by_id,
)
QUALITY = replace(
    _rows("quality", QualityScore, "quality/*.csv", keys=("model", "benchmark")),
    skip="quantisation.csv",
)
QUANTISATION = _rows(
    "quality change",
    QualityChange,
    "quality/quantisation.csv",
    keys=("scope", "precision", "task"),
)
RENTALS = _rows(
    "rental",
    RentalOffer,
    "prices/rental/*.csv",
    keys=("provider", "instance", "region", "accelerator", "accelerator_count", "purchase"),
)
RESERVED = _rows(
    "reserved api",
    ReservedOffer,
    "prices/reserved/*.csv",
    keys=("provider", "model", "scope", "term"),
)
PURCHASES = _rows(
    "purchase",
    PurchaseOffer,
    "prices/purchase.csv",
    keys=("item", "accelerator", "accelerator_count"),
)
PROVIDERS = _rows("provider", Provider, "context/providers.csv", keys=("provider",), dated=False)
REGIONS = _rows("region", Region, "context/regions.csv", keys=("provider", "region"), dated=False)
TOKENIZERS = _rows(
    "tokenizer",
    TokenizerRatio,
    "context/tokenizers.csv",
    keys=("tokenizer", "text"),
    dated=False,
)
MODEL_TOKENS = _rows(
    "model's tokens", ModelTokens, "context/model-tokens.csv", keys=("prefix",), dated=False
)
VERBOSITY = _rows("verbosity", Verbosity, "context/verbosity.csv", keys=("scope",), dated=False)
RATE_LIMITS = _rows(
    "rate limit", RateLimit, "context/rate-limits.csv", keys=("provider", "model"), dated=False
)
ROUND_TRIPS = _rows(
    "round trip",
    RoundTrip,
    "context/round-trips.csv",
    keys=("country", "other"),
    dated=False,
)
GRIDS = _rows(
    "grid intensity", GridIntensity, "context/grid-intensity.csv", keys=("country",), dated=False
)
TOKEN_CARBON = _rows(
    "token carbon",
    TokenCarbon,
    "context/token-carbon.csv",
    keys=("provider", "model"),
    dated=False,
)
LISTINGS: Kind[Listing] = Kind(
    noun="listing",
    places=("prices/listings.toml",),
    read=partial(read_tables, key="listing", kind=Listing),
    identity=partial(_by, ("provider", "reference")),
)
TOKEN_ROWS: Kind[TokenRow] = Kind(
    noun="token price",
    places=("prices/api/*.toml", "prices/hosted/*.toml"),
    read=_token_rows,
    identity=partial(_by, ("kind", "provider", "model", "above_input_tokens")),
    dated=True,
)
LAUNCHES = _tables("launch", Launch, "deploy/engines.toml")
DEFAULTS = _tables("default", Default, "deploy/defaults.toml")
PLATFORM_ACCELERATORS = _rows(
    "platform's accelerator",
    PlatformAccelerator,
    "deploy/accelerators.csv",
    keys=("accelerator",),
    dated=False,
)
PLATFORM_PROVIDERS = _rows(
    "platform's provider",
    PlatformProvider,
    "deploy/providers.csv",
    keys=("provider",),
    dated=False,
)
GATEWAYS = _rows("gateway", GatewayProvider, "deploy/gateways.csv", keys=("provider",), dated=False)
GGUFS = _rows("gguf", Gguf, "deploy/gguf.csv", keys=("model",), dated=False)
KINDS: tuple[Kind[Any], ...] = (
    MODELS,
    ACCELERATORS,
    ENGINES,
    ENGINE_VERSIONS,
    EFFICIENCIES,
    PRECISIONS,
    LICENCES,
    ASSUMPTIONS,
    OVERHEADS,
    STATED,
    PROFILES,
    SOURCES,
    QUALITY,
    QUANTISATION,
    RENTALS,
    RESERVED,
    PURCHASES,
    PROVIDERS,
    REGIONS,
    TOKENIZERS,
    MODEL_TOKENS,
    VERBOSITY,
    RATE_LIMITS,
    ROUND_TRIPS,
    GRIDS,
    TOKEN_CARBON,
    LISTINGS,
    TOKEN_ROWS,
    LAUNCHES,
    DEFAULTS,
    PLATFORM_ACCELERATORS,
    PLATFORM_PROVIDERS,
    GATEWAYS,
    GGUFS,
)
