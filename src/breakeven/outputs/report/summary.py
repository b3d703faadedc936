"""The first page: what to buy, by how much, how sure, what would change it, what to measure."""

from collections.abc import Iterator, Sequence

from breakeven.economics.decision import Decision, Option
from breakeven.economics.prospect import Lever, Prospect
from breakeven.outputs.lever_table import lever_figure, lever_words
from breakeven.outputs.names import KINDS, name_of
from breakeven.outputs.numbers import UNKNOWN, count, percent, times, usd
from breakeven.outputs.pictures import Picture
from breakeven.outputs.prospect_table import WORTH
from breakeven.outputs.question import targets_text, traffic
from breakeven.outputs.report.model import (
    Block,
    Bullets,
    Column,
    Drawing,
    Headline,
    Paragraph,
    Section,
    Table,
)

FLIPS = 3
"""Numbers that could change the answer, on the first page."""


def question(decision: Decision) -> str:
    """Return what was asked, in one sentence."""
    return (
        f"What serves {traffic(decision)}, with {targets_text(decision.targets)}, for the least"
        " money: a proprietary API, open weights hosted by someone, or machines of our own?"
    )


def summary(decision: Decision, drawn: Sequence[Picture]) -> Section:
    """Return the page for those who decide."""
    best = decision.best
    blocks = tuple(_answer(decision, best, drawn)) if best else (nothing(decision),)
    return Section(id="answer", title="The answer", blocks=blocks)


def nothing(decision: Decision) -> Block:
    """Return what is said where no option is left."""
    weighed = count(decision.weighed)
    text = f"Nothing is feasible: all {weighed} options were rejected. The reasons stand below."
    return Paragraph(text=text, tone="warning")


def _answer(decision: Decision, best: Option, drawn: Sequence[Picture]) -> Iterator[Block]:
    name = name_of(best.id)
    yield Headline(text=name.model, detail=name.where, figures=tuple(_figures(decision, best)))
    if best.quality.note:
        said = f"Not of equal quality with {decision.reference_model}: {best.quality.note}"
        yield Paragraph(text=said, tone="warning")
    yield from _doubt(decision, best)
    yield _rivals(decision, best)
    yield from (Drawing(picture=one) for one in drawn if one.id == "regions")
    yield Paragraph(text="What would change the answer", tone="strong")
    yield Bullets(items=tuple(_flips(decision.levers)))
    yield Paragraph(text="What to do next", tone="strong")
    yield Bullets(items=tuple(_next(decision)))


def _figures(decision: Decision, best: Option) -> Iterator[tuple[str, str]]:
    yield usd(best.usd_per_month), "a month"
    yield usd(best.usd_per_million_tokens), "per million tokens"
    if best.p_best is not None:
        samples = count(decision.samples)
        yield percent(best.p_best), f"of {samples} samples: the cheapest"
        low, high = usd(best.usd_per_month_p05), usd(best.usd_per_month_p95)
        yield f"{low} to {high}", "a month, 5 to 95 % of samples"
    if decision.prospect:
        ahead = decision.prospect
        yield (
            usd(ahead.best.usd),
            f"today's dollars over {ahead.months} months, {_short(ahead, best)}",
        )


def _short(ahead: Prospect, best: Option) -> str:
    """Return whether the cheapest of a month is the cheapest over the months too."""
    if ahead.best.id == best.id:
        return "the least there too"
    return f"the least: {name_of(ahead.best.id)}"


def _doubt(decision: Decision, best: Option) -> Iterator[Block]:
    """Say so where another option is the cheapest in more of the samples."""
    likely = max(decision.feasible, key=lambda o: o.p_best or 0.0)
    if best.p_best is not None and (likely.p_best or 0.0) > best.p_best:
        said = (
            f"Not sure: with all assumptions at their values it is the cheapest, but"
            f" {name_of(likely.id)} is in more of the samples, {percent(likely.p_best)} of them"
        )
        yield Paragraph(text=said, tone="warning")


def _rivals(decision: Decision, best: Option) -> Table:
    """Return by how much the winner beats the best of each other kind."""
    rows = []
    for kind, words in KINDS.items():
        weighed = [o for o in decision.options if o.kind == kind]
        if kind == best.kind or not weighed:
            continue
        rival = next((o for o in weighed if o.feasible), None)
        if rival is None:
            rows.append((words, f"all {count(len(weighed))} were rejected", UNKNOWN, UNKNOWN))
            continue
        rows.append((words, str(name_of(rival.id)), usd(rival.usd_per_month), _lead(best, rival)))
    return Table(
        caption="Against the best of each other kind",
        columns=(
            Column(title="kind", weight=2),
            Column(title="its best", weight=4),
            Column(title="a month", figures=True),
            Column(title="the answer costs less by", figures=True),
        ),
        rows=tuple(rows),
    )


def _lead(best: Option, rival: Option) -> str:
    ours, theirs = best.usd_per_month or 0.0, rival.usd_per_month or 0.0
    ratio = f" ({times(theirs / ours)})" if ours else ""
    return f"{usd(theirs - ours)}{ratio}"


def _flips(levers: Sequence[Lever]) -> Iterator[str]:
    some = [one for one in levers if one.then is not None]
    for one in some[:FLIPS]:
        now, then = (lever_figure(value, one.unit) for value in (one.now, one.then or 0.0))
        what = lever_words(one).plain
        yield f"{what}: now {now}; at {then} the answer becomes {name_of(one.instead)}"
    if not some:
        yield "No single number that was tried: volume, prices, utilisation, latency targets."


def _next(decision: Decision) -> Iterator[str]:
    """Yield whether to wait, and what to measure."""
    found = decision.prospect
    if found is None:
        yield "How sure this is was not asked: without samples no range is known."
        return
    yield waiting_text(found)
    safe = found.least_regret
    if safe.id != found.best.id:
        yield f"If you choose now, the least is regretted with {name_of(safe.id)}"
    worth = [m for m in found.measurements if m.usd >= WORTH]
    if not worth:
        evpi = usd(found.evpi_usd) if found.evpi_usd >= WORTH else "nothing"
        yield f"Measure nothing: none alone changes the choice; knowing all is worth {evpi}"
        return
    first = worth[0]
    instead = f", and would make it {name_of(first.instead)}" if first.instead else ""
    yield (
        f"Measure first: {found.names[first.id]}. Knowing it is worth {usd(first.usd)}; it changes"
        f" the choice in {percent(first.p_change)} of cases{instead}"
    )


def waiting_text(found: Prospect) -> str:
    """Return whether to decide now or to wait, in one sentence."""
    if not found.waiting:
        return "Decide now: the horizon is too short to wait"
    now = found.least_regret
    best = min(found.waiting, key=lambda w: w.usd)
    gain = now.usd_mean - best.usd
    if gain >= max(WORTH, 0.001 * now.usd_mean):
        return (
            f"Wait: {name_of(best.until_then)} for {best.months} months, then"
            f" {name_of(best.then)}, saves {usd(gain)} in the mean"
        )
    learn = max(now.usd_mean - w.usd_knowing for w in found.waiting)
    if learn < WORTH:
        return "Decide now: waiting costs nothing less, and to know more by then is worth nothing"
    said = "Decide now: waiting costs nothing less; knowing more by then would be worth at most"
    return f"{said} {usd(learn)}"
