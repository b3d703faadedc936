"""What the answer rests on: every assumption, warnings, versions, and how to ask again."""

from collections.abc import Iterator, Sequence

from breakeven.domain.provenance import Assumption
from breakeven.economics.decision import Decision
from breakeven.outputs.assumption_table import figure
from breakeven.outputs.numbers import UNKNOWN
from breakeven.outputs.question import question_lines
from breakeven.outputs.report.model import (
    Block,
    Bullets,
    Code,
    Column,
    Paragraph,
    Section,
    Table,
)
from breakeven.outputs.report.rerun import Rerun


def assumptions(decision: Decision) -> Section | None:
    """Return every assumption with its value, range, unit, source and date."""
    known = decision.assumptions
    if not known:
        return None
    table = Table(
        caption="By name; a value without a range was given or is certain",
        columns=(
            Column(title="what is assumed", weight=4),
            Column(title="value", figures=True),
            Column(title="range", figures=True),
            Column(title="unit", weight=1.2),
            Column(title="source", weight=2),
            Column(title="date", figures=True),
        ),
        rows=tuple(_row(one) for one in sorted(known, key=lambda a: a.id)),
    )
    title = f"Everything assumed, {len(known)}"
    return Section(id="assumptions", title=title, blocks=(table,))


def _row(one: Assumption) -> tuple[str, ...]:
    low, high = figure(one.low, one.unit), figure(one.high, one.unit)
    said = one.provenance
    doubt = "" if said.verified else " (not verified)"
    return (
        f"{one.description} [{one.id}]",
        figure(one.value, one.unit),
        UNKNOWN if one.low == one.high else f"{low} to {high}",
        one.unit or UNKNOWN,
        f"{said.source}{doubt}",
        str(said.date or UNKNOWN),
    )


def warned(decision: Decision) -> Section | None:
    """Return what to know before trusting the answer; None where nothing is."""
    if not decision.warnings:
        return None
    blocks = (Bullets(items=decision.warnings),)
    return Section(id="warnings", title="Warnings", blocks=blocks)


def again(decision: Decision, rerun: Rerun | None) -> Section:
    """Return the question, the versions of the facts, and how to ask again."""
    return Section(
        id="again", title="The question, to ask it again", blocks=tuple(_again(decision, rerun))
    )


def _again(decision: Decision, rerun: Rerun | None) -> Iterator[Block]:
    yield Bullets(items=(*question_lines(decision), *_versions(decision)))
    if rerun is None:
        return
    yield Paragraph(text="The scenario, as scenario.toml:")
    yield Code(text=rerun.scenario.strip() or "# nothing is said in it", language="toml")
    yield Paragraph(text="Asked with:")
    yield Code(text=rerun.command, language="sh")


def _versions(decision: Decision) -> Sequence[str]:
    known = [f"{name} {version}" for name, version in decision.facts.items() if version]
    return [f"versions: {', '.join(known)}"] if known else []
