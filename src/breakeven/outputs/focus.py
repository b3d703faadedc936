"""The bills of a decision's options as rows of FOCUS 1.2, to set beside real invoices.

FOCUS is the FinOps Open Cost and Usage Specification (focus.finops.org). All columns that version
1.2 makes mandatory are there; columns of our own begin with `x_`, as it asks. Nothing was billed:
the rows are what a month would cost.
"""

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import StringIO
from json import dumps

from breakeven.economics.account import AS_STATED, USED
from breakeven.economics.bill import BillLine
from breakeven.economics.decision import Decision, Option
from breakeven.outputs.focus_columns import (
    ACCOUNT,
    AI,
    COLUMNS,
    INTERNAL,
    SOLD,
    VERSION,
    category_of,
    subcategory_of,
)
from breakeven.outputs.names import KINDS, name_of
from breakeven.outputs.ways_table import best_of_ways

MOST = 100
"""Options whose bills are written, beside the best of each way to buy."""

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
            yield _with_prices({**known, **_of_line(decision, option, line)})
        for once in option.once:
            bought: Row = {
                **known,
                **_costs(once.usd, "One-Time", category="Purchase"),
                **_service(option, once.name),
                "PricingQuantity": 1,
                "PricingUnit": "Units",
                "x_Source": once.source,
            }
            yield _with_prices(bought)


def _with_prices(row: Row) -> Row:
    """Return a row with its unit prices: times the quantity they are the costs."""
    quantity = float(row["PricingQuantity"] or 0.0)
    found = {
        f"{name}UnitPrice": float(row[f"{name}Cost"] or 0.0) / quantity
        for name in ("List", "Contracted")
    }
    return {**row, **found}


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
        "PricingCategory": "Dynamic" if option.purchase == "spot" else "Standard",
        "ResourceId": option.id,
        "ResourceName": str(name_of(option.id)),
        "ResourceType": KINDS[option.kind],
        "SkuId": f"{option.provider}/{option.model}",
        "Tags": dumps({k: v for k, v in tags.items() if v}, sort_keys=True, ensure_ascii=False),
        "x_FocusVersion": VERSION,
        "x_IsEstimate": "true",
        "x_OptionId": option.id,
        "x_Rank": rank,
    }


def _of_line(decision: Decision, option: Option, line: BillLine) -> Row:
    """Return what is particular to a line of a month's bill."""
    usage = category_of(line.name) != "Other"
    priced = _priced(decision, option, line.name)
    found: Row = {
        **_costs(line.usd_per_month, "Usage-Based" if usage else "Recurring", category="Usage"),
        **_service(option, line.name),
        **(priced or {"PricingQuantity": 1, "PricingUnit": "Months"}),
        "x_Source": line.source,
    }
    if line.name in USED["own hardware"]:
        found["BilledCost"] = 0.0
    return found


def _priced(decision: Decision, option: Option, line: str) -> Row | None:
    """Return how much of what is paid by use is bought; None for what is paid by the month.

    Of a mix only a part of the traffic goes to the API, and a bill does not say which.
    """
    if option.kind == "hybrid":
        return None
    if line == "calls":
        requests = decision.workload.requests_per_day * decision.days_per_month
        return {
            "PricingQuantity": requests / 1e3,
            "PricingUnit": "1000 Requests",
            "ConsumedQuantity": requests,
            "ConsumedUnit": "Requests",
        }
    tokens = _tokens(decision).get(line)
    if not tokens:
        return None
    return {
        "PricingQuantity": tokens / 1e6,
        "PricingUnit": "1000000 Tokens",
        "ConsumedQuantity": tokens,
        "ConsumedUnit": "Tokens",
    }


PER_TOKEN = ("input tokens", "cached input tokens", "output tokens")


def _tokens(decision: Decision) -> dict[str, float]:
    """Return the tokens of a month by the line that they are paid in."""
    work = decision.workload
    requests = work.requests_per_day * decision.days_per_month
    inputs = requests * work.input_tokens.mean
    amounts = (
        inputs * (1.0 - work.cached_input_share),
        inputs * work.cached_input_share,
        requests * work.output_tokens.mean,
    )
    return dict(zip(PER_TOKEN, amounts, strict=True))


def _costs(usd: float, frequency: str, *, category: str) -> Row:
    costs: Row = dict.fromkeys(("BilledCost", "EffectiveCost", "ListCost", "ContractedCost"), usd)
    return {**costs, "ChargeCategory": category, "ChargeFrequency": frequency}


def _service(option: Option, name: str) -> Row:
    """Return who charges for a line, and for what."""
    provider = _provider(option, name)
    return {
        "ChargeDescription": f"{name}: {option.model}",
        "InvoiceIssuerName": provider,
        "ProviderName": provider,
        "PublisherName": provider,
        "ServiceCategory": category_of(name),
        "ServiceName": name,
        "ServiceSubcategory": subcategory_of(name),
        "SkuPriceId": f"{option.provider}/{option.model}/{name}",
    }


def _provider(option: Option, name: str) -> str:
    """Return who charges for a line; of a mix, machines and tokens have sellers of their own."""
    bought = {*USED["GPU hours"], *USED["reserved units"], AS_STATED, *SOLD}
    tokens = category_of(name) == AI
    sold = tokens or name in bought or name.startswith("GPU seconds")
    if not sold and name not in USED["own hardware"]:
        return INTERNAL
    machines, _, api = option.provider.partition("+")
    return api if api and tokens else machines
