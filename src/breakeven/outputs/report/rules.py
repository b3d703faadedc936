"""What rules cost, and what the licences of the answer ask."""

from collections.abc import Iterator

from breakeven.economics.decision import Decision
from breakeven.outputs.names import name_of
from breakeven.outputs.numbers import usd
from breakeven.outputs.report.model import Block, Bullets, Column, Paragraph, Section, Table
from breakeven.outputs.rules_table import (
    clause_lines,
    costly,
    extra_words,
    free_words,
    is_asked,
    rule_words,
)


def rules(decision: Decision) -> Section | None:
    """Return the price of each rule and the clauses that apply; None where there are neither."""
    blocks = (*_prices(decision), *_licences(decision))
    if not blocks:
        return None
    return Section(id="rules", title="Rules and licences", blocks=blocks)


def _prices(decision: Decision) -> Iterator[Block]:
    dear = costly(decision.rules)
    said = free_words(decision.rules, feasible=decision.best is not None)
    if dear:
        yield Table(
            caption="What each rule costs: the cheapest answer without it alone",
            columns=(
                Column(title="rule", weight=3),
                Column(title="costs $ a month", figures=True),
                Column(title="without it", figures=True),
                Column(title="the cheapest without it", weight=5),
            ),
            rows=tuple(
                (
                    rule_words(rule),
                    extra_words(rule),
                    usd(rule.usd_per_month_without),
                    str(name_of(rule.best_without)),
                )
                for rule in dear
            ),
        )
    if said and is_asked(decision.rules):
        yield Paragraph(text=said, tone="quiet")


def _licences(decision: Decision) -> Iterator[Block]:
    best = decision.best
    for terms in decision.licences_of(best) if best else ():
        lines = tuple(clause_lines(terms))
        if lines:
            yield Paragraph(text=f"Licence of the answer: {lines[0]}")
            if lines[1:]:
                yield Bullets(items=tuple(line.removeprefix("- ") for line in lines[1:]))
