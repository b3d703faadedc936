"""What the answer assumes, each with its range, its source, and a field to say it better."""

from dataclasses import dataclass

from breakeven.domain.provenance import Assumption
from breakeven.economics.decision import Decision
from breakeven.outputs.assumption_table import figure as shown
from breakeven.web.page.figure import Figure, Line
from breakeven.web.page.state import ASSUME, PageState, text_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumed:
    """One assumption."""

    id: str
    what: str
    unit: str
    key: str
    """Of its field."""
    value: Figure
    said: str
    """What the state says instead; empty where it says nothing."""
    plain: str
    """The assumed value as a field shows it."""


def assumed(decision: Decision, state: PageState) -> tuple[Assumed, ...]:
    """Return the assumptions, those that swing the answer most first."""
    swings = decision.prospect.swings if decision.prospect else ()
    places = {one.id: i for i, one in enumerate(swings)}
    order = sorted(decision.assumptions, key=lambda a: places.get(a.id, len(places)))
    return tuple(_one(one, state) for one in order)


def _one(one: Assumption, state: PageState) -> Assumed:
    told = state.scenario.assumptions.get(one.id)
    return Assumed(
        id=one.id,
        what=one.description,
        unit=one.unit,
        key=f"{ASSUME}{one.id}",
        value=_value(one),
        said="" if told is None else text_of(told),
        plain=text_of(float(f"{one.value:.6g}")),
    )


def _value(one: Assumption) -> Figure:
    known = one.low == one.high
    ends = f"{shown(one.low, one.unit)} to {shown(one.high, one.unit)}"
    source = str(one.provenance)
    return Figure(
        key=f"assumed-{one.id}",
        text=shown(one.value, one.unit),
        what=one.description,
        how="said by this scenario: it has no range" if known else "assumed within its range",
        lines=(
            Line(name="value", text=f"{shown(one.value, one.unit)} {one.unit}", source=source),
            Line(name="range", text="none" if known else ends),
            *((Line(name="note", text=one.provenance.note),) if one.provenance.note else ()),
            Line(name="id", text=one.id),
        ),
    )
