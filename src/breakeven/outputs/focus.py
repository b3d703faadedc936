"""The bills of a decision's options as rows of FOCUS 1.2, to set beside real invoices.

FOCUS is the FinOps Open Cost and Usage Specification (focus.finops.org). All columns that version
1.2 makes mandatory are there; columns of our own begin with `x_`, as it asks. Nothing was billed:
the rows are what a month would cost.
"""

import csv
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from io import StringIO
from json import dumps

from breakeven.economics.account import AS_STATED, USED
from breakeven.economics.bill import BillLine
from breakeven.economics.decision import Decision, Option
from breakeven.outputs.ways_table import best_of_ways

VERSION = "1.2"
MOST = 100
"""Options whose bills are written, beside the best of each way to buy."""
COLUMNS = (
    "BilledCost",
    "BillingAccountId",
    "BillingAccountName",
    "BillingCurrency",
    "BillingPeriodEnd",
    "BillingPeriodStart",
    "ChargeCategory",
    "ChargeClass",
    "ChargeDescription",
    "ChargeFrequency",
    "ChargePeriodEnd",
    "ChargePeriodStart",
    "ConsumedQuantity",
    "ConsumedUnit",
    "ContractedCost",
    "EffectiveCost",
    "InvoiceIssuerName",
    "ListCost",
    "PricingQuantity",
    "PricingUnit",
    "ProviderName",
    "PublisherName",
    "ResourceId",
    "ServiceCategory",
    "ServiceName",
    "SkuId",
    "Tags",
    "x_FocusVersion",
    "x_IsEstimate",
    "x_OptionId",
    "x_Rank",
    "x_Source",
)
ACCOUNT = "breakeven-estimate"
INTERNAL = "internal"
"""Who charges for people, power and what else no seller of the option does."""
AI = "AI and Machine Learning"
CATEGORIES: Mapping[str, str] = {
    "input tokens": AI,
    "cached input tokens": AI,
    "output tokens": AI,
    "calls": AI,
    "retries": AI,
    "reserved units in use": AI,
    "idle reserved units": AI,
    "GPU hours in use": "Compute",
    "idle GPU hours": "Compute",
    "GPU seconds in use": "Compute",
    "GPU seconds starting and idle": "Compute",
    "own hardware in use": "Compute",
    "idle own hardware": "Compute",
    "spare machines": "Compute",
    "rollouts": "Compute",
    "zones": "Compute",
    "spot interruptions": "Compute",
    AS_STATED: "Compute",
    "weights storage": "Storage",
    "egress": "Networking",
    "observability": "Management and Governance",
}
"""Categories of the specification by our lines; all others are `Other`."""
SOLD = ("retries", "spare machines", "rollouts", "zones", "weights storage", "egress")
"""Lines that the seller of the option charges, beside tokens and machines themselves."""
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet that opens a CSV takes for the start of a formula."""
Row = dict[str, str | float | int | None]


def focus_csv(decision: Decision, *, most: int = MOST) -> str:
    """Return the bills of the leading options as CSV, one row a line.

    They are the cheapest `most` and the best of each way to buy.

    A month's costs stand in the month of the prices' date. Depreciation of own machines is an
    `EffectiveCost` that nobody bills.
    """
    stream = StringIO()
    made = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
    made.writeheader()
    for row in focus_rows(decision, most=most):
        made.writerow({name: safe(value) for name, value in row.items()})
    return stream.getvalue()


def safe(value: str | float | int | None) -> str | float | int:
    """Return a value that no spreadsheet takes for a formula.

    >>> safe("=1+1"), safe("gpt"), safe(-2.5)
    ("'=1+1", 'gpt', -2.5)
    """
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith(DANGEROUS):
        return f"'{value}"
    return value


def focus_rows(decision: Decision, *, most: int = MOST) -> Iterator[Row]:
    """Yield the rows of the leading options, cheapest first."""
    start = decision.as_of.replace(day=1)
    ways = {option.id for option in best_of_ways(decision.options)}
    for rank, option in enumerate(decision.feasible, 1):
        if rank > most and option.id not in ways:
            continue
        known = _of_option(option, rank=rank, start=start)
        for line in option.lines:
            yield {**known, **_of_line(decision, option, line)}
        for once in option.once:
            yield {
                **known,
                **_costs(once.usd, "One-Time", category="Purchase"),
                **_service(option, once.name),
                "PricingQuantity": 1,
                "PricingUnit": "Units",
                "x_Source": once.source,
            }


def _of_option(option: Option, *, rank: int, start: date) -> Row:
    end = date(start.year + start.month // 12, start.month % 12 + 1, 1)
    first, last = (
        datetime(d.year, d.month, d.day, tzinfo=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        for d in (start, end)
    )
    tags = {"kind": option.kind, "model": option.model, "purchase": option.purchase}
    return {
        "BillingAccountId": ACCOUNT,
        "BillingAccountName": "estimate, nothing was billed",
        "BillingCurrency": "USD",
        "BillingPeriodStart": first,
        "BillingPeriodEnd": last,
        "ChargePeriodStart": first,
        "ChargePeriodEnd": last,
        "ChargeClass": None,
        "ConsumedQuantity": None,
        "ConsumedUnit": None,
        "ResourceId": option.id,
        "SkuId": f"{option.provider}/{option.model}",
        "Tags": dumps({k: v for k, v in tags.items() if v}, sort_keys=True, ensure_ascii=False),
        "x_FocusVersion": VERSION,
        "x_IsEstimate": "true",
        "x_OptionId": option.id,
        "x_Rank": rank,
    }


def _of_line(decision: Decision, option: Option, line: BillLine) -> Row:
    """Return what is particular to a line of a month's bill."""
    tokens = _tokens(decision).get(line.name)
    usage = tokens is not None or line.name in CATEGORIES
    found: Row = {
        **_costs(line.usd_per_month, "Usage-Based" if usage else "Recurring", category="Usage"),
        **_service(option, line.name),
        "PricingQuantity": 1,
        "PricingUnit": "Months",
        "x_Source": line.source,
    }
    if line.name in USED["own hardware"]:
        found["BilledCost"] = 0.0
    if line.name == "calls":
        requests = decision.workload.requests_per_day * decision.days_per_month
        found |= {"PricingQuantity": requests / 1e3, "PricingUnit": "1000 Requests"}
        found |= {"ConsumedQuantity": requests, "ConsumedUnit": "Requests"}
    if tokens is not None:
        found |= {"PricingQuantity": tokens / 1e6, "PricingUnit": "1000000 Tokens"}
        found |= {"ConsumedQuantity": tokens, "ConsumedUnit": "Tokens"}
    return found


def _tokens(decision: Decision) -> dict[str, float]:
    """Return the tokens of a month by the line that they are paid in."""
    work = decision.workload
    requests = work.requests_per_day * decision.days_per_month
    inputs = requests * work.input_tokens.mean
    return {
        "input tokens": inputs * (1.0 - work.cached_input_share),
        "cached input tokens": inputs * work.cached_input_share,
        "output tokens": requests * work.output_tokens.mean,
    }


def _costs(usd: float, frequency: str, *, category: str) -> Row:
    costs: Row = dict.fromkeys(("BilledCost", "EffectiveCost", "ListCost", "ContractedCost"), usd)
    return {**costs, "ChargeCategory": category, "ChargeFrequency": frequency}


def _service(option: Option, name: str) -> Row:
    """Return who charges for a line, and for what."""
    bought = {*USED["GPU hours"], *USED["reserved units"], AS_STATED, *SOLD}
    sold = CATEGORIES.get(name) == AI or name in bought or name.startswith("GPU seconds")
    provider = option.provider if sold or name in USED["own hardware"] else INTERNAL
    return {
        "ChargeDescription": f"{name}: {option.model}",
        "InvoiceIssuerName": provider,
        "ProviderName": provider,
        "PublisherName": provider,
        "ServiceCategory": CATEGORIES.get(name, "Other"),
        "ServiceName": name,
    }
