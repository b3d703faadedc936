"""The table of rules: what each costs, and what the licences of the answer ask."""

from breakeven.economics.decision import Decision
from breakeven.economics.rule_price import RulePrice
from breakeven.outputs.names import name_of
from breakeven.outputs.numbers import usd
from breakeven.outputs.rules_table import (
    clause_lines,
    costly,
    extra_words,
    free_words,
    is_asked,
    rule_words,
)
from breakeven.web.page.figure import Figure, Line
from breakeven.web.page.sheet import Column, Sheet


def rules(decision: Decision) -> Sheet:
    """Return what rules cost, and below it the clauses that the use touches."""
    best = decision.best
    terms = decision.licences_of(best) if best else ()
    said = free_words(decision.rules, feasible=best is not None)
    free = (said,) if said and is_asked(decision.rules) else ()
    clauses = (line for one in terms for line in clause_lines(one))
    return Sheet(
        id="rules",
        title="Rules and licences",
        columns=(
            Column(title="rule"),
            Column(title="costs, $ a month", number=True),
            Column(title="the cheapest without it"),
        ),
        rows=tuple(
            (rule_words(one), _rule(one, order), str(name_of(one.best_without)))
            for order, one in enumerate(costly(decision.rules))
        ),
        notes=tuple((line,) for line in (*free, *clauses)),
    )


def _rule(one: RulePrice, order: int) -> Figure:
    return Figure(
        key=f"rule-{order}",
        text=extra_words(one),
        what=f"What imposing it costs in a month: {rule_words(one)}",
        how="the cheapest answer less the cheapest answer with this rule alone lifted",
        lines=(
            Line(name="without it", text=usd(one.usd_per_month_without)),
            Line(name="then the cheapest", text=str(name_of(one.best_without))),
        ),
    )
