"""What FOCUS 1.2 calls the parts of a bill: columns, categories, who sells what."""

from collections.abc import Mapping

from breakeven.economics.account import AS_STATED, USED

VERSION = "1.2"
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
    "ContractedUnitPrice",
    "EffectiveCost",
    "InvoiceIssuerName",
    "ListCost",
    "ListUnitPrice",
    "PricingCategory",
    "PricingQuantity",
    "PricingUnit",
    "ProviderName",
    "PublisherName",
    "ResourceId",
    "ResourceName",
    "ResourceType",
    "ServiceCategory",
    "ServiceName",
    "ServiceSubcategory",
    "SkuId",
    "SkuPriceId",
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
SUBCATEGORIES: Mapping[str, str] = {
    AI: "Generative AI",
    "Compute": "Virtual Machines",
    "Management and Governance": "Observability",
}
"""Subcategories by category; all others are `Other (CATEGORY)`."""


def category_of(line: str) -> str:
    """Return the category of a bill's line.

    >>> category_of("egress"), category_of("people")
    ('Networking', 'Other')
    """
    return CATEGORIES.get(line, "Other")


def subcategory_of(line: str) -> str:
    """Return the subcategory of a bill's line; own hardware is no virtual machine.

    >>> subcategory_of("input tokens"), subcategory_of("idle own hardware")
    ('Generative AI', 'Other (Compute)')
    """
    category = category_of(line)
    other = f"Other ({category})"
    return other if line in USED["own hardware"] else SUBCATEGORIES.get(category, other)
