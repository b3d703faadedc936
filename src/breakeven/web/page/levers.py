"""What would change the answer: each number as it is, and the value at which another wins."""

from collections.abc import Iterable

from breakeven.economics.decision import Decision, Option
from breakeven.economics.prospect import Lever
from breakeven.outputs.lever_table import lever_figure, lever_words
from breakeven.outputs.names import name_of
from breakeven.outputs.numbers import milliseconds, whole
from breakeven.web.page import figure
from breakeven.web.page.figure import Figure, Line
from breakeven.web.page.sheet import Sheet, columns

HOW = {
    "volume": "as the question says it, or its log",
    "price": "its own price, out of which its bill is made; the lines of the bill have the sources",
    "utilization": "mean load over what the machines that are paid could serve: a result",
    "latency": "the targets of the question, here as 1: all of them are moved together",
}
"""Where the present value comes from, by what it is."""


def levers(decision: Decision) -> Sheet:
    """Return the numbers that could change the winner of a month."""
    moving = [one for one in decision.levers if one.then is not None]
    options = {option.id: option for option in decision.options}
    return Sheet(
        id="levers",
        title="What would change the answer",
        columns=columns("what", "now", "flips at", "to", text=("what", "to")),
        rows=tuple(
            (
                lever_words(one).plain,
                _now(decision, options.get(one.of), one, order),
                _then(one, order),
                str(name_of(one.instead)),
            )
            for order, one in enumerate(moving)
        ),
    )


def _now(decision: Decision, option: Option | None, one: Lever, order: int) -> Figure:
    return Figure(
        key=f"lever-{order}-now",
        text=lever_figure(one.now, one.unit),
        what=f"{lever_words(one).plain}: as it is",
        how=HOW[one.what],
        lines=tuple(_of(decision, option, one)),
    )


def _of(decision: Decision, option: Option | None, one: Lever) -> Iterable[Line]:
    """Return what a present value rests on."""
    if one.what == "volume":
        said = str(decision.workload.provenance)
        return (Line(name="requests a day", text=whole(one.now), source=said),)
    if one.what == "latency":
        targets = decision.targets
        every = (
            ("first token", targets.ttft_p99_ms),
            ("further tokens", targets.tpot_p99_ms),
            ("whole answer", targets.e2e_p99_ms),
        )
        return (Line(name=f"{n}, p99", text=milliseconds(v)) for n, v in every if v is not None)
    if option is None:
        return ()
    if one.what == "utilization":
        sized = figure.fleet(decision, option, key="")
        return sized.lines if sized else ()
    return figure.month(option, key="").lines


def _then(one: Lever, order: int) -> Figure:
    return Figure(
        key=f"lever-{order}",
        text=lever_figure(one.then or 0.0, one.unit),
        what=f"{lever_words(one).plain}: the value at which the answer flips",
        how="all else as it is, the value at which both options cost the same in a month",
        lines=(
            Line(name="now", text=lever_figure(one.now, one.unit)),
            Line(name="then the cheapest", text=str(name_of(one.instead))),
        ),
    )
