"""The sheet of rules: what each costs as delivered, and the licences of the options."""

from breakeven.economics.decision import Decision
from breakeven.outputs.names import name_of
from breakeven.outputs.rules_table import rule_words
from breakeven.outputs.xlsx.book import Book, Page

FIRST = 4


def rules_sheet(book: Book, decision: Decision) -> None:
    """Write what each rule costs, and below the clauses of the licences."""
    page = book.page("Rules")
    page.title("Rules", "As delivered, not live: the cheapest answer without one rule alone.")
    page.widths(40, 20, 20, 64, 60)
    page.row(FIRST - 1, ("rule",))
    page.row(FIRST - 1, ("USD a month without", "imposing it costs"), "head_right", at=1)
    page.row(FIRST - 1, ("the cheapest without it", "full name"), at=3)
    page.sheet.freeze_panes(FIRST, 1)
    row = FIRST
    for rule in decision.rules:
        page.text(row, 0, rule_words(rule))
        page.number(row, 1, rule.usd_per_month_without, "usd")
        page.number(row, 2, rule.extra_usd_per_month, "usd")
        page.text(
            row, 3, name_of(rule.best_without) if rule.best_without else "nothing is feasible"
        )
        page.text(row, 4, rule.best_without, "note")
        row += 1
    _licences(page, decision, row=row + 1)


def _licences(page: Page, decision: Decision, *, row: int) -> None:
    page.text(row, 0, "Licences: flags with their clauses, not legal advice", "section")
    page.row(row + 1, ("licence", "topic", "concerns us", "clause", "where, address"))
    row += 2
    for terms in decision.licences:
        for clause in (*terms.applying, *terms.others):
            where = ", ".join(part for part in (clause.where, terms.url) if part)
            applies = "yes" if clause in terms.applying else "no"
            page.row(row, (terms.name, clause.topic, applies, clause.text, where), "text")
            row += 1
