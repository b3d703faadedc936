"""Bills as FOCUS rows."""

import csv
from dataclasses import replace
from io import StringIO

import pytest

from breakeven.economics.decision import Decision
from breakeven.outputs.focus import COLUMNS, focus_csv, safe

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
