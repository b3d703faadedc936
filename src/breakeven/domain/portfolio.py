"""Many questions at once, whose answers may share machines and commitments."""

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Gt, Le

from breakeven.domain.scenario import Scenario

Allocation = Literal["shapley", "proportional"]
"""How a shared bill is split: by what each adds on average over all orders of joining, or by the
machine time that each keeps busy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One workload of a portfolio."""

    name: str
    scenario: Scenario
    shift_hours: int = 0
    """How many hours later than the others' clocks its day begins."""
    months: tuple[Annotated[float, Gt(0)], ...] = ()
    """Volume of each month of a year over the mean, 12 values; empty where all are alike."""
    divisible: bool = False
    """Whether its requests may be spread over options."""
    adapter_rate: Annotated[float, Gt(0), Le(1)] | None = None
    """Where it runs as an adapter on a base model: the rate of a replica over that without
    adapters, as measured. No API or host is then an option."""
    adapter_rank: Annotated[int, Gt(0)] | None = None
    """Rank of its LoRA adapters: they take memory, and a rate that nobody measured falls."""
    adapters: Annotated[int, Gt(0)] = 1
    """How many of them it has."""

    @property
    def is_adapted(self) -> bool:
        """Whether it runs as an adapter on a base model."""
        return self.adapter_rate is not None or self.adapter_rank is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Portfolio:
    """Workloads that one organisation pays for."""

    name: str = ""
    allocation: Allocation = "shapley"
    max_kg_co2e_per_month_together: Annotated[float, Gt(0)] | None = None
    """Carbon budget of all workloads together, in kg of CO2e a month; in the file in `[rules]`."""
    workloads: tuple[Member, ...]
