"""Rows of a bill in the FOCUS format: tokens where a meter names them, and what they cost."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from breakeven.inputs.usage.examples import Call, buckets, iso
from breakeven.inputs.usage.long import Long
from breakeven.inputs.usage.normal import OTHER, say
from breakeven.inputs.usage.paths import Amount, Rows
from breakeven.inputs.usage.rendering import csv_text

if TYPE_CHECKING:
    import ibis.expr.types as ir

DAY = 86_400
METER = "SkuMeter | ChargeDescription"
# What a meter's name says, the first that fits; names are of several clouds.
DIRECTIONS = (
    ("cached", r"cach\w*[ _-]?(read|hit)|cached|cchd|cache[ _-]?input"),
    ("cache_write", r"cache[ _-]?(write|creation)"),
    ("output", r"output|outp\b|completion|generated|response"),
    ("input", r"input|inp\b|prompt"),
)
COUNTS = {
    "cached": ("input", "cached"),
    "cache_write": ("input", "cache_write"),
    "output": ("output",),
    "input": ("input",),
}
MANY = (("1000000", 1e6), ("1m", 1e6), ("million", 1e6), ("1000", 1e3), ("1k", 1e3), ("k ", 1e3))
"""What a unit begins with or holds, and how many tokens it stands for."""


def example(calls: Sequence[Call]) -> str:
    """Write days, a row for each meter."""
    rows = []
    for (start, model, team), total in buckets(calls, DAY).items():
        billed = {
            "input-tokens": total.fresh + total.written,
            "cached-input-tokens": total.cached,
            "output-tokens": total.output,
        }
        for meter, tokens in billed.items():
            share = tokens / (total.input + total.output)
            rows.append(
                {
                    "ChargePeriodStart": iso(start),
                    "ChargePeriodEnd": iso(start + timedelta(days=1)),
                    "ChargeCategory": "Usage",
                    "ProviderName": "Example Cloud",
                    "ServiceName": "Models",
                    "SkuMeter": f"{model}-{meter}",
                    "ConsumedQuantity": tokens / 1_000,
                    "ConsumedUnit": "1K tokens",
                    "BilledCost": round(total.usd * share, 12),
                    "BillingCurrency": "USD",
                    "SubAccountName": team,
                }
            )
    return csv_text(rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Focus(Long):
    """Charges, of which those with tokens are traffic."""

    def measures(self, rows: Rows, by: str) -> dict[str, Any]:
        """Return what `normal` is told; other charges, credits and taxes are set aside."""
        import ibis

        found = Long.measures(self, rows, by)
        category = rows.text("ChargeCategory")
        aside = found["aside"]
        if category is not None:
            aside = ibis.coalesce(say(category.lower() != "usage", OTHER), aside)
        return found | {"traffic": None, "aside": aside, "model": self._model(rows)}

    def kind_of(self, rows: Rows) -> "ir.Value | None":
        """Return the direction that a meter names, null where its unit is no tokens."""
        import ibis

        meter, unit = rows.text(METER), rows.text("ConsumedUnit | PricingUnit")
        if meter is None or unit is None:
            return None
        low = meter.lower()
        named = ibis.cases(
            *((low.re_search(pattern), name) for name, pattern in DIRECTIONS),
            else_=ibis.null("string"),
        )
        tokens = unit.lower().contains("token") | low.contains("token")
        return tokens.ifelse(named, ibis.null("string"))

    def count_of(self, rows: Rows) -> Amount | None:
        """Return tokens: the quantity in its unit, to the nearest whole one."""
        import ibis

        found, unit = rows.amount(self.number), rows.text("ConsumedUnit | PricingUnit")
        if found is None or unit is None:
            return found
        plain = unit.lower().replace(",", "")
        factor = ibis.cases(*((plain.contains(word), n) for word, n in MANY), else_=1.0)
        return Amount((found.number * factor).round().cast("float64"), found.unread)

    def _model(self, rows: Rows) -> "ir.Value | None":
        """Return what stands before the direction in a meter's name."""
        meter = rows.text(METER)
        if meter is None:
            return None
        words = "|".join(pattern for _, pattern in DIRECTIONS)
        return meter.re_replace(f"(?i)[ _:-]*({words}).*$", "")


def direction(meter: str) -> str | None:
    """Return the direction that a meter names.

    >>> direction("Claude3.5Sonnet-input-tokens"), direction("gpt 4o cached Inp glbl Tokens")
    ('input', 'cached')
    """
    return next((name for name, p in DIRECTIONS if re.search(p, meter.lower())), None)


FORMAT = Focus(
    name="focus",
    title="FOCUS billing rows",
    signature=("ChargePeriodStart", "BilledCost", "SkuMeter | ChargeDescription",
               "ConsumedQuantity | PricingQuantity"),
    time="ChargePeriodStart",
    end="ChargePeriodEnd",
    model="",
    kind=METER,
    number="ConsumedQuantity | PricingQuantity",
    counts=COUNTS,
    cost="BilledCost | EffectiveCost",
    currency="BillingCurrency",
    tags={"project": "SubAccountName", "route": "ResourceName", "provider": "ProviderName"},
    notes="a meter's name tells direction and model; charges without tokens are set aside",
    example=example,
)  # fmt: skip
