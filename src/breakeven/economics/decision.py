"""The answer: every option, ranked or excused, with what it rests on."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

from breakeven.domain.display import Displayed
from breakeven.domain.horizon import Horizon
from breakeven.domain.offers import Excuse, OptionKind
from breakeven.domain.plain import fields_of
from breakeven.domain.provenance import Assumption
from breakeven.domain.workload import LatencyTargets, Workload
from breakeven.economics.bill import BillLine, OnceLine
from breakeven.economics.breakeven import Breakeven, Curve, Region, region_dict
from breakeven.economics.demand import Demand
from breakeven.economics.licence_terms import LicenceTerms
from breakeven.economics.prospect import Lever, Prospect
from breakeven.economics.rule_price import RulePrice
from breakeven.economics.task_cost import TaskCost

if TYPE_CHECKING:
    from breakeven.economics.carbon import Carbon
    from breakeven.economics.recipe import JointRecipe, Recipe


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetSize:
    """The machines of an option at the workload's volume."""

    replicas_peak: int
    replicas_mean: float
    gpus: int
    """Paid for, spares included."""
    utilization: float
    """Mean load over what the paid machines could serve: a result."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """How good a model is said to be, against the reference model."""

    benchmark: str
    score: float | None
    reference_score: float | None
    note: str = ""
    """What to know before comparing: below the reference, unknown, quantised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """What a fleet's replicas give at the load that they are sized for, in milliseconds."""

    ttft_p50_ms: float
    ttft_p99_ms: float
    tpot_p50_ms: float
    tpot_p99_ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class OverflowFound:
    """What a gate before own machines sends elsewhere, in the simulator."""

    share: float
    """Of the requests; the bill rests on it."""
    planned_share: float
    """What the load-duration curve promised of as many machines."""
    machines: float
    outstanding: int
    """Requests of a replica from which the next one goes elsewhere."""
    ttft_ms: float | None
    """Predicted time to the first token from which a request goes elsewhere."""
    latency: Latency
    """Of who stays, at the load that is nearest to a target, or beyond it."""
    meets_targets: bool
    """Whether who stays gets every target, however much arrives."""
    requests: int
    """That were served or sent away, at all loads together."""
    requests_from: str
    replicas: int
    """That were simulated, of a larger fleet some."""


CapacityFrom = Literal["simulation", "closed-form"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplicaRate:
    """What one replica serves inside the targets, in requests per second."""

    requests_per_second: float
    closed_form: float
    """What the closed form says."""
    source: CapacityFrom


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulated:
    """Which replicas of a decision were simulated, and on what."""

    which: str
    """`leaders`: all that could be the cheapest; `all`, or `none`."""
    replicas: int
    requests: int
    """That each of them served at least, at each rate that was tried."""
    requests_from: str
    """Which: of the log's busiest hours, or of lognormal lengths."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One thing that could be bought, priced or excused."""

    id: str
    kind: OptionKind
    model: str
    provider: str
    purchase: str = ""
    """How machines are paid for, or the tier of a price."""
    usd_per_month: float | None = None
    usd_per_million_tokens: float | None = None
    excuse: Excuse | None = None
    fleet: FleetSize | None = None
    latency: Latency | None = None
    rate: ReplicaRate | None = None
    """Of one replica; None where nothing is predicted."""
    lines: tuple[BillLine, ...] = ()
    once: tuple[OnceLine, ...] = ()
    """Paid once, in no month's bill."""
    quality: Quality
    flags: tuple[str, ...] = ()
    """What a reader must know: licence clauses, unequal quality, spot interruptions."""
    p_best: float | None = None
    """Share of the samples of the uncertain inputs in which this option is the cheapest."""
    usd_per_month_p05: float | None = None
    usd_per_month_p95: float | None = None
    per_task: TaskCost | None = None
    """What a task that ends well costs; None where no tasks are told of."""
    overflow: OverflowFound | None = None
    """Of own machines with an overflow; None where it was not simulated."""
    regret_usd_per_month: float | None = None
    """What choosing it costs in the mean above the cheapest of each sample."""
    carbon: "Carbon | None" = None
    """What it emits in a month; None where that is not known."""

    @property
    def feasible(self) -> bool:
        """Whether the option obeys every rule and target."""
        return self.excuse is None

    def to_dict(self) -> dict[str, object]:
        """Return the option as JSON."""
        return {
            "id": self.id,
            "kind": self.kind,
            "model": self.model,
            "provider": self.provider,
            "purchase": self.purchase,
            "usd_per_month": self.usd_per_month,
            "usd_per_million_tokens": self.usd_per_million_tokens,
            "feasible": self.feasible,
            "excuse": fields_of(self.excuse),
            "fleet": fields_of(self.fleet),
            "latency": fields_of(self.latency),
            "capacity_from": self.rate and self.rate.source,
            "replica_requests_per_second": self.rate and self.rate.requests_per_second,
            "closed_form_requests_per_second": self.rate and self.rate.closed_form,
            "lines": [fields_of(line) for line in self.lines],
            "once": [fields_of(line) for line in self.once],
            "quality": fields_of(self.quality),
            "flags": list(self.flags),
            "p_best": self.p_best,
            "usd_per_month_p05": self.usd_per_month_p05,
            "usd_per_month_p95": self.usd_per_month_p95,
            "regret_usd_per_month": self.regret_usd_per_month,
            "usd_per_successful_task": fields_of(self.per_task),
            "overflow": self.overflow and asdict(self.overflow),
            "carbon": fields_of(self.carbon),
        }


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Decision(Displayed):
    """A ranked answer that explains itself."""

    as_of: date
    workload: Workload
    demand: Demand
    targets: LatencyTargets
    options: tuple[Option, ...]
    """Of each series the cheapest, cheapest first; then the excused ones.

    A series is one model at one provider, for machines on one accelerator and purchase.
    """
    weighed: int
    """Concrete options that were priced or excused: counts and precisions apart."""
    regions: tuple[Region, ...]
    curves: Mapping[str, Curve]
    """Of the options that a reader would compare: the best of each kind."""
    crossings: Mapping[tuple[str, str], Breakeven]
    """Between those, by their names."""
    assumptions: tuple[Assumption, ...]
    warnings: tuple[str, ...] = ()
    reference_model: str = ""
    days_per_month: float
    samples: int = 0
    simulated: Simulated | None = None
    """None where no replica was."""
    levers: tuple[Lever, ...] = ()
    """What would change the answer."""
    prospect: Prospect | None = None
    """The months ahead; None without samples."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """Versions of the price data."""
    horizon: Horizon = field(default_factory=Horizon)
    """What is known of the months ahead."""
    recipes: "tuple[Recipe, ...]" = ()
    """What the bills of the leading options are computed from, for a spreadsheet with formulas."""

    mixture: "JointRecipe | None" = None
    """The same of the cheapest mixture."""
    rules: tuple[RulePrice, ...] = ()
    """What each rule in force costs."""
    licences: tuple[LicenceTerms, ...] = ()
    """Of the feasible options' models with open weights."""

    @property
    def best(self) -> Option | None:
        """The cheapest feasible option."""
        first = self.options[0] if self.options else None
        return first if first is not None and first.feasible else None

    @property
    def feasible(self) -> tuple[Option, ...]:
        """The options that obey every rule and target, cheapest first."""
        return tuple(o for o in self.options if o.feasible)

    def licences_of(self, option: Option) -> tuple[LicenceTerms, ...]:
        """Return the licences of an option's models."""
        models = option.model.split("+")
        return tuple(one for one in self.licences if any(m in one.models for m in models))

    def to_dict(self) -> dict[str, object]:
        """Return the JSON of `breakeven decide`."""
        return {
            "as_of": self.as_of.isoformat(),
            "workload": workload_dict(self.workload),
            "demand": {
                "peak_hour_to_mean": self.demand.peak_hour,
                "burst_minute_to_hour": self.demand.burst,
                "source": str(self.demand.provenance),
            },
            "targets": fields_of(self.targets),
            "reference_model": self.reference_model,
            "best": self.best.id if self.best else None,
            "weighed": self.weighed,
            "options": [o.to_dict() for o in self.options],
            "regions": [region_dict(r) for r in self.regions],
            "crossings": [
                {"between": list(names), **found.to_dict()}
                for names, found in self.crossings.items()
            ],
            "assumptions": [assumption_dict(a) for a in self.assumptions],
            "warnings": list(self.warnings),
            "days_per_month": self.days_per_month,
            "samples": self.samples,
            "simulated": fields_of(self.simulated),
            "rules": [rule.to_dict() for rule in self.rules],
            "licences": [terms.to_dict() for terms in self.licences],
            "levers": [fields_of(lever) for lever in self.levers],
            "horizon": self.prospect.to_dict() if self.prospect else None,
            "facts": dict(self.facts),
        }


def workload_dict(workload: Workload) -> dict[str, object]:
    """Return what the answer says about its traffic."""
    return {
        "name": workload.name,
        "requests": workload.requests,
        "requests_per_day": workload.requests_per_day,
        "input_tokens_mean": workload.input_tokens.mean,
        "output_tokens_mean": workload.output_tokens.mean,
        "cached_input_share": workload.cached_input_share,
        "peak_to_mean": fields_of(workload.peak_to_mean),
        "source": str(workload.provenance),
    }


def assumption_dict(assumption: Assumption) -> dict[str, object]:
    """Return an assumption with its range and source."""
    return {
        "id": assumption.id,
        "value": assumption.value,
        "low": assumption.low,
        "high": assumption.high,
        "unit": assumption.unit,
        "description": assumption.description,
        "source": str(assumption.provenance),
    }
