"""What each rule costs, and what the licences of the answer ask: for people."""

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.table import Column, Table
from rich.text import Text

from breakeven.economics.decision import Decision
from breakeven.economics.licence_terms import LicenceTerms
from breakeven.economics.rule_price import RulePrice
from breakeven.outputs.numbers import UNKNOWN, count, usd
from breakeven.outputs.tables import bullets, number_column, offer_text, section, table

ALL = "all"
USES = ("commercial", "monthly_users", "eu_company", "serves_third_parties", "trains_on_outputs")
"""Rules that say what models are used for; where they cost nothing nobody asked for their price."""
NOTHING = 0.005
"""US dollars a month that nobody sees."""
WORDS = {
    "commercial": "commercial use",
    "monthly_users": "monthly users",
    "eu_company": "based in the EU",
    "serves_third_parties": "serves third parties",
    "trains_on_outputs": "trains on outputs",
    "max_round_trip_ms": "round trip of at most",
    "max_kg_co2e_per_month": "carbon budget, a month",
    "min_quality": "least score",
    "min_success": "tasks that end well",
}
UNITS = {"max_round_trip_ms": " ms", "max_kg_co2e_per_month": " kg CO2e"}


def rule_words(rule: RulePrice) -> str:
    """Return a rule with what it says, in words.

    >>> rule_words(RulePrice(name="data_stays", value="eu", usd_per_month_without=None,
    ...     extra_usd_per_month=None, best_without=""))
    'data stays: eu'
    """
    if rule.name == ALL:
        return "all of these together"
    name, value = WORDS.get(rule.name, rule.name.replace("_", " ")), rule.value
    if value is True:
        return name
    if isinstance(value, tuple | list):
        return f"{name}: {', '.join(map(str, value))}"
    said = count(value) if isinstance(value, int | float) else str(value)
    return f"{name}: {said}{UNITS.get(rule.name, '')}"


def costly(rules: Sequence[RulePrice]) -> list[RulePrice]:
    """Return the rules that change the cost of the answer, the dearest first.

    One without which anything is feasible at all, where nothing is with it, goes first.
    """
    some = [r for r in rules if r.best_without and _moves(r)]
    return sorted(some, key=lambda r: (r.extra_usd_per_month is not None, -_extra(r)))


def free_of_charge(rules: Sequence[RulePrice]) -> list[RulePrice]:
    """Return the rules that cost nothing here, or that change nothing alone."""
    dear = costly(rules)
    return [r for r in rules if r not in dear and r.name != ALL]


def extra_words(rule: RulePrice) -> str:
    """Return what imposing a rule costs; one that allows more than the usual saves."""
    extra = rule.extra_usd_per_month
    if extra is None:
        return "nothing with it"
    return usd(extra) if extra >= 0 else f"saves {usd(-extra)}"


def free_words(rules: Sequence[RulePrice], *, feasible: bool) -> str:
    """Return which rules cost nothing in one sentence; empty where there is none."""
    said = "; ".join(rule_words(r) for r in free_of_charge(rules))
    if not said:
        return ""
    if feasible:
        return f"Each of these alone costs nothing here: {said}."
    return f"Nothing is feasible without one of these alone either: {said}."


def rule_parts(decision: Decision) -> Iterator[RenderableType]:
    """Yield what each rule costs; nothing where no rule changes anything or was set."""
    dear = costly(decision.rules)
    said = free_words(decision.rules, feasible=decision.best is not None)
    if not is_asked(decision.rules):
        return
    rest = (Text(said, style="dim"),) if said else ()
    made = (_table(dear),) if dear else ()
    yield section("What each rule costs: the answer without it alone", *made, *rest)


def is_asked(rules: Sequence[RulePrice]) -> bool:
    """Whether rules are worth a word: one costs something, or somebody chose one."""
    return bool(costly(rules)) or any(r.name not in USES for r in rules)


def _table(rules: Sequence[RulePrice]) -> Table:
    made = table(
        Column("rule", ratio=2),
        number_column("costs $ a month"),
        number_column("without it"),
        Column("the cheapest without it", ratio=3),
    )
    for rule in rules:
        made.add_row(
            rule_words(rule),
            extra_words(rule),
            usd(rule.usd_per_month_without),
            offer_text(rule.best_without) if rule.best_without else UNKNOWN,
        )
    return made


def licence_parts(decision: Decision) -> Iterator[RenderableType]:
    """Yield what the licences of the cheapest option's models ask of this use."""
    best = decision.best
    for terms in decision.licences_of(best) if best else ():
        lines = tuple(clause_lines(terms))
        if lines:
            clauses = [line.removeprefix("- ") for line in lines[1:]]
            title = f"Licence of {', '.join(_mine(decision, terms))}"
            yield section(title, Text(lines[0], style="dim"), bullets(clauses))


def _mine(decision: Decision, terms: LicenceTerms) -> list[str]:
    named = decision.best.model.split("+") if decision.best else []
    return [name for name in named if name in terms.models]


def clause_lines(terms: LicenceTerms) -> Iterator[str]:
    """Yield the licence with its link, and each clause that concerns this use.

    Nothing for an open-source licence that asks nothing of it.
    """
    if terms.open_source and not terms.applying:
        return
    doubt = "" if terms.verified else "; its text was not read for the facts"
    yield f"{terms.name}, {terms.url} (a flag, not legal advice{doubt})"
    for clause in terms.applying:
        where = f" ({clause.where})" if clause.where else ""
        yield f"- {clause.topic}: {clause.text}{where}"


def _moves(rule: RulePrice) -> bool:
    extra = rule.extra_usd_per_month
    return extra is None or abs(extra) > NOTHING


def _extra(rule: RulePrice) -> float:
    return rule.extra_usd_per_month or 0.0
