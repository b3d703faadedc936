"""A number that explains itself: what is shown, what it is, and where it comes from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from breakeven.domain.units import TOKENS_PER_MILLION
from breakeven.economics.bill import OnceLine
from breakeven.economics.decision import Decision, Option
from breakeven.outputs.numbers import (
    UNKNOWN,
    count,
    milliseconds,
    percent,
    plain,
    times,
    usd,
    whole,
)

RATED = {
    "simulation": "the workload's own requests, served in the simulator",
    "closed-form": "the closed form, without a simulation",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of an explanation."""

    name: str
    text: str
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number on the page, and what opens where someone asks why."""

    key: str
    """Stable from answer to answer, so that an open explanation stays open."""
    text: str
    what: str
    how: str
    """The formula or the method, in words."""
    lines: tuple[Line, ...] = ()


def month(option: Option, *, key: str) -> Figure:
    """Return an option's cost of a month with its bill."""
    once = [Line(name=f"once: {o.name}", text=usd(o.usd), source=o.source) for o in option.once]
    return Figure(
        key=f"{key}-month",
        text=usd(option.usd_per_month),
        what="Cost of a month, in US dollars",
        how="the sum of the lines of its bill; what is paid once is in no month",
        lines=(
            *(Line(name=b.name, text=usd(b.usd_per_month), source=b.source) for b in option.lines),
            *once,
        ),
    )


def once(lines: Sequence[OnceLine], *, key: str, usd_once: float | None = None) -> Figure:
    """Return what is paid once; `usd_once` where the sum is known and its lines may not be."""
    total = sum(line.usd for line in lines) if usd_once is None else usd_once
    return Figure(
        key=f"{key}-once",
        text=usd(total),
        what="Paid once, in US dollars",
        how="the sum of what is paid before the first month",
        lines=tuple(Line(name=o.name, text=usd(o.usd), source=o.source) for o in lines),
    )


def per_million(decision: Decision, option: Option, *, key: str) -> Figure:
    """Return what a million tokens cost, input and output together."""
    work = decision.workload
    tokens = work.input_tokens.mean + work.output_tokens.mean
    monthly = tokens * work.requests_per_day * decision.days_per_month / TOKENS_PER_MILLION
    return Figure(
        key=f"{key}-million",
        text=usd(option.usd_per_million_tokens),
        what="US dollars per million tokens, input and output together",
        how="cost of a month / (requests a day x days a month x tokens of a request)",
        lines=(
            Line(name="cost of a month", text=usd(option.usd_per_month)),
            Line(name="million tokens a month", text=count(monthly)),
            *_traffic(decision),
        ),
    )


def _traffic(decision: Decision) -> tuple[Line, ...]:
    work, said = decision.workload, str(decision.workload.provenance)
    return (
        Line(name="requests a day", text=whole(work.requests_per_day), source=said),
        Line(name="input tokens", text=plain(work.input_tokens.mean), source=said),
        Line(name="output tokens", text=plain(work.output_tokens.mean), source=said),
        Line(name="days a month", text=plain(decision.days_per_month)),
    )


def chance(decision: Decision, option: Option, *, key: str) -> Figure | None:
    """Return how sure it is that an option is the cheapest; None where that is not known.

    A quick look has no samples yet.
    """
    what = "Probability of being the cheapest of a month"
    if not decision.samples:
        return Figure(key=f"{key}-sure", text="…", what=what, how="follows when the numbers rest")
    if option.p_best is None:
        return None
    return Figure(
        key=f"{key}-sure",
        text=percent(option.p_best),
        what=what,
        how=(
            f"the share of {count(decision.samples)} samples of everything that is not known in"
            " which it costs least; all unknowns are drawn together from their ranges"
        ),
        lines=(
            Line(name="5 % of samples below", text=usd(option.usd_per_month_p05)),
            Line(name="5 % of samples above", text=usd(option.usd_per_month_p95)),
            Line(name="mean regret a month", text=usd(option.regret_usd_per_month)),
        ),
    )


def fleet(decision: Decision, option: Option, *, key: str) -> Figure | None:
    """Return the machines of an option and how far they are used; None where it has none."""
    size = option.fleet
    if size is None or not size.replicas_peak:
        return None
    each = size.gpus / size.replicas_peak
    gpus = f"{each:.0f}" if each == round(each) else f"{each:.1f}"
    demand = decision.demand
    return Figure(
        key=f"{key}-fleet",
        text=f"{size.replicas_peak} x {gpus}, {percent(size.utilization)}",
        what="Replicas x GPUs of one, and their mean load over what they could serve",
        how=(
            "replicas for the busiest minute and spares; used = mean load / what the paid machines"
            " could serve: a result, never an input"
        ),
        lines=(
            *_rate(option),
            Line(
                name="mean requests a second",
                text=plain(decision.workload.requests_per_second),
                source=str(decision.workload.provenance),
            ),
            Line(name="busiest hour", text=times(demand.peak_hour), source=str(demand.provenance)),
            Line(name="busiest minute of it", text=times(demand.burst)),
            Line(name="replicas, on average", text=count(size.replicas_mean)),
            Line(name="GPUs paid for", text=count(size.gpus)),
        ),
    )


def _rate(option: Option) -> Iterable[Line]:
    if option.rate is not None:
        served = f"{plain(option.rate.requests_per_second)} requests a second"
        yield Line(name="one replica serves", text=served, source=RATED[option.rate.source])


def latency(option: Option, *, key: str) -> Figure | None:
    """Return the latency at the load that a fleet is sized for; None where it is not known."""
    found = option.latency
    if found is None:
        return None
    return Figure(
        key=f"{key}-latency",
        text=f"{found.ttft_p99_ms:,.0f} / {found.tpot_p99_ms:,.0f}",
        what="Milliseconds to the first token / for each further token, 99th percentile",
        how="at the load that the replicas are sized for, the busiest minute",
        lines=(
            Line(name="first token, median", text=milliseconds(found.ttft_p50_ms)),
            Line(name="first token, p99", text=milliseconds(found.ttft_p99_ms)),
            Line(name="further token, median", text=milliseconds(found.tpot_p50_ms)),
            Line(name="further token, p99", text=milliseconds(found.tpot_p99_ms)),
            *_rate(option),
        ),
    )


def quality(option: Option, *, key: str) -> Figure | None:
    """Return the score of an option's model; None where it has none."""
    found = option.quality
    if found.score is None:
        return None
    reference = UNKNOWN if found.reference_score is None else plain(found.reference_score)
    return Figure(
        key=f"{key}-quality",
        text=plain(found.score),
        what=f"Score on {found.benchmark}",
        how="as published; options must be about as good as the model that they are compared with",
        lines=(
            Line(name=option.model, text=plain(found.score)),
            Line(name="compared with", text=reference),
            *((Line(name="note", text=found.note),) if found.note else ()),
        ),
    )
