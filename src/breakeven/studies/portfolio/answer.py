"""The answer of `breakeven plan`: who runs where, on which machines, for how much."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from breakeven.domain.numbers import Array
from breakeven.domain.plain import fields_of
from breakeven.domain.portfolio import Allocation


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A workload, or a part of it, on an option."""

    workload: str
    option: str
    share: float
    """Of the workload's requests."""
    model: str
    flags: tuple[str, ...] = ()
    """What a reader must know of the option: licence clauses, quality."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """What the simulator says of a fleet at its busiest hour."""

    workload: str
    ttft_p99_ms: float
    tpot_p99_ms: float
    meets_targets: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Resident:
    """One of several models on the same machines."""

    option: str
    """What it would be with machines of its own."""
    model: str
    workloads: tuple[str, ...]
    cache_share: float
    """Of the cache that it would have alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What several models on the same machines take."""

    models: tuple[Resident, ...]
    held_gib: float
    """Weights and runtime of all, on each GPU."""
    usable_gib: float
    """Of each GPU."""
    busy_at_peak: float
    """Share of the time in the fullest hour, smaller caches reckoned in."""
    busy_limit: float
    """What that may be at most: an assumption."""

    def to_dict(self) -> dict[str, object]:
        """Return the sharing as JSON."""
        models = [{**(fields_of(m) or {}), "workloads": list(m.workloads)} for m in self.models]
        return {**(fields_of(self) or {}), "models": models}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """The machines of one option, and who shares them."""

    option: str
    pool: str
    """Machines of a pool share their reservations."""
    workloads: tuple[str, ...]
    machines_peak: int
    machines_mean: float
    busy: float
    """Mean load over the machines that run."""
    fixed_usd_per_month: float
    """Paid whatever the number of machines."""
    simulated_requests: int = 0
    confirmed: tuple[Confirmed, ...] = ()
    """By workload; empty where nothing was simulated."""
    shared: Shared | None = None
    """Where several models are on each of its machines."""

    def to_dict(self) -> dict[str, object]:
        """Return the fleet as JSON."""
        return {
            **(fields_of(self) or {}),
            "workloads": list(self.workloads),
            "confirmed": [fields_of(c) for c in self.confirmed],
            "shared": self.shared.to_dict() if self.shared else None,
        }


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Purchase:
    """The machines of a pool: how many are committed, how many come by the hour."""

    pool: str
    commitment: str
    """The purchase of those that are committed; empty where none are."""
    committed: int
    by_the_hour_mean: float
    machines_peak: int
    usd_per_month: float
    committed_usd_each: float | None
    hourly_usd_each: float | None
    """If it ran all month."""
    needed: Array
    """Machines in each hour."""

    def to_dict(self) -> dict[str, object]:
        """Return the purchase as JSON."""
        return {**(fields_of(self) or {}), "needed": [int(n) for n in self.needed]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """What one workload pays of it all."""

    workload: str
    usd_per_month: float
    alone_usd_per_month: float
    """What its own best option costs with nobody else."""
    alone_option: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePrice:
    """What a rule costs: the plan with it, less the plan without."""

    workload: str
    """Empty for all that have it."""
    rule: str
    usd_per_month: float
    without_usd_per_month: float
    """The whole plan's cost without the rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanCarbon:
    """What a plan emits, and may, in kg of CO2e: where the portfolio has a budget."""

    kg_co2e_per_month: float
    max_kg_co2e_per_month: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PortfolioPlan:
    """The cheapest plan that was found, and how far from the best it can be."""

    as_of: date
    name: str
    usd_per_month: float
    bound_usd_per_month: float
    linear_bound_usd_per_month: float
    """The bound with fractions of machines and workloads."""
    gap: float
    alone_usd_per_month: float
    """Where each workload buys its own best option."""
    assignments: tuple[Assignment, ...]
    fleets: tuple[Fleet, ...]
    purchases: tuple[Purchase, ...]
    bills: tuple[Bill, ...]
    allocation: Allocation
    carbon: PlanCarbon | None = None
    """None without a budget of all workloads together."""
    rules: tuple[RulePrice, ...] = ()
    weighed: int = 0
    """Options of all workloads together."""
    hours: int = 0
    warnings: tuple[str, ...] = ()
    facts: Mapping[str, str]

    def to_dict(self) -> dict[str, object]:
        """Return the JSON of `breakeven plan`."""
        return {
            "as_of": self.as_of.isoformat(),
            "name": self.name,
            "usd_per_month": self.usd_per_month,
            "bound_usd_per_month": self.bound_usd_per_month,
            "linear_bound_usd_per_month": self.linear_bound_usd_per_month,
            "gap": self.gap,
            "alone_usd_per_month": self.alone_usd_per_month,
            "assignments": [
                {**(fields_of(a) or {}), "flags": list(a.flags)} for a in self.assignments
            ],
            "fleets": [f.to_dict() for f in self.fleets],
            "purchases": [p.to_dict() for p in self.purchases],
            "bills": [fields_of(b) for b in self.bills],
            "allocation": self.allocation,
            "carbon": fields_of(self.carbon) if self.carbon else None,
            "rules": [fields_of(r) for r in self.rules],
            "weighed": self.weighed,
            "hours": self.hours,
            "warnings": list(self.warnings),
            "facts": dict(self.facts),
        }
