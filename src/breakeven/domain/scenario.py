"""A question as someone writes it down: every part may be left open."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from annotated_types import Ge, Gt, Le

from breakeven.domain.cascade import Cascade
from breakeven.domain.horizon import Horizon
from breakeven.domain.offers import Purchase
from breakeven.domain.rules import Rules
from breakeven.domain.tasks import Tasks
from breakeven.domain.workload import LatencyTargets, Share

Positive = Annotated[float, Gt(0)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioWorkload:
    """The traffic: some numbers, or a log."""

    requests_per_day: Positive | None = None
    input_tokens: Positive | None = None
    """Mean of a request, cached tokens included."""
    output_tokens: Positive | None = None
    cached_input_share: Share | None = None
    usage_log: tuple[str, ...] = ()
    """Files, relative to the scenario's folder."""
    format: str = "auto"
    column_map: Mapping[str, str] = field(default_factory=dict)
    """Columns of an unknown log: time, input, output, cached, model."""
    profile: str = "chat"
    """How the day's hours are spread where a log does not tell: an id of context/profiles.toml."""
    utc_offset_hours: Annotated[float, Ge(-14), Le(14)] = 0.0
    """Of the hours of the log or profile, ahead of UTC: prices by the hour depend on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelChoice:
    """Which models would do."""

    like: str = ""
    """As good as this model; the default is stated in the answer."""
    only: tuple[str, ...] = ()
    """Exactly these, whatever their scores."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """How money is counted."""

    purchases: tuple[Purchase, ...] = (
        "on-demand",
        "reserved-1y",
        "reserved-3y",
        "managed",
        "owned",
        "colocation",
    )
    """Spot machines are left out unless asked for: their interruptions are not in the bill."""
    batch: bool = False
    """Whether answers may wait for hours: batch prices then hold where there are some."""
    engine: str = "vllm"
    without: tuple[str, ...] = ()
    """Cost lines that are switched off, by their names or the ids of what they rest on."""
    days_per_month: Positive | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One question."""

    name: str = ""
    workload: ScenarioWorkload = field(default_factory=ScenarioWorkload)
    targets: LatencyTargets = field(default_factory=LatencyTargets)
    models: ModelChoice = field(default_factory=ModelChoice)
    rules: Rules = field(default_factory=Rules)
    costs: Costs = field(default_factory=Costs)
    horizon: Horizon = field(default_factory=Horizon)
    tasks: Tasks = field(default_factory=Tasks)
    cascade: Cascade = field(default_factory=Cascade)
    assumptions: Mapping[str, float] = field(default_factory=dict)
    """Values of assumptions that are known better, by id."""
