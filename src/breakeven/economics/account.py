"""A row as the answer shows it: its bill line by line, its fleet, what it costs once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from breakeven.domain.units import TOKENS_PER_MILLION
from breakeven.economics.bill import BillLine, OnceLine, token_lines
from breakeven.economics.cost_lines import CostLine
from breakeven.economics.curve import CostCurve
from breakeven.economics.decision import Option
from breakeven.economics.market import Question
from breakeven.economics.rows import Row, TokenRow

USED = {
    "machines": ("GPU hours in use", "idle GPU hours"),
    "hardware": ("own hardware in use", "idle own hardware"),
}
"""What a line of machines is split into, by the price that it follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """What a row comes to in a month at the workload's volume."""

    usd: float
    paid: float
    """Machines that are paid for on average, spares apart, in machines at their full price."""
    running: float
    """Machines that run on average, spares apart."""
    peak: float
    """Machines at the peak."""


def months_of(curve: CostCurve, requests_per_day: float) -> list[Month]:
    """Return the month of each row of a curve of arrays."""
    volume = requests_per_day
    usd, paid, peak = (
        np.atleast_1d(np.asarray(of(volume), float))
        for of in (curve.cost, curve.running, curve.steps)
    )
    running = np.where(np.isfinite(curve.base_ratio), curve.without_base().running(volume), paid)
    rows = zip(usd, paid, running, peak, strict=True)
    return [
        Month(usd=float(u), paid=float(p), running=float(r), peak=float(k)) for u, p, r, k in rows
    ]


def option_of(row: Row, month: Month, question: Question) -> Option:
    """Return a row as the answer shows it."""
    workload = question.workload
    tokens = workload.input_tokens.mean + workload.output_tokens.mean
    millions = question.requests_per_month * tokens / TOKENS_PER_MILLION
    return Option(
        id=row.id,
        kind=row.kind,
        model=row.candidate.model.id,
        provider=row.provider,
        purchase=row.purchase,
        usd_per_month=month.usd,
        usd_per_million_tokens=month.usd / millions,
        fleet=row.fleet(question, mean=month.running, peak=month.peak),
        latency=row.latency,
        rate=row.rate,
        lines=merged(bill_lines(row, question, machines=month.paid)),
        once=tuple(line for line in once_lines(row, question) if line.usd),
        quality=row.candidate.quality,
        flags=row.flags,
    )


def bill_lines(row: Row, question: Question, *, machines: float) -> Iterator[BillLine]:
    """Yield a month's bill; the lines sum to the curve's cost.

    `machines` are those paid for on average beside the spares.
    """
    drivers, time = row.drivers(question), row.machine_time(question)
    spares = question.assumed("spare_machines") * float(time.spared)
    spared = 0.0
    for line in (one for one in question.lines if one.on(row.kind, row.purchase)):
        each = float(getattr(drivers, line.driver)) * float(line.factor(question.assumed))
        if line.part == "machine":
            spared += spares * each
            yield from _machines(line, row, question, each=each, machines=machines)
        elif line.part == "request" and isinstance(row, TokenRow) and line.trend == "tokens":
            yield from _tokens(line, row, question, each=each)
        elif line.part == "request":
            usd = each * question.workload.requests_per_day
            yield BillLine(name=line.name, usd_per_month=usd, source=line.source or row.source)
        elif line.part == "month":
            yield BillLine(name=line.name, usd_per_month=each, source=line.source)
    yield BillLine(name="spare machines", usd_per_month=spared, source=row.source)


def merged(lines: Iterable[BillLine]) -> tuple[BillLine, ...]:
    """Return lines of one name as one; those of nothing are left out."""
    found: dict[str, list[BillLine]] = {}
    for line in lines:
        if line.usd_per_month:
            found.setdefault(line.name, []).append(line)
    return tuple(
        BillLine(
            name=name,
            usd_per_month=sum(one.usd_per_month for one in parts),
            source="; ".join(dict.fromkeys(one.source for one in parts)),
        )
        for name, parts in found.items()
    )


def _machines(
    line: CostLine, row: Row, question: Question, *, each: float, machines: float
) -> Iterator[BillLine]:
    """Yield a line of machines, its own price split into what is used and what is idle."""
    source, names = line.source or row.source, USED.get(line.trend)
    if names is None:
        yield BillLine(name=line.name, usd_per_month=each * machines, source=source)
        return
    served = float(row.machine_time(question).requests_per_day) * question.demand.peak_factor
    busy = question.workload.requests_per_day / (machines * served)
    for name, share in zip(names, (busy, 1 - busy), strict=True):
        yield BillLine(name=name, usd_per_month=each * machines * share, source=source)


def _tokens(
    line: CostLine, row: TokenRow, question: Question, *, each: float
) -> Iterator[BillLine]:
    """Yield a line of tokens; the tokens themselves by direction."""
    usd = each * question.workload.requests_per_day
    if line.source:
        yield BillLine(name=line.name, usd_per_month=usd, source=line.source)
        return
    requests = question.requests_per_month
    yield from token_lines(row.offer, row.price, requests_per_month=requests)


def once_lines(row: Row, question: Question) -> Iterator[OnceLine]:
    """Yield what is paid once: set-up, evaluation, migration."""
    drivers = row.drivers(question)
    for line in question.lines:
        if line.part == "once" and line.on(row.kind, row.purchase):
            usd = float(getattr(drivers, line.driver)) * float(line.factor(question.assumed))
            yield OnceLine(name=line.name, usd=usd, source=line.source)
