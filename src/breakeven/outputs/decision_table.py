"""The answer of `breakeven decide`, for people."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Column, Table
from rich.text import Text

from breakeven.economics.decision import Decision, Option
from breakeven.outputs.assumption_table import assumption_table
from breakeven.outputs.excuse_table import excuse_table
from breakeven.outputs.flip_table import flip_table
from breakeven.outputs.lever_table import lever_parts
from breakeven.outputs.names import KINDS, name_of
from breakeven.outputs.numbers import count, percent, times, usd
from breakeven.outputs.prospect_table import prospect_parts
from breakeven.outputs.question import question_lines
from breakeven.outputs.ranking_table import ranking
from breakeven.outputs.region_bar import RegionBar
from breakeven.outputs.rules_table import licence_parts, rule_parts
from breakeven.outputs.tables import offer_text, pairs, section, warnings
from breakeven.outputs.task_table import by_task, task_table
from breakeven.outputs.ways_table import best_of_ways, ways_table

ASSUMPTIONS = 12
"""Assumptions that are shown, those that swing the answer most first."""
TOP = 12
"""Options that the ranking shows unless told otherwise."""


def decision_table(decision: Decision, *, top: int = TOP) -> RenderableType:
    """Return the whole answer: the winner, the ranking, the rejected, the flips, the doubts."""
    return Group(*_parts(decision, top=top))


def _parts(decision: Decision, *, top: int) -> Iterator[RenderableType]:
    yield pairs([("Question", _question(decision)), ("", Text()), ("Answer", _answer(decision))])
    if decision.best:
        yield section(_head(decision), *ranking(decision, top=top))
    ways = best_of_ways(decision.options)
    if len(ways) > 1:
        yield section("Ways to buy, the best of each", ways_table(decision.options))
    if by_task(decision.options):
        title = "Tasks that end well: what a thousand of them cost, cheapest first"
        yield section(title, task_table(decision.options))
    yield from rule_parts(decision)
    yield from licence_parts(decision)
    excused = [o for o in decision.options if not o.feasible]
    if excused:
        yield section(f"Rejected, {count(len(excused))}", excuse_table(excused))
    if decision.regions:
        bar = RegionBar(decision.regions, at=decision.workload.requests_per_day)
        yield section("The cheapest by volume, in requests a day", bar)
    if decision.best and decision.crossings:
        yield section("Where the answer flips", flip_table(decision, winner=decision.best.id))
    if decision.levers:
        yield section("What would change the answer", *lever_parts(decision.levers))
    if decision.prospect:
        yield from prospect_parts(decision.prospect, decision.assumptions)
    if decision.assumptions:
        yield section("Assumed", *_assumed(decision))
    yield from warnings(decision.warnings)


def _assumed(decision: Decision) -> Iterator[RenderableType]:
    """Yield the assumptions that matter most, and how many more there are."""
    swings = decision.prospect.swings if decision.prospect else ()
    places = {one.id: i for i, one in enumerate(swings)}
    order = sorted(decision.assumptions, key=lambda a: places.get(a.id, len(places)))
    yield assumption_table(order[:ASSUMPTIONS])
    if len(order) > ASSUMPTIONS:
        more = count(len(order) - ASSUMPTIONS)
        yield Text(f"and {more} more (--json; `breakeven facts show ID` explains one)", style="dim")


def _question(decision: Decision) -> Text:
    first, *rest = question_lines(decision)
    return Text.assemble(first, *((f"\n{line}", "dim") for line in rest))


def _head(decision: Decision) -> str:
    return f"Options: the best of each kind and model, of {count(decision.weighed)} weighed"


def _answer(decision: Decision) -> RenderableType:
    best = decision.best
    if best is None:
        text = f"Nothing is feasible: all {count(decision.weighed)} options were rejected, see why."
        return Text(text, style="bold red")
    name = name_of(best.id)
    head = Text.assemble(
        (name.model, "bold green"),
        f" {name.where}: ",
        (_money(best), "bold"),
        _doubt(decision, best),
    )
    rivals = _rivals(decision, best)
    said = (*_unequal(decision, best), *_emits(decision, best))
    return Group(head, *said, rivals, Text(best.id, style="dim"))


def _emits(decision: Decision, best: Option) -> Iterator[RenderableType]:
    """Say what the winner emits, where there is a carbon budget."""
    if all(rule.name != "max_kg_co2e_per_month" for rule in decision.rules):
        return
    made = best.carbon
    if made is None:
        yield Text("what it emits is not known, which the rules allow", style="bold yellow")
        return
    low, high = count(made.low), count(made.high)
    yield Text(f"emits {count(made.kg_co2e_per_month)} kg CO2e a month ({low} to {high})")


def _unequal(decision: Decision, best: Option) -> Iterator[RenderableType]:
    """Say so where the winner is not as good as what it is compared with."""
    if best.quality.note:
        asked = f"not of equal quality with {decision.reference_model}: {best.quality.note}"
        yield Text(asked, style="bold yellow")


def _money(option: Option) -> str:
    per_million = usd(option.usd_per_million_tokens)
    return f"{usd(option.usd_per_month)} a month, {per_million} per million tokens"


def _doubt(decision: Decision, best: Option) -> str:
    """Return how sure the answer is, where samples say so."""
    if best.p_best is None:
        return ""
    samples = count(decision.samples)
    share = percent(best.p_best)
    sure = f"\nthe cheapest in {share} of {samples} samples of what is not known"
    low, high = usd(best.usd_per_month_p05), usd(best.usd_per_month_p95)
    return sure if low == high else f"{sure};\nits bill lies between {low} and {high} (5 to 95 %)"


def _rivals(decision: Decision, best: Option) -> Table:
    """Return by how much the winner beats the best of each other kind."""
    figures = Column(justify="right", no_wrap=True)
    grid = Table.grid(Column(no_wrap=True), figures, Column(), padding=(0, 2, 0, 0))
    for kind, words in KINDS.items():
        weighed = [o for o in decision.options if o.kind == kind]
        rival = next((o for o in weighed if o.feasible), None)
        if kind == best.kind or not weighed:
            continue
        if rival is None:
            none = Text(f"all {count(len(weighed))} were rejected", style="dim")
            grid.add_row(f"no {words}", "", none)
            continue
        grid.add_row(f"beats {words} by", _lead(best, rival), offer_text(rival.id))
    return grid


def _lead(best: Option, rival: Option) -> str:
    ours, theirs = best.usd_per_month or 0.0, rival.usd_per_month or 0.0
    ratio = f" ({times(theirs / ours)})" if ours else ""
    return f"{usd(theirs - ours)} a month{ratio}"
