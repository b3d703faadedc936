"""What a rule costs: the cheapest answer with it, less the cheapest without."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePrice:
    """One rule in force, and the answer with only this rule lifted."""

    name: str
    """As in a scenario's `[rules]` or `[tasks]`; `all` for those together that someone chose."""
    value: object
    """What the rule says; of `all`, the names of the rules."""
    usd_per_month_without: float | None
    """None where nothing is feasible without it either."""
    extra_usd_per_month: float | None
    """What imposing it costs; None where nothing is feasible with it, or without. Below 0 where the
    rule allows what would else be refused: a floor of quality below the usual one."""
    best_without: str
    """The cheapest option without the rule, empty where there is none."""

    def to_dict(self) -> dict[str, object]:
        """Return the price as JSON."""
        value = list(self.value) if isinstance(self.value, tuple) else self.value
        return {
            "name": self.name,
            "value": value,
            "usd_per_month_without": self.usd_per_month_without,
            "extra_usd_per_month": self.extra_usd_per_month,
            "best_without": self.best_without,
        }
