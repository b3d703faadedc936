"""Which rules are in force, and the question without each of them."""

from collections.abc import Iterator
from dataclasses import fields, replace

from breakeven.domain.rules import Rules

FACTS = (
    "eu_providers",
    "country",
    "country_providers",
    "no_retention_providers",
    "near_providers",
    "users_in",
    "unknown_carbon",
    "tokens_per_minute",
)
"""Fields that state what is so, and are no choice: nothing is saved by leaving them out."""
USE = ("commercial", "monthly_users", "eu_company", "serves_third_parties", "trains_on_outputs")
"""Fields that say what models are used for: what lifting one saves is the price of the clauses that
it brings into force."""
FREE = replace(Rules(), commercial=False)
"""Rules that forbid nothing."""


def relaxed(rules: Rules, *, use: bool = False) -> Iterator[tuple[str, Rules]]:
    """Yield the name of each rule in force, and the rules without it; with `use`, of uses too."""
    for field in fields(Rules):
        value, free = getattr(rules, field.name), getattr(FREE, field.name)
        left_out = field.name in FACTS or (field.name in USE and not use)
        if not left_out and value != free:
            yield field.name, replace(rules, **{field.name: free})
