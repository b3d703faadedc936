"""Bills as FOCUS rows."""

import csv
from dataclasses import replace
from io import StringIO

import pytest

from breakeven.economics.decision import Decision
from breakeven.outputs.focus import focus_csv, safe
from breakeven.outputs.focus_columns import CATEGORIES, COLUMNS, SUBCATEGORIES

MANDATORY = {
    "BilledCost",
    "BillingAccountId",
    "BillingAccountName",
    "BillingCurrency",
    "BillingPeriodEnd",
    "BillingPeriodStart",
    "ChargeCategory",
    "ChargeClass",
    "ChargeDescription",
    "ChargePeriodEnd",
    "ChargePeriodStart",
    "ContractedCost",
    "EffectiveCost",
    "InvoiceIssuerName",
    "ListCost",
    "PricingQuantity",
    "PricingUnit",
    "ProviderName",
    "PublisherName",
    "ServiceCategory",
    "ServiceName",
}
"""Of FOCUS 1.2."""


def rows_of(decision: Decision) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(focus_csv(decision))))


def test_all_mandatory_columns_are_there() -> None:
    assert set(COLUMNS) >= MANDATORY
    assert all(c in MANDATORY or c.startswith("x_") or c[0].isupper() for c in COLUMNS)


def test_the_rows_of_an_option_sum_to_its_bill(decision: Decision) -> None:
    sums: dict[str, float] = {}
    for row in rows_of(decision):
        if row["ChargeCategory"] == "Usage":
            name = row["x_OptionId"]
            sums[name] = sums.get(name, 0.0) + float(row["EffectiveCost"])
    assert sums == pytest.approx({o.id: o.usd_per_month for o in decision.feasible})


def test_a_period_is_the_month_of_the_prices(decision: Decision) -> None:
    row = rows_of(decision)[0]
    assert row["BillingPeriodStart"] == "2026-09-01T00:00:00Z"
    assert row["BillingPeriodEnd"] == "2026-10-01T00:00:00Z"


def test_the_last_month_of_a_year_ends_in_the_next(decision: Decision) -> None:
    late = replace(decision, as_of=decision.as_of.replace(month=12))
    assert rows_of(late)[0]["ChargePeriodEnd"] == "2027-01-01T00:00:00Z"


def test_depreciation_is_no_bill(decision: Decision) -> None:
    best = decision.feasible[0]
    lines = (replace(best.lines[0], name="idle own hardware"),)
    changed = replace(decision, options=(replace(best, lines=lines), *decision.options[1:]))
    row = rows_of(changed)[0]
    assert float(row["BilledCost"]) == 0.0
    assert float(row["EffectiveCost"]) == pytest.approx(best.lines[0].usd_per_month)


def test_a_name_that_looks_like_a_formula_is_quoted(decision: Decision) -> None:
    best = replace(decision.feasible[0], provider="=HYPERLINK(1)", id="@evil")
    changed = replace(decision, options=(best, *decision.options[1:]))
    row = rows_of(changed)[0]
    assert row["x_OptionId"] == "'@evil"
    assert safe("\t=1") == "'\t=1"


def test_nothing_feasible_has_a_head_alone(nothing: Decision) -> None:
    assert focus_csv(nothing).strip() == ",".join(COLUMNS)


ALLOWED = {
    "ChargeCategory": {"Usage", "Purchase", "Tax", "Credit", "Adjustment"},
    "ChargeFrequency": {"One-Time", "Recurring", "Usage-Based"},
    "PricingCategory": {"Standard", "Dynamic", "Committed", "Other"},
    "BillingCurrency": {"USD"},
    "ChargeClass": {""},
}
NULLABLE = {"ChargeClass", "ConsumedQuantity", "ConsumedUnit"}


def test_values_are_those_that_the_specification_allows(decision: Decision) -> None:
    for row in rows_of(decision):
        for column, allowed in ALLOWED.items():
            assert row[column] in allowed
        assert not (row["ChargeCategory"] == "Purchase" and row["ChargeFrequency"] == "Usage-Based")
        assert all(value or column in NULLABLE for column, value in row.items())
        assert bool(row["ConsumedQuantity"]) == bool(row["ConsumedUnit"])


def test_a_price_times_a_quantity_is_a_cost(decision: Decision) -> None:
    for row in rows_of(decision):
        quantity = float(row["PricingQuantity"])
        for name in ("List", "Contracted"):
            usd = float(row[f"{name}UnitPrice"]) * quantity
            assert usd == pytest.approx(float(row[f"{name}Cost"]))


def test_every_category_has_its_subcategory() -> None:
    assert set(SUBCATEGORIES) <= set(CATEGORIES.values())


def test_a_mix_pays_two_sellers_and_says_no_tokens(decision: Decision) -> None:
    best = decision.feasible[0]
    lines = tuple(replace(best.lines[0], name=n) for n in ("input tokens", "GPU hours in use"))
    mixed = replace(best, kind="hybrid", provider="lambda+openai", lines=lines)
    rows = rows_of(replace(decision, options=(mixed, *decision.options[1:])))
    tokens, machines = rows[0], rows[1]
    assert (tokens["ProviderName"], machines["ProviderName"]) == ("openai", "lambda")
    assert (tokens["PricingUnit"], tokens["ConsumedQuantity"]) == ("Months", "")


def test_spot_prices_move(decision: Decision) -> None:
    spot = replace(decision.feasible[0], purchase="spot")
    rows = rows_of(replace(decision, options=(spot, *decision.options[1:])))
    assert rows[0]["PricingCategory"] == "Dynamic"
