"""The sheet of inputs: the traffic and each option's own prices, one named cell each."""

from collections.abc import Mapping
from dataclasses import dataclass

from breakeven.economics.decision import Decision
from breakeven.economics.recipe import Recipe
from breakeven.outputs.names import name_of
from breakeven.outputs.xlsx.book import Book, Page
from breakeven.outputs.xlsx.live import Live, live, most
from breakeven.outputs.xlsx.load_sheet import arrivals_place
from breakeven.outputs.xlsx.own_inputs import own_inputs

HEAD = ("what", "value", "unit", "low", "high", "name in formulas", "source, date")
BURST = "burst_minute"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hourly:
    """The arrivals of each typical hour over the mean hour, which the sheet Load has."""

    place: str
    relative: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """The question's own numbers, as cells."""

    requests_per_day: Live
    input_tokens: Live
    output_tokens: Live
    cached_share: Live
    days_per_month: Live
    peak_factor: Live
    """Rate that a fleet is sized for, over the mean rate."""
    hourly: Hourly

    @property
    def requests_per_month(self) -> Live:
        """Requests of a month."""
        return self.requests_per_day * self.days_per_month


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """All inputs as cells."""

    traffic: Traffic
    own: Mapping[str, Mapping[str, Live]]
    """Of each option, by their keys."""
    assumed: Mapping[str, Live]

    def value(self, name: str) -> Live:
        """Return an assumption; 0 where its line is switched off, as in the engine."""
        if name == "days_per_month":
            return self.traffic.days_per_month
        return self.assumed.get(name, live(0.0))


def inputs_sheet(book: Book, decision: Decision, assumed: Mapping[str, Live]) -> Inputs:
    """Write the inputs, and return their cells."""
    page = book.page("Inputs")
    page.title(
        "Inputs",
        "Yellow cells are inputs: change them, and all else follows. More are in Assumptions.",
    )
    page.widths(46, 16, 22, 9, 9, 34, 70)
    page.row(3, HEAD)
    page.sheet.freeze_panes(4, 1)
    page.sheet.repeat_rows(3)
    traffic = _traffic(page, decision, assumed)
    own: dict[str, dict[str, Live]] = {}
    row = 14
    for number, recipe in enumerate(recipes_of(decision), 1):
        row, own[recipe.id] = _option(page, decision, recipe, row=row, prefix=f"opt{number:02d}")
    return Inputs(traffic=traffic, own=own, assumed=assumed)


def recipes_of(decision: Decision) -> tuple[Recipe, ...]:
    """Return the leading options' recipes, and of the mixture's parts those that are others."""
    known = {recipe.id for recipe in decision.recipes}
    parts = decision.mixture.parts if decision.mixture else ()
    return (*decision.recipes, *(part for part in parts if part.id not in known))


def _traffic(page: Page, decision: Decision, assumed: Mapping[str, Live]) -> Traffic:
    work, demand = decision.workload, decision.demand
    page.text(4, 0, "The traffic", "section")
    said, peaks = str(work.provenance), str(demand.provenance)

    def given(row: int, what: str, value: float, unit: str, name: str, source: str) -> Live:
        found = page.given(row, 1, value, name)
        _beside(page, row, what, unit, found.formula, source)
        return found

    volume = given(5, "requests", work.requests_per_day, "requests/day", "requests_per_day", said)
    inputs = given(
        6, "input tokens, mean", work.input_tokens.mean, "tokens/request", "input_tokens", said
    )
    outputs = given(
        7, "output tokens, mean", work.output_tokens.mean, "tokens/request", "output_tokens", said
    )
    cached = given(
        8, "cached share of the input", work.cached_input_share, "share", "cached_input_share", said
    )
    days = given(
        9, "length of a month", decision.days_per_month, "days", "days_per_month", "scenario"
    )
    hour = given(
        10, "busiest hour over the mean", demand.peak_hour, "x", "peak_hour_to_mean", peaks
    )
    if demand.burst_is_assumed and BURST in assumed:
        burst = page.named(11, 1, most(assumed[BURST], 1.0), "burst_to_hour")
        _beside(page, 11, "its busiest minute over that hour", "x", burst.formula, "Assumptions")
    else:
        burst = given(
            11, "its busiest minute over that hour", demand.burst, "x", "burst_to_hour", peaks
        )
    return Traffic(
        requests_per_day=volume,
        input_tokens=inputs,
        output_tokens=outputs,
        cached_share=cached,
        days_per_month=days,
        peak_factor=hour * burst,
        hourly=Hourly(
            place=arrivals_place(len(demand.relative)),
            relative=tuple(float(x) for x in demand.relative),
        ),
    )


def _option(
    page: Page, decision: Decision, recipe: Recipe, *, row: int, prefix: str
) -> tuple[int, dict[str, Live]]:
    """Write an option's own numbers, and return the next free row and their cells."""
    page.text(row, 0, name_of(recipe.id), "section")
    page.text(row, 6, recipe.id, "note")
    found = {}
    for one in own_inputs(recipe, decision.workload):
        row += 1
        found[one.key] = page.given(row, 1, one.value, f"{prefix}_{one.key}")
        _beside(page, row, one.what, one.unit, found[one.key].formula, one.source)
        page.number(row, 3, one.low, "number")
        page.number(row, 4, one.high, "number")
    return row + 2, found


def _beside(page: Page, row: int, what: str, unit: str, name: str, source: str) -> None:
    page.text(row, 0, what, "line")
    page.text(row, 2, unit, "unit")
    page.text(row, 5, name, "note")
    page.text(row, 6, source, "line")
