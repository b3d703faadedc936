"""The question of `decide` and `report`, as options of the command line."""

from dataclasses import dataclass
from typing import Annotated, Any

from cyclopts import Parameter

from breakeven.cli import options as o


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The traffic, what is asked of it, and how money is counted."""

    requests_per_day: Annotated[
        float | None, Parameter(help="Mean requests a day.", validator=o.positive)
    ] = None
    input_tokens: o.InputTokens = None
    output_tokens: o.OutputTokens = None
    cached_input_share: o.CachedShare = None
    usage_log: o.UsageLog = ()
    column_map: o.ColumnMap = None
    like: Annotated[str | None, Parameter(help="Weigh only models about as good as this one.")] = (
        None
    )
    models: Annotated[
        tuple[str, ...],
        Parameter(
            name=["--models", "--model"],
            help="Weigh only these models, however good: A,B, or repeated.",
            negative="",
            show_default=False,
        ),
    ] = ()
    ttft_p99_ms: o.Ttft = None
    tpot_p99_ms: o.Tpot = None
    e2e_p99_ms: o.EndToEnd = None
    profile: o.Profile = None
    without: o.Without = ()
    batch: Annotated[
        bool,
        Parameter(
            help="Answers may wait for hours: batch prices hold where there are some.",
            negative="",
            show_default=False,
        ),
    ] = False
    purchases: o.Purchases = ()
    rules: o.RuleNames = ()
    months: o.Months = None
    growth_per_month: o.Growth = None
    discount_rate: o.DiscountRate = None
    days_per_month: o.DaysPerMonth = None

    def given(self) -> dict[str, Any]:
        """Return the options as the library takes them."""
        return {
            "requests_per_day": self.requests_per_day,
            "input_tokens": self.input_tokens,
            "output_tokens": self.output_tokens,
            "cached_input_share": self.cached_input_share,
            "usage_log": o.paths_of(self.usage_log),
            "column_map": o.columns_of(self.column_map),
            "like": self.like,
            "models": o.listed(self.models),
            "ttft_p99_ms": self.ttft_p99_ms,
            "tpot_p99_ms": self.tpot_p99_ms,
            "e2e_p99_ms": self.e2e_p99_ms,
            "profile": self.profile,
            "without": o.listed(self.without),
            "batch": self.batch,
            "purchases": o.listed(self.purchases),
            "rules": o.rules_of(self.rules),
            "months": self.months,
            "growth_per_month": self.growth_per_month,
            "discount_rate_per_year": self.discount_rate,
            "days_per_month": self.days_per_month,
        }
