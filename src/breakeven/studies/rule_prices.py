"""What rules cost: the same question once more without each of them."""

from collections.abc import Iterator
from dataclasses import fields, replace

from breakeven.domain.rules import Rules

FACTS = (
    "monthly_users",
    "eu_company",
    "commercial",
    "serves_third_parties",
    "trains_on_outputs",
    "eu_providers",
    "country",
    "country_providers",
    "no_retention_providers",
    "tokens_per_minute",
)
"""Fields that state what is so, and are no choice: nothing is saved by leaving them out."""


def relaxed(rules: Rules) -> Iterator[tuple[str, Rules]]:
    """Yield the name of each rule that is set, and the rules without it."""
    default = Rules()
    for field in fields(Rules):
        value, free = getattr(rules, field.name), getattr(default, field.name)
        if field.name not in FACTS and value != free:
            yield field.name, replace(rules, **{field.name: free})
