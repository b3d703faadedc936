"""The main keys of answers, for `/openapi.json`: parts are the library's own dataclasses.

Answers may have more keys than these; a test holds real answers against them.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict

from breakeven.domain.offers import Excuse, OptionKind
from breakeven.domain.workload import PeakToMean
from breakeven.economics.bill import BillLine
from breakeven.economics.decision import FleetSize, Quality
from breakeven.economics.sizing import CapacityReport, MemoryReport, RateRange


class Part(BaseModel):
    """Some keys of a JSON object."""

    model_config = ConfigDict(extra="allow", use_attribute_docstrings=True)


class ErrorBody(Part):
    """What went wrong."""

    kind: str
    """One word, such as bad-input or unknown-name."""
    message: str
    """What was read, what was expected, what to do."""
    where: str
    """The field, the offer or the line; empty where there is none."""


class Error(Part):
    """A refusal."""

    error: ErrorBody


class Region(Part):
    """A range of volumes and the cheapest offer in it."""

    from_requests_per_day: float
    to_requests_per_day: float | None
    """Null where there is no end."""
    cheapest: str


class Traffic(Part):
    """The workload of a decision."""

    requests_per_day: float
    input_tokens_mean: float
    output_tokens_mean: float
    cached_input_share: float
    peak_to_mean: PeakToMean


class Option(Part):
    """One thing that could be bought, priced or excused."""

    id: str
    kind: OptionKind
    model: str
    usd_per_month: float | None
    usd_per_million_tokens: float | None
    feasible: bool
    excuse: Excuse | None
    fleet: FleetSize | None
    lines: list[BillLine]
    quality: Quality
    p_best: float | None
    usd_per_month_p05: float | None
    usd_per_month_p95: float | None


class PricedRule(Part):
    """A rule in force, and what imposing it costs."""

    name: str
    usd_per_month_without: float | None
    """The cheapest answer with this rule alone lifted; null where nothing is feasible then."""
    extra_usd_per_month: float | None
    """Null where nothing is feasible with the rule, or without it."""
    best_without: str


class DecideAnswer(Part):
    """The JSON of `breakeven decide`."""

    as_of: str
    workload: Traffic
    best: str | None
    """The id of the cheapest option; null where all were rejected."""
    options: list[Option]
    regions: list[Region]
    rules: list[PricedRule]
    warnings: list[str]
    error: ErrorBody | None = None
    """Only where all options were rejected."""


class Crossing(Part):
    """A volume at which the cheaper offer changes."""

    requests_per_day: float
    below: str
    above: str


class CrossAnswer(Part):
    """The JSON of `breakeven cross`."""

    crossings: list[Crossing]
    regions: list[Region]
    never: bool
    as_of: str


class SizeAnswer(Part):
    """The JSON of `breakeven size`."""

    memory: MemoryReport
    capacity: CapacityReport | None
    usd_per_million_output_tokens: float | None
    range: RateRange | None


class Question(Part):
    """The section `workload` of a question to `/api/decide`."""

    requests_per_day: float
    input_tokens: float
    output_tokens: float
    cached_input_share: float


class UsageAnswer(Part):
    """The JSON of `breakeven usage`."""

    format: str
    rows: int
    rejected_rows: int
    requests: int | None
    first: str | None
    last: str | None
    input_tokens: int | None
    cached_input_tokens: int | None
    output_tokens: int | None
    models: dict[str, Any]
    peak_to_mean: PeakToMean
    workload: Question


class Fact(Part):
    """One value with its unit and where it came from."""

    id: str
    kind: str
    value: Any
    unit: str
    date: str | None
    source: str


class Facts(Part):
    """Facts that mention a word."""

    facts: list[Fact]


class FactShown(Fact):
    """All that is known of one thing: its headline, and every value."""

    values: list[Fact]


ANSWERS = (Error, DecideAnswer, CrossAnswer, SizeAnswer, UsageAnswer, Facts, FactShown)
