"""The answer of `breakeven plan`, for people."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Column, Table
from rich.text import Text

from breakeven.outputs.names import name_of
from breakeven.outputs.numbers import count, milliseconds, percent, plural, usd
from breakeven.outputs.rules_table import WORDS as RULE_WORDS
from breakeven.outputs.tables import (
    bullets,
    number_column,
    offer_text,
    pairs,
    section,
    table,
    warnings,
)
from breakeven.studies.portfolio.answer import Assignment, Fleet, PortfolioPlan, RulePrice, Shared

TOGETHER = "all together"
"""Whose rule it is that holds for every workload."""
WORDS = {**RULE_WORDS, "max_kg_co2e_per_month_together": "carbon budget, a month"}
HOW = {
    "shapley": "each pays what it adds to the bill, in the mean over all orders (Shapley)",
    "proportional": "machines are paid for by the time that each keeps them busy",
}


def plan_table(found: PortfolioPlan) -> RenderableType:
    """Return who runs where, on which machines, what each pays, and what rules cost."""
    return Group(*_parts(found))


def _parts(found: PortfolioPlan) -> Iterator[RenderableType]:
    yield pairs([("Portfolio", Text(_question(found))), ("Plan", _answer(found))])
    yield section(
        "Who runs where, and who pays what", _workloads(found), Text(HOW[found.allocation], "dim")
    )
    if found.fleets:
        yield section("Fleets", _fleets(found.fleets))
        yield section("Machines, those of a kind together", _purchases(found))
    together = [_sharing(f, f.shared) for f in found.fleets if f.shared]
    if together:
        yield section("Models on the same machines", bullets(together))
    if found.rules:
        yield section("What each rule costs", _rules(found))
    notes = dict.fromkeys(f for a in found.assignments for f in a.flags)
    if notes:
        yield section("Notes", bullets([*notes]))
    yield from warnings(found.warnings)


def _sharing(fleet: Fleet, shared: Shared) -> str:
    models = [
        f"{m.model} ({', '.join(m.workloads)}) with {percent(m.cache_share)} of its cache"
        for m in shared.models
    ]
    run = (
        "simulated as if the others were always busy"
        if fleet.simulated_requests
        else "not simulated"
    )
    return (
        f"{', '.join(models)} on each machine of {fleet.pool}: {shared.held_gib:.1f} of"
        f" {shared.usable_gib:.1f} GiB held on each GPU, {percent(shared.busy_at_peak)} busy in the"
        f" fullest hour, of {percent(shared.busy_limit)} at most (assumed); {run}"
    )


def _question(found: PortfolioPlan) -> str:
    who = len({a.workload for a in found.assignments})
    name = f"{found.name}: " if found.name else ""
    return (
        f"{name}{plural(who, 'workload')}, {count(found.weighed)} options weighed,"
        f" {plural(found.hours, 'typical hour')} · prices as of {found.as_of.isoformat()}"
    )


def _answer(found: PortfolioPlan) -> Text:
    saved = found.alone_usd_per_month - found.usd_per_month
    proven = (
        "no plan costs less"
        if found.gap < 1e-4
        else f"no plan costs less than {usd(found.bound_usd_per_month)} (gap {found.gap:.2%})"
    )
    return Text.assemble(
        (f"{usd(found.usd_per_month)} a month", "bold"),
        f"; {proven}\n",
        f"each workload on its own best option: {usd(found.alone_usd_per_month)},"
        f" {usd(saved)} more\n"
        if saved > 0.5
        else "sharing saves nothing here\n",
        f"with fractions of machines: {usd(found.linear_bound_usd_per_month)} at least",
        f"\nemits {count(found.carbon.kg_co2e_per_month)} kg CO2e a month, of at most"
        f" {count(found.carbon.max_kg_co2e_per_month)}"
        if found.carbon
        else "",
    )


def _workloads(found: PortfolioPlan) -> Table:
    made = table(
        Column("\nworkload"),
        Column("\nruns on"),
        number_column("\nshare"),
        number_column("pays $\na month"),
        number_column("alone\n$ a month"),
    )
    bills = {b.workload: b for b in found.bills}
    seen: set[str] = set()
    for one in found.assignments:
        bill, first = bills[one.workload], one.workload not in seen
        seen.add(one.workload)
        made.add_row(
            one.workload if first else "",
            _runs_on(one),
            percent(one.share),
            usd(bill.usd_per_month) if first else "",
            usd(bill.alone_usd_per_month) if first else "",
        )
    return made


def _runs_on(one: Assignment) -> Text:
    """Return what serves a workload; of models on the same machines its own first."""
    name = name_of(one.option)
    others = [model for model in name.model.split(" + ") if model != one.model]
    if not one.option.startswith("shared:"):
        return offer_text(one.option)
    return Text.assemble(one.model, (f" beside {', '.join(others)}, {name.where}", "dim"))


def _fleets(fleets: tuple[Fleet, ...]) -> Table:
    made = table(
        Column("\nfleet"),
        Column("\nworkload"),
        number_column("machines\nat most"),
        number_column("\nmean"),
        number_column("\nbusy"),
        number_column("TTFT p99 /\nTPOT p99"),
        Column("\ntargets"),
    )
    for fleet in fleets:
        waits = {c.workload: c for c in fleet.confirmed}
        for i, name in enumerate(fleet.workloads):
            run = waits.get(name)
            figures = (
                (str(fleet.machines_peak), count(fleet.machines_mean), percent(fleet.busy))
                if not i
                else ("", "", "")
            )
            made.add_row(
                offer_text(fleet.option) if not i else "",
                name,
                *figures,
                f"{milliseconds(run.ttft_p99_ms)} / {milliseconds(run.tpot_p99_ms)}"
                if run
                else "-",
                "-" if run is None else "met" if run.meets_targets else "MISSED",
            )
    return made


def _purchases(found: PortfolioPlan) -> Table:
    made = table(
        Column("\nmachines"),
        number_column("at\nmost"),
        number_column("all\nmonth"),
        number_column("by the\nhour, mean"),
        number_column("$ a\nmonth"),
    )
    for one in found.purchases:
        kept = f"{one.committed} {one.commitment}" if one.committed else "0"
        if one.pool.startswith("self:"):
            name, kept = offer_text(one.pool), str(one.committed)
        else:
            name = Text(one.pool)
        made.add_row(
            name,
            str(one.machines_peak),
            kept,
            count(one.by_the_hour_mean) if one.by_the_hour_mean else "0",
            usd(one.usd_per_month),
        )
    return made


def rule_name(price: RulePrice) -> str:
    """Return a rule in words."""
    return WORDS.get(price.rule, price.rule.replace("_", " "))


def _rules(found: PortfolioPlan) -> Table:
    made = table(
        Column("rule"),
        Column("of"),
        number_column("costs $ a month"),
        number_column("plan without"),
    )
    for one in found.rules:
        made.add_row(
            rule_name(one),
            one.workload or TOGETHER,
            usd(one.usd_per_month),
            usd(one.without_usd_per_month),
        )
    return made
