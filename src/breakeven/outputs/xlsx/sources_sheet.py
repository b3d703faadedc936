"""The sheets of sources and of excuses: where numbers come from, and what could not be."""

from collections.abc import Iterator

from breakeven.domain.provenance import Provenance
from breakeven.economics.decision import Decision
from breakeven.economics.fleet_rows import FleetRow
from breakeven.economics.owned import Server
from breakeven.economics.recipe import Recipe
from breakeven.economics.rows import ReservedRow, StatedRow, TokenRow
from breakeven.outputs.names import name_of
from breakeven.outputs.xlsx.book import Book

FIRST = 4


def sources_sheet(book: Book, decision: Decision) -> None:
    """Write every source once, with what rests on it."""
    page = book.page("Sources")
    page.title("Sources", "Where every input comes from.")
    page.widths(44, 12, 60, 12, 60, 60)
    page.row(FIRST - 1, ("source", "date", "address", "seen there?", "note", "used for"))
    page.sheet.freeze_panes(FIRST, 1)
    page.sheet.repeat_rows(FIRST - 1)
    used: dict[tuple[str, str, str, bool], dict[str, str]] = {}
    for what, said in _cited(decision):
        key = (said.source, str(said.date or ""), said.url, said.verified)
        used.setdefault(key, {})[what] = said.note
    row = FIRST
    for (source, date, url, verified), whats in used.items():
        notes = "; ".join(dict.fromkeys(n for n in whats.values() if n))
        seen = "yes" if verified else "not verified"
        page.row(row, (source, date, url, seen, notes, ", ".join(whats)), "text")
        row += 1
    row += 1
    page.text(row, 0, "Versions and warnings", "section")
    for name, version in decision.facts.items():
        row += 1
        page.row(row, (name, "", version), "text")
    for warning in decision.warnings:
        row += 1
        page.text(row, 0, "warning", "warn")
        page.text(row, 2, warning)


def _cited(decision: Decision) -> Iterator[tuple[str, Provenance]]:
    """Yield what is used, and where it comes from."""
    yield "the traffic", decision.workload.provenance
    yield "peaks", decision.demand.provenance
    for recipe in decision.recipes:
        for said in _of_prices(recipe):
            yield f"prices: {name_of(recipe.id)}", said
    for one in decision.assumptions:
        yield one.id, one.provenance


def _of_prices(recipe: Recipe) -> Iterator[Provenance]:
    row = recipe.row
    if isinstance(row, TokenRow | ReservedRow | StatedRow):
        yield row.offer.provenance
    elif isinstance(row, FleetRow):
        machine = row.machine
        if isinstance(machine, Server):
            yield Provenance(source=machine.source)
        else:
            yield machine.provenance


def excuses_sheet(book: Book, decision: Decision) -> None:
    """Write what could not be, and why."""
    page = book.page("Excuses")
    page.title("Excuses", f"Of {decision.weighed:,} options weighed, what could not be, and why.")
    page.widths(52, 26, 90, 60)
    page.row(FIRST - 1, ("option", "reason", "with the numbers", "full name"))
    page.sheet.freeze_panes(FIRST, 1)
    page.sheet.repeat_rows(FIRST - 1)
    refused = [o for o in decision.options if o.excuse is not None]
    for row, option in enumerate(refused, FIRST):
        if option.excuse is not None:
            said = (name_of(option.id), option.excuse.reason, option.excuse.detail)
            page.row(row, said, "text")
            page.text(row, 3, option.id, "note")
