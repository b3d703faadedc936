"""The months ahead, for people: totals, paybacks, waiting, doubts, what to measure."""

from collections.abc import Iterator, Mapping, Sequence

from rich.console import RenderableType
from rich.table import Column, Table
from rich.text import Text

from breakeven.domain.provenance import Assumption
from breakeven.economics.prospect import Measurement, OptionAhead, Payback, Prospect, Swing
from breakeven.outputs.assumption_table import figure
from breakeven.outputs.names import is_mixture
from breakeven.outputs.numbers import UNKNOWN, percent, plain, usd
from breakeven.outputs.tables import number_column, offer_text, section, table

FEW = 6
"""Options, paybacks and unknowns that are shown."""
WORTH = 1.0
"""US dollars below which a measurement is worth nothing."""
CENT = 0.01
BAR = 14
"""Width of a bar of the tornado."""


def prospect_parts(found: Prospect, assumptions: Sequence[Assumption]) -> Iterator[RenderableType]:
    """Yield the sections on the months ahead."""
    known = {one.id: one for one in assumptions}
    yield section(_title(found), _totals(shown_options(found)), *_notes(found))
    swings = found.swings[:FEW]
    if swings:
        yield section("What makes it uncertain", _tornado(found, swings, known))
    yield section("What to measure first", _measure(found))


def _title(found: Prospect) -> str:
    rate = percent(found.discount_rate_per_year)
    return f"Over {found.months} months, in today's dollars (discounted at {rate} a year)"


def shown_options(found: Prospect) -> list[OptionAhead]:
    """Return the first options, and of each other kind of name the first."""
    shown = list(found.options[:FEW])
    kinds = {_kind(one) for one in shown}
    for one in found.options[FEW:]:
        if _kind(one) not in kinds:
            kinds.add(_kind(one))
            shown.append(one)
    return shown


def _kind(one: OptionAhead) -> str:
    """Return what kind of purchase an option's name tells."""
    kind, _, rest = one.id.partition(":")
    kind = "mixture" if is_mixture(one.id) else kind
    marks = ("purchase=owned", "purchase=colocation", "purchase=reserved", "purchase=managed")
    return f"{kind} {next((m for m in marks if m in rest), '')}"


def _totals(options: Sequence[OptionAhead]) -> Table:
    made = table(
        Column("\noption", ratio=1),
        number_column("\ntotal"),
        number_column("5 to 95 %\nof samples"),
        number_column("paid\nonce"),
        number_column("prob.\nbest"),
        number_column("mean\nregret"),
    )
    for place, one in enumerate(options):
        made.add_row(
            offer_text(one.id),
            usd(one.usd),
            f"{usd(one.usd_p05)} to {usd(one.usd_p95)}",
            usd(one.once_usd) if one.once_usd else UNKNOWN,
            percent(one.p_best),
            usd(one.regret_usd if one.regret_usd >= CENT else 0.0),
            style="bold" if place == 0 else "",
        )
    return made


def _notes(found: Prospect) -> Iterator[RenderableType]:
    """Yield what follows for money that is bound."""
    for one in found.paybacks[:3]:
        if one.npv_usd > 0 and one.months is not None:
            yield _payback(one)
    yield from _wait(found)
    near = {one.id for one in found.options[:3]}
    for tied in found.locked:
        if tied.usd >= WORTH and tied.id in near:
            text = " is bound: freedom to leave it would be worth up to "
            yield Text.assemble(offer_text(tied.id), text, usd(tied.usd))


def _payback(one: Payback) -> Text:
    rate = "" if one.irr_per_year is None else f", an IRR of {percent(one.irr_per_year)} a year"
    return Text.assemble(
        offer_text(one.id),
        f" pays back {usd(one.upfront_usd)} in {plain(one.months)} months and saves"
        f" {usd(one.npv_usd)} (NPV{rate}) against ",
        offer_text(one.against),
    )


def _wait(found: Prospect) -> Iterator[Text]:
    """Yield whether to decide now or to wait."""
    if not found.waiting:
        return
    now = found.least_regret
    best = min(found.waiting, key=lambda w: w.usd)
    gain = now.usd_mean - best.usd
    if gain >= max(WORTH, 0.001 * now.usd_mean):
        yield Text.assemble(
            ("Wait: ", "bold"),
            offer_text(best.until_then),
            f" for {best.months} months, then ",
            offer_text(best.then),
            f": saves {usd(gain)} in the mean",
        )
        return
    learn = max(now.usd_mean - w.usd_knowing for w in found.waiting)
    yield Text.assemble(
        ("Decide now: ", "bold"),
        "waiting costs nothing less; knowing more by then would be worth at most ",
        usd(max(learn, 0.0)),
    )


def _tornado(found: Prospect, swings: Sequence[Swing], known: dict[str, Assumption]) -> Table:
    """Return a line for each unknown with its swing of the winner's lead as a bar."""
    made = table(
        Column("\nunknown", ratio=1),
        number_column("\nrange"),
        number_column("lead over the next\nat both ends"),
        Column("\nswing", no_wrap=True),
        number_column("flips\nat"),
    )
    widest = max(abs(s.lead_usd_at_high - s.lead_usd_at_low) for s in swings)
    for one in swings:
        low, high = (unknown_value(one.id, v, known) for v in (one.low, one.high))
        swing = abs(one.lead_usd_at_high - one.lead_usd_at_low)
        ends = f"{usd(one.lead_usd_at_low)}, {usd(one.lead_usd_at_high)}"
        made.add_row(
            found.names[one.id],
            f"{low} to {high}",
            ends,
            Text("█" * max(round(BAR * swing / widest), 1), style="cyan"),
            UNKNOWN if one.flips_at is None else unknown_value(one.id, one.flips_at, known),
        )
    return made


def unknown_value(name: str, value: float, known: Mapping[str, Assumption]) -> str:
    """Return a value of an unknown; an error of a prediction in standard deviations."""
    if name.startswith("prediction"):
        return f"{value:+.1f} sd"
    if name.endswith("_cut"):
        return figure(value, "relative change")
    return figure(value, known[name].unit if name in known else "")


def _measure(found: Prospect) -> RenderableType:
    """Return what each measurement is worth, or that none is worth anything."""
    worth = [m for m in found.measurements if m.usd >= WORTH][:FEW]
    if not worth:
        evpi = usd(found.evpi_usd) if found.evpi_usd >= WORTH else "nothing"
        said = f"nothing: no single measurement changes the choice; knowing all is worth {evpi}"
        return Text(said, style="dim")
    grid = Table.grid(Column(justify="right", no_wrap=True), Column(), padding=(0, 2, 0, 0))
    for one in worth:
        grid.add_row(f"worth {usd(one.usd)}", _instead(found, one))
    grid.add_row(Text(f"{usd(found.evpi_usd)}", style="dim"), Text("all of it", style="dim"))
    return grid


def _instead(found: Prospect, one: Measurement) -> Text:
    text = Text(found.names[one.id])
    if one.instead:
        text.append(f": in {percent(one.p_change)} of cases the choice becomes ")
        text.append_text(offer_text(one.instead))
    return text
