"""The answer of `breakeven audit`, for people."""

import re
from collections.abc import Iterable, Iterator, Mapping
from math import inf
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Column
from rich.text import Text

from breakeven.domain.claim_terms import TERMS
from breakeven.economics.claims.audit import Audit, Conflict, Effect, Omission
from breakeven.economics.claims.derivation import Span, Step
from breakeven.economics.claims.verdict import Checked, published
from breakeven.outputs.numbers import percent, plain, times, usd
from breakeven.outputs.tables import bullets, number_column, section, table, warnings

VERDICTS = {
    "holds": ("holds: its answers follow from its own inputs.", "bold green"),
    "contradicts-itself": ("contradicts itself.", "bold red"),
    "unlabelled": ("says nothing without its benchmark.", "bold red"),
    "cannot-be-checked": ("cannot be checked: it states too little.", "bold yellow"),
}
MARKS = {
    "holds": ("holds", "green"),
    "contradicts": ("contradicts", "red"),
    "missing-inputs": ("not stated", "yellow"),
    "unlabelled": ("no label", "red"),
}
IMPLIED = 3
EXPLAINED = 2
"""Answers that are explained step by step."""
REMEDIES = 3


def audit_table(audit: Audit, *, steps: bool = False) -> RenderableType:
    """Return what holds, what contradicts and why, and what is left out."""
    return Group(*_parts(audit, steps=steps))


def _parts(audit: Audit, *, steps: bool) -> Iterator[RenderableType]:
    words, style = VERDICTS[audit.verdict]
    yield Text.assemble((f"{audit.claim.title}: ", "bold"), (words, style))
    dated = ", ".join(x for x in (audit.claim.source, str(audit.claim.date or "")) if x)
    if dated:
        yield Text(dated, style="dim")
    yield Text()
    yield _answers(audit)
    yield from _implied(audit.answers)
    wrong = [a for a in audit.answers if a.holds is False and a.steps]
    for one in (wrong + [a for a in audit.answers if a.holds] if steps else wrong)[:EXPLAINED]:
        yield section(_heading(one), *_explained(one))
    hidden = max(len(wrong) - EXPLAINED, 0)
    if hidden:
        yield Text(f"\n{hidden} more contradict; --json has their steps.", style="dim")
    if audit.conflicts:
        said = list(_conflicts(audit.conflicts))
        yield section("Inputs that contradict each other", bullets(said, mark="!"))
    if audit.missing:
        yield section("To check the rest it would have to state", bullets(audit.missing))
    if audit.omissions:
        yield section("Left out", _omissions(audit.omissions))
    yield from warnings(audit.warnings)


def _answers(audit: Audit) -> RenderableType:
    several = any(a.answer.given for a in audit.answers)
    columns: list[Column | str] = ["given"] if several else []
    made = table(
        *columns,
        "answer",
        number_column("published"),
        number_column("recomputed"),
        number_column("ratio"),
        "",
    )
    for one in audit.answers:
        cells = [", ".join(one.answer.given)] if several else []
        word, style = MARKS[one.verdict]
        word += " *" if one.implied else ""
        made.add_row(
            *cells,
            _label(one.answer.quantity),
            _published(one),
            value_text(one.recomputed, one.answer.quantity),
            "" if one.ratio is None or one.holds else _ratio(one.ratio),
            Text(f"{word}: never" if one.never else word, style=style),
        )
    return made


def _implied(answers: Iterable[Checked]) -> Iterator[RenderableType]:
    """Say which inputs were taken from other figures."""
    found = {(i.quantity, i.value): i for a in answers if (i := a.implied)}
    for (name, value), by in list(found.items())[:IMPLIED]:
        said = ", ".join([_label(by.answer.quantity), *by.answer.given])
        yield Text(f"* with {_label(name)} {number_text(value, name)}, implied by {said}", "dim")


def _label(quantity: str) -> str:
    """Return a name as words, without the units that the values carry.

    >>> _label("self_usd_per_million_output_tokens"), _label("payback_months")
    ('self usd per million output tokens', 'payback months')
    """
    return quantity.replace("_", " ")


def _published(one: Checked) -> str:
    said = published(one.answer)
    if isinstance(said, str):
        return said
    if isinstance(said, float):
        return number_text(said, one.answer.quantity)
    ends = dict(said) if isinstance(said, Mapping) else {}
    low, high = (ends.get(k) for k in ("low", "high"))
    if low is None or high is None:
        sign, end = ("<", high) if low is None else (">", low)
        return f"{sign} {number_text(float(end or 0.0), one.answer.quantity)}"
    return value_text(Span(low, high), one.answer.quantity)


def value_text(value: Span | None, quantity: str) -> str:
    """Return a value in the form of its unit."""
    if value is None:
        return "-"
    ends = [number_text(v, quantity) for v in (value.low, value.high)]
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


def number_text(value: float, quantity: str) -> str:
    """Return a number in the form of its quantity's unit.

    >>> number_text(16_800, "self_usd_per_month"), number_text(0.746, "saving_share")
    ('$16,800', '74.6 %')
    >>> number_text(1.8667e9, "breakeven_tokens_per_day")
    '1.87 G'
    """
    if value == inf:
        return "never"
    unit = TERMS[quantity].unit
    if unit.startswith("USD"):
        return usd(value)
    if unit == "share":
        return f"{plain(100 * value)} %"
    if abs(value) >= 1e7:
        return f"{plain(value / 1e9)} G" if abs(value) >= 1e9 else f"{plain(value / 1e6)} M"
    return plain(value)


def _ratio(ratio: float) -> str:
    return times(ratio) if ratio >= 1 else f"1 / {plain(1 / ratio)}" if ratio > 0 else "-"


def _heading(one: Checked) -> str:
    given = f", {', '.join(one.answer.given)}" if one.answer.given else ""
    return f"{_label(one.answer.quantity).capitalize()}{given}"


def _explained(one: Checked) -> Iterator[RenderableType]:
    made = table("", "", "")
    made.show_header = False
    made.box = None
    for step in one.steps:
        renamed = step.formula.text in step.inputs
        if step.inputs and not step.formula.assumes and not renamed:
            name = step.formula.output
            made.add_row(_label(name), filled(step), f"= {value_text(step.value, name)}")
    yield made
    assumed = list(dict.fromkeys(s.formula.assumes for s in one.steps if s.formula.assumes))
    if assumed:
        yield Text(f"taken for granted: {'; '.join(assumed)}", style="dim")
    if one.ratio and not one.holds and _off(one.ratio) > 1.0:
        yield Text(f"off by {_factor(one.ratio)}", style="red")
    if one.tokens_per_second is not None and one.tokens_per_second < inf:
        yield Text(_evenly(one))
    for note in one.notes:
        yield Text(note, style="bold" if "never" in note else "")
    if one.remedies:
        yield Text(f"it would hold with {_remedied(one)}")


def _evenly(one: Checked) -> str:
    """Return what a volume is by the second, and how much can be served."""
    said = f"that is {plain(one.tokens_per_second)} tokens a second without a pause"
    if one.limit is None:
        return said
    return f"{said}; at most {number_text(one.limit, one.answer.quantity)} can be served"


def _off(ratio: float) -> float:
    return max(ratio, 1 / ratio) if ratio > 0 else 0.0


def _factor(ratio: float) -> str:
    """Return by how much a figure is off.

    >>> _factor(1098.4), _factor(0.9)
    ('about 1,100 x', '11 %')
    """
    size = _off(ratio)
    if size < 2:
        return percent(size - 1)
    return f"about {plain(float(f'{size:.2g}'))} x"


def _remedied(one: Checked) -> str:
    parts = (
        f"{_label(r.quantity)} {number_text(r.needed, r.quantity)}"
        f" instead of {number_text(r.stated, r.quantity)}"
        for r in one.remedies[:REMEDIES]
    )
    return ", or ".join(parts)


def filled(step: Step) -> str:
    """Return a formula with its numbers.

    >>> from breakeven.economics.claims.derivation import derive
    >>> steps = derive("saving_share", {"before_usd_per_month": 1500, "after_usd_per_month": 600})
    >>> filled(steps[-1])
    '1 - $600 / $1,500'
    >>> known = {"requests_per_month": 1e6, "api_usd_per_request": 0.00325}
    >>> steps = derive("api_usd_per_month", known)
    >>> filled(steps[-1])
    '1,000,000 x $0.00325'
    """

    def number(found: re.Match[str]) -> str:
        name = found.group()
        return value_text(step.inputs[name], name) if name in step.inputs else name

    text = re.sub(r"[a-z_][a-z_0-9]*", number, step.formula.text)
    return re.sub(r"(?<![\d.,$])\d{5,}\b", lambda m: f"{int(m.group()):,}", text).replace("*", "x")


def _conflicts(conflicts: Iterable[Conflict]) -> Iterator[str]:
    """Yield a line for each kind of contradiction, with its first case."""
    alike: dict[tuple[str, str], list[Conflict]] = {}
    for one in conflicts:
        way = one.steps[-1].formula.text if one.steps else ""
        alike.setdefault((one.quantity, way), []).append(one)
    for found in alike.values():
        if not found[0].steps:
            yield _clash(found[0], more=len(found) - 1)
            continue
        yield _conflict(found[0], more=len(found) - 1)


def _clash(conflict: Conflict, *, more: int) -> str:
    q = conflict.quantity
    first, second = (", ".join(g) or "one" for g in (conflict.given, conflict.other_given))
    further = f"; {more} more such pairs" if more else ""
    return (
        f"{_label(q)}: {value_text(conflict.first, q)} published for {first},"
        f" {value_text(conflict.second, q)} for {second}, from the same inputs{further}"
    )


def _conflict(conflict: Conflict, *, more: int) -> str:
    q = conflict.quantity
    named = [*conflict.given, *([f"and {more} more"] if more else [])]
    given = f" ({', '.join(named)})" if named else ""
    one = "stated" if conflict.stated else "in one way"
    return (
        f"{_label(q)}{given}: {value_text(conflict.first, q)} {one},"
        f" {value_text(conflict.second, q)} from {filled(conflict.steps[-1])}"
    )


def _omissions(omissions: Iterable[Omission]) -> RenderableType:
    made = table("", "", "")
    made.show_header = False
    made.box = None
    for one in omissions:
        made.add_row("-", one.text, Text(_effect(one.effect), style="cyan"))
    return made


def _effect(effect: Effect | None) -> str:
    if effect is None:
        return ""
    before, after = (value_text(v, effect.quantity) for v in (effect.without, effect.counted))
    return f"{before} becomes {after}"


def terms_table(known: Mapping[str, Any]) -> RenderableType:
    """Return the names that claims may use."""
    made = table("name", "unit", "meaning and formulas")
    for term in known["terms"]:
        body = Text(term["meaning"])
        for formula in term["formulas"]:
            body.append(f"\n= {formula}", style="dim")
        if term["assumed"]:
            body.append(f"\nif not stated: {term['assumed']}", style="dim")
        made.add_row(term["name"], term["unit"], body)
    return made
