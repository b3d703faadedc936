"""A row as the answer shows it: its bill line by line, its fleet, what it costs once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from breakeven.domain.units import TOKENS_PER_MILLION
from breakeven.economics.bill import BillLine, OnceLine, token_lines
from breakeven.economics.cost_lines import STATED, CostLine, Drivers
from breakeven.economics.curve import CostCurve
from breakeven.economics.decision import Option
from breakeven.economics.machine_time import MachineTime
from breakeven.economics.market import Question
from breakeven.economics.rows import Row, TokenRow

AS_STATED = "instances as stated"
"""The one line of an offer whose cost is stated as a whole."""
USED = {
    "GPU hours": ("GPU hours in use", "idle GPU hours"),
    "own hardware": ("own hardware in use", "idle own hardware"),
    "reserved units": ("reserved units in use", "idle reserved units"),
}
"""What a line of machines is split into."""


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


@dataclass(frozen=True, slots=True, eq=False)
class Accounts:
    """A question's options as the answer shows them."""

    question: Question
    factors: dict[tuple[str, str], tuple[tuple[CostLine, float], ...]] = field(default_factory=dict)
    """The lines of a kind and purchase mode with their factors, once they were asked for."""

    def lines_of(self, row: Row) -> tuple[tuple[CostLine, float], ...]:
        """Return the lines of a row with their factors."""
        key = (row.kind, row.purchase)
        if key not in self.factors:
            assumed = self.question.assumed
            carried = (line for line in self.question.lines if line.on(*key))
            self.factors[key] = tuple((one, float(one.factor(assumed))) for one in carried)
        return self.factors[key]

    def option(self, row: Row, month: Month) -> Option:
        """Return a row as the answer shows it."""
        question = self.question
        workload = question.workload
        tokens = workload.input_tokens.mean + workload.output_tokens.mean
        millions = question.requests_per_month * tokens / TOKENS_PER_MILLION
        drivers = row.drivers(question)
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
            lines=merged(self.bill(row, drivers, month)),
            once=tuple(line for line in self.once(row, drivers) if line.usd),
            quality=row.candidate.quality,
            flags=row.flags,
        )

    def bill(self, row: Row, drivers: Drivers, month: Month) -> Iterator[BillLine]:
        """Yield a month's bill; the lines sum to the curve's cost."""
        question, source = self.question, row.source
        time = row.machine_time(question)
        spares = question.assumed("spare_machines") * float(time.spared)
        volume, spared = question.workload.requests_per_day, 0.0
        for line, factor in self.lines_of(row):
            each = float(getattr(drivers, line.driver)) * factor
            said = line.source or source
            if line.part == "machine":
                spared += spares * each if line.idles else 0.0
                whole = AS_STATED if row.purchase == STATED else line.name
                if line.trend == "none" or row.purchase == STATED:
                    usd = each * month.paid
                    yield BillLine(name=whole, usd_per_month=usd, source=said)
                else:
                    yield from self.machines(line, time, said, each=each, month=month)
            elif line.part == "request" and isinstance(row, TokenRow) and not line.source:
                yield from tokens_of(row, requests_per_month=question.requests_per_month)
            elif line.part == "request":
                yield BillLine(name=line.name, usd_per_month=each * volume, source=said)
            elif line.part == "month":
                yield BillLine(name=line.name, usd_per_month=each, source=said)
        yield BillLine(name="spare machines", usd_per_month=spared, source=source)

    def machines(
        self, line: CostLine, time: MachineTime, source: str, *, each: float, month: Month
    ) -> Iterator[BillLine]:
        """Yield a line of machines, split into what is used and what is idle."""
        question = self.question
        served = float(time.requests_per_day) * question.demand.peak_factor
        busy = min(question.workload.requests_per_day / (month.paid * served), 1.0)
        for name, share in zip(USED[line.name], (busy, 1.0 - busy), strict=True):
            yield BillLine(name=name, usd_per_month=each * month.paid * share, source=source)

    def once(self, row: Row, drivers: Drivers) -> Iterator[OnceLine]:
        """Yield what is paid once: set-up, evaluation, migration."""
        for line, factor in self.lines_of(row):
            if line.part == "once":
                usd = float(getattr(drivers, line.driver)) * factor
                yield OnceLine(name=line.name, usd=usd, source=line.source)


def tokens_of(row: TokenRow, *, requests_per_month: float) -> Iterator[BillLine]:
    """Yield the lines of a token offer's tokens, and of a second source beyond its rate limit."""
    second = row.second
    own = requests_per_month * (1.0 - (second.share if second else 0.0))
    yield from token_lines(row.offer, row.price, requests_per_month=own)
    if second:
        usd = requests_per_month * second.share * second.usd_per_request
        said = f"{second.share:.2%} of the requests at {second.id}; limit: {second.source}"
        yield BillLine(name="second source", usd_per_month=usd, source=said)


def merged(lines: Iterable[BillLine]) -> tuple[BillLine, ...]:
    """Return lines of one name as one; those of nothing are left out."""
    found: dict[str, BillLine] = {}
    for line in lines:
        if not line.usd_per_month:
            continue
        known = found.get(line.name)
        if known is not None:
            line = BillLine(
                name=line.name,
                usd_per_month=known.usd_per_month + line.usd_per_month,
                source=f"{known.source}; {line.source}",
            )
        found[line.name] = line
    return tuple(found.values())
