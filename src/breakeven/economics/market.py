"""Everything that is on offer, and what is known about it: the facts that a decision reads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from breakeven.domain.accelerator import Accelerator
from breakeven.domain.cascade import Escalation
from breakeven.domain.engine import Efficiency, Engine
from breakeven.domain.evaluation import Evaluation
from breakeven.domain.horizon import Horizon
from breakeven.domain.model import Model, Precision, QualityScore
from breakeven.domain.offers import (
    Purchase,
    PurchaseOffer,
    RentalOffer,
    StatedOffer,
    TokenOffer,
)
from breakeven.domain.provenance import Assumption
from breakeven.domain.quality import QualityChange
from breakeven.domain.rate_limit import RateLimit
from breakeven.domain.reserved import ReservedOffer
from breakeven.domain.rules import Licence, Rules
from breakeven.domain.surroundings import GridIntensity, RoundTrip, TokenCarbon
from breakeven.domain.tasks import Tasks
from breakeven.domain.workload import LatencyTargets, Workload
from breakeven.economics.cost_lines import CostLine
from breakeven.economics.demand import Demand
from breakeven.economics.load_duration import LoadDuration
from breakeven.economics.token_ratios import TokenFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """Facts as of one day."""

    as_of: date
    models: Mapping[str, Model]
    accelerators: Mapping[str, Accelerator]
    engines: Mapping[str, Engine]
    efficiencies: Mapping[str, Efficiency]
    precisions: Mapping[str, Precision]
    licences: Mapping[str, Licence]
    quality: Mapping[str, QualityScore]
    """By model, of one benchmark."""
    token_offers: tuple[TokenOffer, ...]
    rentals: tuple[RentalOffer, ...]
    stated: tuple[StatedOffer, ...] = ()
    reserved: tuple[ReservedOffer, ...] = ()
    """Capacity of APIs by the hour, month or year."""
    rate_limits: Mapping[tuple[str, str], RateLimit] = field(default_factory=dict)
    """By provider and model."""
    hardware: tuple[PurchaseOffer, ...] = ()
    """Servers and cards to buy."""
    european_regions: frozenset[tuple[str, str]] = frozenset()
    """(provider, region) of machines in the EU."""
    countries: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """Country of (provider, region)."""
    round_trips: Mapping[tuple[str, str], RoundTrip] = field(default_factory=dict)
    """By two countries, either way round."""
    grids: Mapping[str, GridIntensity] = field(default_factory=dict)
    """By country."""
    token_carbon: Mapping[tuple[str, str], TokenCarbon] = field(default_factory=dict)
    """By provider and model."""
    quality_changes: tuple[QualityChange, ...] = ()
    """What fewer bits do to a score."""
    weighed_on: Mapping[str, frozenset[str]] | None = None
    """Accelerators on which each model is looked at; None for all on all."""
    tokens: TokenFacts = field(default_factory=TokenFacts)
    """How many tokens the same work takes on different models."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Question:
    """What is asked of the market."""

    workload: Workload
    demand: Demand
    targets: LatencyTargets
    rules: Rules
    reference_model: str
    """Options are to be as good as this model; empty for no floor."""
    named_models: tuple[str, ...]
    """Only these models, whatever their quality; empty for all that are good enough."""
    assumptions: Mapping[str, Assumption]
    days_per_month: float
    engine: str
    purchases: tuple[Purchase, ...]
    batch: bool
    """Whether answers may wait for hours, so that batch prices hold."""
    assumed_targets: tuple[str, ...]
    """Latency targets that nobody gave."""
    without: frozenset[str]
    """Assumptions that are switched off by name."""
    horizon: Horizon = field(default_factory=Horizon)
    """What is known of the months ahead."""
    lines: tuple[CostLine, ...]
    """What bills are made of; those that are switched off by name are left out."""
    utc_offset_hours: float = 0.0
    """Of the demand's hours, ahead of UTC."""
    tasks: Tasks = field(default_factory=Tasks)
    """What the requests are attempts at."""
    evaluations: tuple[Evaluation, ...] = ()
    """Results of one's own evaluations, under our models' ids."""
    escalation: Escalation | None = None
    """Two models that share the requests; None where nobody asks."""

    def assumed(self, name: str) -> float:
        """Return an assumption's value, 0 where its line is switched off."""
        return 0.0 if name in self.without else self.assumptions[name].value

    @property
    def months(self) -> int:
        """How many months the answer looks ahead."""
        return round(self.assumptions["horizon_months"].value)

    @property
    def requests_per_month(self) -> float:
        """Requests of one month at the workload's volume."""
        return self.workload.requests_per_day * self.days_per_month

    @property
    def hours_per_month(self) -> float:
        """Hours that a machine is paid for in a month."""
        return 24.0 * self.days_per_month

    @property
    def hours(self) -> LoadDuration:
        """When the traffic comes, for machines that follow it."""
        return self.demand.hours
