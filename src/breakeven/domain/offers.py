"""What can be bought: tokens by the million, or machines by the hour."""

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Ge, Gt, Le

from breakeven.domain.provenance import Provenance
from breakeven.domain.workload import Share

Purchase = Literal[
    "on-demand",
    "spot",
    "reserved-1y",
    "reserved-3y",
    "managed",
    "owned",
    "colocation",
    "workstation",
]
HOURLY: tuple[Purchase, ...] = ("on-demand", "spot", "managed")
"""Purchase modes whose machines can be started and stopped by the hour."""
RESERVED: tuple[Purchase, ...] = ("reserved-1y", "reserved-3y")
OptionKind = Literal["api", "hosted", "reserved_api", "rented", "owned", "hybrid"]
ExcuseReason = Literal[
    "does-not-fit-in-memory",
    "context-too-long",
    "misses-latency-target",
    "licence",
    "residency",
    "retention",
    "too-far",
    "carbon-budget",
    "carbon-unknown",
    "below-quality-floor",
    "quality-unknown",
    "price-unknown",
    "price-stale",
    "no-machine",
    "provider",
    "unsupported",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Excuse:
    """Why an option cannot be, with the numbers."""

    reason: ExcuseReason
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenPrice:
    """What a provider asks for the tokens of a model, for requests up to a context length."""

    input_usd_per_million_tokens: Annotated[float, Ge(0)]
    output_usd_per_million_tokens: Annotated[float, Ge(0)]
    cached_input_usd_per_million_tokens: Annotated[float, Ge(0)]
    """Equal to the input price where there is no discount."""
    above_input_tokens: Annotated[float, Ge(0)] = 0
    """The price holds for requests with more input tokens than this."""
    cache_write_usd_per_million_tokens: Annotated[float, Ge(0)] | None = None
    """Of input that is written to a cache; None where that costs what other input costs."""
    cache_write_1h_usd_per_million_tokens: Annotated[float, Ge(0)] | None = None
    """Of input that a cache keeps for an hour; None where that costs what writing costs."""

    @property
    def written_usd_per_million_tokens(self) -> tuple[float, float]:
        """Prices of input that is written to a cache, and to one that keeps it for an hour."""
        usual, hour = (
            self.cache_write_usd_per_million_tokens,
            self.cache_write_1h_usd_per_million_tokens,
        )
        short = self.input_usd_per_million_tokens if usual is None else usual
        return short, short if hour is None else hour


Hour = Annotated[float, Ge(0), Le(24)]


@dataclass(frozen=True, slots=True, kw_only=True)
class HourPrice:
    """What tokens cost at some hours of each day, instead of the usual."""

    start_hour_utc: Hour
    end_hour_utc: Hour
    """Of the next day where it is before the start."""
    prices: tuple[TokenPrice, ...]
    """Tiers, as those of the offer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenOffer:
    """A model behind an API: proprietary, or open weights hosted by someone."""

    provider: str
    model: str
    kind: Literal["api", "hosted"]
    prices: tuple[TokenPrice, ...]
    """Tiers in rising order of `above_input_tokens`, the first at 0."""
    at_hours: tuple[HourPrice, ...] = ()
    """Other prices at some hours of the day."""
    usd_per_thousand_requests: Annotated[float, Ge(0)] = 0.0
    batch_discount: Share = 0.0
    """Share taken off where answers may wait for hours; 0 where there is no batch price."""
    quantisation: str = ""
    provenance: Provenance

    @property
    def id(self) -> str:
        """The offer's name on the command line."""
        return f"{self.kind}:{self.provider}/{self.model}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RentalOffer:
    """A whole machine as a provider sells it."""

    provider: str
    instance: str
    region: str
    accelerator: str
    accelerator_count: Annotated[int, Gt(0)]
    purchase: Purchase
    usd_per_hour: Annotated[float, Gt(0)]
    """Of the whole machine."""
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedOffer:
    """A self-hosted offer whose capacity and cost someone states instead of our predicting them."""

    id: str
    model: str
    usd_per_month: Annotated[float, Gt(0)]
    """Of one instance."""
    requests_per_day: Annotated[float, Gt(0)]
    """What one instance serves."""
    accelerator: str = ""
    count: Annotated[int, Ge(0)] = 0
    """Accelerators of one instance; 0 where it was not stated."""
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseOffer:
    """What a server or a card was sold for."""

    item: Literal["server", "card"]
    accelerator: str
    accelerator_count: Annotated[int, Gt(0)]
    usd: Annotated[float, Gt(0)]
    """Of all of it."""
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """One replica: a model on some accelerators, at a precision, with an engine."""

    model: str
    accelerator: str
    count: Annotated[int, Gt(0)]
    """GPUs of one replica; tensor parallel unless said otherwise."""
    precision: str
    engine: str

    @property
    def id(self) -> str:
        """The setup's name on the command line."""
        return (
            f"self:{self.model}@{self.accelerator}x{self.count}"
            f",precision={self.precision},engine={self.engine}"
        )
