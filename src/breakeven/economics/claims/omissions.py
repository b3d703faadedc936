"""What a claim leaves out: a checklist on the inputs that it does not state."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from breakeven.domain.claim import Beside, Claim, Stated

SELF = ("self_", "gpu", "hardware_", "machine", "owned_")
MIX = ("output_share", "output_over_input", "input_over_output")
PAIRS = (
    ("input_tokens_per_request", "output_tokens_per_request"),
    ("input_tokens_per_day", "output_tokens_per_day"),
    ("batch_input_tokens", "batch_output_tokens"),
)
OLD_DAYS = 365
SHORT_MONTH = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What the rules look at."""

    claim: Claim
    stated: frozenset[str]
    """Of all variants."""
    used: frozenset[str]
    """Quantities on the way to the answers, stated or not."""
    values: Mapping[str, tuple[Stated, ...]]
    """All values that are stated for a quantity."""
    longest_payback_months: float = 0.0
    beside: Beside = field(default_factory=Beside)

    def says(self, *starts: str) -> bool:
        """Whether an input is stated whose name begins so."""
        return any(name.startswith(starts) for name in self.stated)

    def has(self, *names: str) -> bool:
        """Whether one of these inputs is stated."""
        return not self.stated.isdisjoint(names)

    def uses(self, *starts: str) -> bool:
        """Whether a quantity on the way begins so."""
        return any(name.startswith(starts) for name in self.used)

    @property
    def runs_machines(self) -> bool:
        """Whether someone must run machines for it."""
        return self.says(*SELF)

    @property
    def pays_tokens(self) -> bool:
        """Whether an API is part of it."""
        return self.says("api_")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One thing that claims leave out."""

    id: str
    text: str
    applies: Callable[[Scope], bool]
    counted: Callable[[Mapping[str, Stated], Beside], dict[str, Stated]] | None = None
    """The inputs with it, to say what it would change."""


def _mostly_output(scope: Scope) -> bool:
    first = ((name, scope.values.get(name, ())) for name in MIX)
    bounds = {"output_share": 0.5, "output_over_input": 1.0}
    for name, values in first:
        flat = [v for v in values if not isinstance(v, tuple)]
        if name in bounds and any(v > bounds[name] for v in flat):
            return True
        if name == "input_over_output" and any(v < 1 for v in flat):
            return True
    pairs = ((scope.values.get(i, ()), scope.values.get(o, ())) for i, o in PAIRS)
    return any(
        not isinstance(a, tuple) and not isinstance(b, tuple) and b > a
        for inputs, outputs in pairs
        for a, b in zip(inputs, outputs, strict=False)
    )


def _production_mix(stated: Mapping[str, Stated], beside: Beside) -> dict[str, Stated]:
    tokens_in = beside.typical.get("typical_input_tokens")
    tokens_out = beside.typical.get("typical_output_tokens")
    if not tokens_in or not tokens_out:
        return dict(stated)
    share = tokens_out / (tokens_in + tokens_out)
    changed = {name: value for name, value in stated.items() if name not in MIX}
    if len(changed) < len(stated):
        changed["output_share"] = share
    for name_in, name_out in PAIRS:
        a, b = changed.get(name_in), changed.get(name_out)
        if isinstance(a, int | float) and isinstance(b, int | float):
            changed |= {name_in: (a + b) * (1 - share), name_out: (a + b) * share}
    return changed


def _typical(name: str, assumption: str) -> Callable[..., dict[str, Stated]]:
    def counted(stated: Mapping[str, Stated], beside: Beside) -> dict[str, Stated]:
        value = beside.typical.get(assumption)
        return {**stated, name: value} if value else dict(stated)

    return counted


def _staffed(stated: Mapping[str, Stated], beside: Beside) -> dict[str, Stated]:
    usd = beside.typical.get("half_engineer_usd_per_month", 0.0)
    if any(name.startswith("batch") for name in stated):
        return dict(stated)
    hours = stated.get("hours_per_month", 365.25 * 2)
    for name, more in (("owned_opex_usd_per_hour", usd / _low(hours)), ("self_usd_per_month", usd)):
        if name in stated:
            return {**stated, name: _low(stated[name]) + more}
    return {**stated, "staff_usd_per_month": usd}


def _low(value: Stated) -> float:
    return float(value[0] if isinstance(value, tuple) else value)


def _mean_month(stated: Mapping[str, Stated], _: Beside) -> dict[str, Stated]:
    changed = dict(stated)
    if changed.get("days_per_month") == SHORT_MONTH:
        changed["days_per_month"] = 365.25 / 12
    if changed.get("hours_per_month") == 24 * SHORT_MONTH:
        changed["hours_per_month"] = 365.25 * 2
    return changed


def _escalated(stated: Mapping[str, Stated], _: Beside) -> dict[str, Stated]:
    share = stated.get("escalated_share")
    hourly = stated.get("api_usd_per_request")
    if isinstance(share, int | float) and isinstance(hourly, int | float):
        return {**stated, "api_usd_per_request": hourly * (1 - share)}
    return dict(stated)


def _stale(scope: Scope) -> bool:
    day, today = scope.claim.prices_as_of or scope.claim.date, scope.beside.today
    return day is not None and today is not None and (today - day).days > OLD_DAYS


RULES = (
    Rule(
        id="staff",
        text="people: half an engineer or more looks after own or rented machines",
        applies=lambda s: s.runs_machines and not s.says("staff_") and not s.has("total_usd"),
        counted=_staffed,
    ),
    Rule(
        id="output-heavy-mix",
        text="more output than input, the reverse of production traffic",
        applies=_mostly_output,
        counted=_production_mix,
    ),
    Rule(
        id="idle-hours",
        text="idle hours: the machine is taken as always full",
        applies=lambda s: s.uses("utilization", "breakeven_hours") and not s.has("utilization"),
    ),
    Rule(
        id="escalation",
        text="requests that go on to the API are not in the break-even",
        applies=lambda s: (
            s.has("escalated_share")
            and s.uses("breakeven_requests_per_hour")
            and not s.uses("breakeven_requests_per_hour_with_escalation")
        ),
        counted=_escalated,
    ),
    Rule(
        id="peak",
        text="peaks: a mean volume spreads the cost, the busiest minute sizes the machines",
        applies=lambda s: s.runs_machines and not s.has("peak_over_mean") and not s.says("batch"),
    ),
    Rule(
        id="spare-machines",
        text="a spare machine: with one alone, a failure or an update is an outage",
        applies=lambda s: s.runs_machines and not s.has("spare_machines"),
    ),
    Rule(
        id="throughput-conditions",
        text="throughput without concurrency or latency target: one stream is no capacity",
        applies=lambda s: (
            s.says(
                "tokens_per_second", "output_tokens_per_second", "gpu_tokens", "gpu_output_tokens"
            )
            and not s.has("concurrency")
        ),
    ),
    Rule(
        id="capacity",
        text="capacity: no throughput is stated, so nothing says that the machine can serve it",
        applies=lambda s: (
            s.uses("breakeven_")
            and s.uses("api_")
            and s.runs_machines
            and not any("tokens_per_second" in n or "capacity" in n for n in s.stated)
            and not s.has("machine_requests_per_day", "requests_per_hour")
        ),
    ),
    Rule(
        id="hosted-comparator",
        text="the same open weights hosted by someone else, which usually win first",
        applies=lambda s: s.runs_machines and s.pays_tokens and not s.says("hosted_"),
    ),
    Rule(
        id="quality",
        text="quality: two different models are compared token for token",
        applies=lambda s: (
            s.runs_machines
            and s.pays_tokens
            and (not s.claim.model or s.claim.model != s.claim.api_model)
        ),
    ),
    Rule(
        id="cache-and-batch",
        text="discounts of the API for cached input and for batches",
        applies=lambda s: s.says("api_input") and not s.has("cached_input_share"),
    ),
    Rule(
        id="server",
        text="bare GPUs: no chassis, processors, memory, network",
        applies=lambda s: s.has("gpu_usd") and not s.has("hosting_usd", "other_usd"),
    ),
    Rule(
        id="power-usage-effectiveness",
        text="cooling: power of the building over that of its machines",
        applies=lambda s: (
            s.has("electricity_usd_per_kwh") and not s.has("power_usage_effectiveness")
        ),
        counted=_typical("power_usage_effectiveness", "power_usage_effectiveness"),
    ),
    Rule(
        id="facility",
        text="space, network and power of owned machines",
        applies=lambda s: (
            s.has("hardware_usd", "gpu_usd")
            and not s.says("hosting_", "colocation_", "electricity_")
        ),
    ),
    Rule(
        id="price-decline",
        text="falling prices: over the months that it takes, what it replaces gets cheaper",
        applies=lambda s: s.longest_payback_months > 6 and not s.has("price_decline_per_year"),
    ),
    Rule(
        id="resale",
        text="what the hardware brings in the end",
        applies=lambda s: s.uses("total_usd", "hardware_usd_per_month") and not s.has("resale_usd"),
    ),
    Rule(
        id="purchase-mode",
        text="how the cloud machine is bought: on-demand, spot and reserved differ threefold",
        applies=lambda s: (
            s.says("cloud_", "gpu_usd_per_hour", "machine_usd_per_hour")
            and not s.claim.purchase
            and not s.claim.variants
        ),
    ),
    Rule(
        id="cold-start",
        text="cold starts and pre-emption of a machine that comes and goes",
        applies=lambda s: (
            s.has("hours_per_day", "batch_minutes", "batch_hours")
            and s.says("machine_usd_per", "gpu_usd_per_hour")
            and not s.has("cold_start_minutes")
        ),
    ),
    Rule(
        id="month",
        text="a month of 30 days: a mean one has 30.44",
        applies=lambda s: (
            any(v == SHORT_MONTH for v in s.values.get("days_per_month", ()))
            or any(v == 24 * SHORT_MONTH for v in s.values.get("hours_per_month", ()))
        ),
        counted=_mean_month,
    ),
    Rule(
        id="price-date",
        text="the date of its prices",
        applies=lambda s: s.claim.date is None and s.claim.prices_as_of is None,
    ),
    Rule(
        id="old-prices",
        text="today's prices: its own are more than a year old, and prices fall",
        applies=_stale,
    ),
    Rule(
        id="range",
        text="a range: it is one point, without a low and a high",
        applies=lambda s: (
            not any(isinstance(v, tuple) for values in s.values.values() for v in values)
        ),
    ),
)


def left_out(scope: Scope) -> Iterable[Rule]:
    """Return the rules that apply to a claim, the weightiest first."""
    return (rule for rule in RULES if rule.applies(scope))
