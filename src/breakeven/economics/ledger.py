"""The bills of many options at once: their drivers as arrays, and the lines that each carries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from breakeven.domain.numbers import Array, Flags, Index, Num
from breakeven.economics.cost_lines import Assumed, CostLine, Drivers, Part, Trend
from breakeven.economics.curve import CostCurve
from breakeven.economics.load_duration import LoadDuration
from breakeven.economics.machine_time import MachineTime
from breakeven.economics.market import Question
from breakeven.economics.row_columns import row_columns
from breakeven.economics.rows import Row
from breakeven.serving.columns import joined, take


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ledger:
    """What bills are made of; arrays of shape (rows,)."""

    drivers: Drivers
    time: MachineTime
    lines: tuple[CostLine, ...]
    carried: Flags
    """Which lines each row's bill has, shape (rows, lines)."""
    hours: LoadDuration
    """When the traffic comes, for machines that follow it."""

    @property
    def used(self) -> tuple[CostLine, ...]:
        """The lines that some bill has something on."""
        return tuple(
            line
            for i, line in enumerate(self.lines)
            if np.any(np.asarray(getattr(self.drivers, line.driver)) * self.carried[:, i])
        )

    def amounts(
        self,
        assumed: Assumed,
        part: Part,
        trends: Sequence[Trend] | None = None,
        *,
        idle: bool = False,
    ) -> Num:
        """Return the sum of the lines of a part, shape (rows,) or (rows, samples).

        Only lines that follow one of `trends`, where these are given; with `idle` only what a
        machine that stands by costs too.
        """
        chosen = [
            i
            for i, line in enumerate(self.lines)
            if line.part == part
            and (trends is None or line.trend in trends)
            and (line.idles or not idle)
        ]
        if not chosen:
            return np.zeros(len(self.carried))
        drivers = np.stack(
            [getattr(self.drivers, self.lines[i].driver) * self.carried[:, i] for i in chosen], 1
        )
        factors = np.stack(
            np.broadcast_arrays(*(np.asarray(self.lines[i].factor(assumed)) for i in chosen))
        )
        return np.asarray(drivers @ factors, float)

    def curve(self, assumed: Assumed) -> CostCurve:
        """Return the monthly cost over volume, once-costs left out."""
        machine = self.amounts(assumed, "machine")
        standing_by = self.amounts(assumed, "machine", idle=True)
        month = self.amounts(assumed, "month")
        spares = np.asarray(assumed("spare_machines"), float)
        sampled = spares.ndim > 0 or np.ndim(standing_by) > 1 or np.ndim(month) > 1
        kept, spared, monthly = (
            _column(values, sampled=sampled) for values in (standing_by, self.time.spared, month)
        )
        return CostCurve(
            fixed=monthly + kept * spared * spares,
            per_request=self.amounts(assumed, "request"),
            step_usd=machine,
            step_requests=self.time.requests_per_day,
            minimum_steps=self.time.minimum,
            scaled=self.time.scaled,
            base_ratio=self.time.base_ratio,
            hours=self.hours,
        )

    def take(self, rows: Index) -> "Ledger":
        """Return some of the rows."""
        size = len(self.carried)
        return replace(
            self,
            drivers=take(self.drivers, rows, size=size),
            time=take(self.time, rows, size=size),
            carried=self.carried[rows],
        )

    def joined(self, more: "Ledger") -> "Ledger":
        """Return the rows of both."""
        sizes = (len(self.carried), len(more.carried))
        return replace(
            self,
            drivers=joined([self.drivers, more.drivers], sizes),
            time=joined([self.time, more.time], sizes),
            carried=np.concatenate([self.carried, more.carried]),
        )

    def with_request_usd(self, usd: Mapping[int, float]) -> "Ledger":
        """Return the ledger with other prices of the tokens of some rows."""
        each = np.array(self.drivers.request_usd, float)
        for row, value in usd.items():
            each[row] = value
        return replace(self, drivers=replace(self.drivers, request_usd=each))

    def with_served(self, served: Mapping[int, float]) -> "Ledger":
        """Return the ledger with other volumes that a machine of some rows serves."""
        requests = np.array(self.time.requests_per_day, float)
        for row, value in served.items():
            requests[row] = value
        return replace(self, time=replace(self.time, requests_per_day=requests))


def _column(values: Num, *, sampled: bool) -> Array:
    """Return an array of rows, as a column where samples are on a trailing axis."""
    array = np.asarray(values, float)
    return array[:, None] if sampled and array.ndim == 1 else array


def ledger_of(rows: Sequence[Row], question: Question) -> Ledger:
    """Return the ledger of rows."""
    columns = row_columns(rows, question)
    ways = [(head.kind, head.purchase) for head in columns.heads]
    carried = {way: [line.on(*way) for line in question.lines] for way in set(ways)}
    on = [carried[way] for way in ways]
    return Ledger(
        drivers=columns.drivers,
        time=columns.time,
        lines=question.lines,
        carried=np.array(on, bool).reshape(-1, len(question.lines))[columns.head],
        hours=question.hours,
    )
