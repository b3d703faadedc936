"""What it is worth to measure each unknown before choosing."""

from breakeven.domain.provenance import Assumption
from breakeven.economics.decision import Decision
from breakeven.economics.prospect import Measurement, Prospect
from breakeven.outputs.assumption_table import figure as shown
from breakeven.outputs.names import name_of
from breakeven.outputs.numbers import UNKNOWN, count, percent, usd
from breakeven.web.page.figure import Figure, Line
from breakeven.web.page.sheet import Cell, Sheet, columns

FEW = 8
LEAST = 1.0
"""US dollars below which a measurement is worth nothing."""


def worth(decision: Decision, found: Prospect) -> Sheet:
    """Return the measurements, the most valuable first."""
    known = {one.id: one for one in decision.assumptions}
    shown = [m for m in found.measurements if m.usd >= LEAST][:FEW]
    return Sheet(
        id="measure",
        title="What to measure first",
        columns=columns(
            "unknown", "worth knowing", "changes the choice", "to", text=("unknown", "to")
        ),
        rows=tuple(
            _row(found, one, known.get(one.id), key=f"measure-{order}")
            for order, one in enumerate(shown)
        ),
        notes=(_all_of_it(found),),
    )


def _row(
    found: Prospect, one: Measurement, known: Assumption | None, *, key: str
) -> tuple[Cell, ...]:
    said = tuple(_assumed(known))
    return (
        found.names[one.id],
        Figure(
            key=f"{key}-usd",
            text=usd(one.usd),
            what="What knowing it before choosing is worth, in US dollars of today",
            how=(
                "what the choice would cost less in the mean if this one were known and the rest"
                f" were not, over {count(found.samples)} samples"
            ),
            lines=(Line(name="one standard error", text=usd(one.usd_error)), *said),
        ),
        Figure(
            key=f"{key}-change",
            text=percent(one.p_change),
            what="Probability that knowing it changes the choice",
            how="the share of samples in which, this one known, another option costs least",
            lines=said,
        ),
        str(name_of(one.instead)) if one.instead else UNKNOWN,
    )


def _assumed(known: Assumption | None) -> list[Line]:
    """Return what is assumed of an unknown today; nothing where it is no assumption."""
    if known is None:
        return []
    ends = f"{shown(known.low, known.unit)} to {shown(known.high, known.unit)}"
    return [
        Line(name="assumed", text=shown(known.value, known.unit), source=str(known.provenance)),
        Line(name="range", text=ends),
    ]


def _all_of_it(found: Prospect) -> tuple[Cell, ...]:
    least = found.least_regret
    text = usd(found.evpi_usd) if found.evpi_usd >= LEAST else "nothing"
    value = Figure(
        key="measure-all",
        text=text,
        what="What knowing everything before choosing is worth, in US dollars of today",
        how=(
            "the expected value of perfect information: the mean regret of the option that has the"
            f" least of it, over {count(found.samples)} samples"
        ),
        lines=(Line(name=f"least regret: {name_of(least.id)}", text=usd(least.regret_usd)),),
    )
    return ("Knowing everything before choosing is worth ", value, ": no study is worth more.")
