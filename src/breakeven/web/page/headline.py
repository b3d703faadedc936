"""The answer in a sentence and a few numbers."""

from collections.abc import Iterator
from dataclasses import dataclass

from breakeven.economics.decision import Decision, Option
from breakeven.outputs.names import KINDS, Name, name_of
from breakeven.outputs.numbers import count, percent, times, usd
from breakeven.outputs.question import question_lines
from breakeven.web.page import figure
from breakeven.web.page.figure import Figure, Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """The best option of another kind, and by how much it is dearer."""

    kind: str
    name: Name | None
    """None where all of that kind were rejected."""
    lead: Figure | None
    rejected: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """The winner, how sure, where it flips, what it beats."""

    sentence: str
    """For whoever cannot see the page; read aloud when it changes."""
    question: tuple[str, ...]
    name: Name | None
    """None where nothing is feasible."""
    id: str
    kind: str
    unequal: str
    """Why the winner is not of equal quality; empty where it is."""
    figures: tuple[tuple[str, Figure], ...]
    """With their labels."""
    rivals: tuple[Rival, ...]
    weighed: str


def headline(decision: Decision) -> Headline:
    """Return the answer's head."""
    best = decision.best
    return Headline(
        sentence=sentence(decision),
        question=question_lines(decision),
        name=name_of(best.id) if best else None,
        id=best.id if best else "",
        kind=KINDS[best.kind] if best else "",
        unequal=best.quality.note if best else "",
        figures=tuple(_figures(decision, best)) if best else (),
        rivals=tuple(_rivals(decision, best)) if best else (),
        weighed=count(decision.weighed),
    )


def sentence(decision: Decision) -> str:
    """Return the answer in one sentence.

    `Cheapest: X at $N a month, sure to P %; flips to Y above V requests a day.`
    """
    best = decision.best
    if best is None:
        return f"Nothing is feasible: all {count(decision.weighed)} options were rejected."
    sure = "" if best.p_best is None else f", sure to {percent(best.p_best)}"
    flips = "; ".join(_flips(decision)) or "at no volume that was searched does another win"
    return f"Cheapest: {name_of(best.id)} at {usd(best.usd_per_month)} a month{sure}; {flips}."


def edges(decision: Decision) -> Iterator[tuple[str, float, str]]:
    """Yield on which side, at which volume and to whom the answer flips, nearest only."""
    volume, best = decision.workload.requests_per_day, decision.best
    if best is None:
        return
    below = [r for r in decision.regions if (r.to_requests_per_day or volume) < volume]
    above = [r for r in decision.regions if r.from_requests_per_day >= volume]
    lower = [r for r in below if r.cheapest != best.id][-1:]
    upper = [r for r in above if r.cheapest != best.id][:1]
    for region in lower:
        yield "below", region.to_requests_per_day or 0.0, region.cheapest
    for region in upper:
        yield "above", region.from_requests_per_day, region.cheapest


def _flips(decision: Decision) -> Iterator[str]:
    for side, volume, other in edges(decision):
        yield f"flips to {name_of(other)} {side} {count(volume)} requests a day"


def _figures(decision: Decision, best: Option) -> Iterator[tuple[str, Figure]]:
    yield "a month", figure.month(best, key="best")
    sure = figure.chance(decision, best, key="best")
    if sure is not None:
        yield "sure to be the cheapest", sure
    yield "per million tokens", figure.per_million(decision, best, key="best")
    for side, volume, other in edges(decision):
        label = f"flips {side}, requests a day"
        yield label, flip(decision, side, volume, other)


def flip(decision: Decision, side: str, volume: float, other: str) -> Figure:
    """Return a volume at which the answer changes."""
    return Figure(
        key=f"best-flip-{side}",
        text=count(volume),
        what=f"Requests a day {side} which another option is the cheapest",
        how=(
            "exact geometry on the cost curves of all options: between two steps each is a line,"
            " so a change of the cheapest is one division"
        ),
        lines=(
            Line(name=f"cheapest {side} it", text=str(name_of(other))),
            Line(name="yours", text=count(decision.workload.requests_per_day)),
            Line(name="that is", text=times(volume / decision.workload.requests_per_day)),
        ),
    )


def _rivals(decision: Decision, best: Option) -> Iterator[Rival]:
    """Yield by how much the winner beats the best of each other kind."""
    for kind, words in KINDS.items():
        weighed = [o for o in decision.options if o.kind == kind]
        rival = next((o for o in weighed if o.feasible), None)
        if kind == best.kind or not weighed:
            continue
        if rival is None:
            yield Rival(kind=words, name=None, lead=None, rejected=len(weighed))
        else:
            yield Rival(kind=words, name=name_of(rival.id), lead=_lead(kind, best, rival))


def _lead(kind: str, best: Option, rival: Option) -> Figure:
    ours, theirs = best.usd_per_month or 0.0, rival.usd_per_month or 0.0
    ratio = f" ({times(theirs / ours)})" if ours else ""
    return Figure(
        key=f"lead-{kind}",
        text=f"{usd(theirs - ours)}{ratio}",
        what=f"What the best of {KINDS[rival.kind]} costs more in a month",
        how="the difference of the two bills",
        lines=(
            Line(name=str(name_of(rival.id)), text=usd(theirs)),
            *(
                Line(name=f"- {b.name}", text=usd(b.usd_per_month), source=b.source)
                for b in rival.lines
            ),
            Line(name=str(name_of(best.id)), text=usd(ours)),
        ),
    )
