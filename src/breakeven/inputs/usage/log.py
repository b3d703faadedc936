"""A usage log that was read: rows in normal form, and what can be asked of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from breakeven.domain.errors import InputError
from breakeven.domain.provenance import Provenance
from breakeven.domain.workload import Lengths, Workload
from breakeven.inputs.usage import summary as sums
from breakeven.inputs.usage.normal import MICROSECONDS
from breakeven.inputs.usage.rejects import Rejected
from breakeven.inputs.usage.tables import rows_of

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from numpy.typing import NDArray

DAY = 86_400
SAMPLE = 4_096
"""The most requests of a whole log that a workload carries."""
BUSY_SAMPLE = 8_192
"""The most of its busiest hours: enough that a 99th percentile of the simulation is settled."""
HOUR = 3_600 * MICROSECONDS
SHAPE_DAYS = 2
"""A log of fewer whole days says nothing of the hours of a day."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class UsageLog:
    """A log's rows, as an Ibis expression in normal form without those that were refused."""

    connection: Any
    """The Ibis connection that holds them."""
    events: "ir.Table"
    format: str
    why: str
    """Why the log was taken for this format."""
    name: str
    rows: int
    """Rows that were read, refused ones included."""
    rejected: tuple[Rejected, ...] = ()
    prefix_block_tokens: int = 0
    """Tokens of the blocks whose hashes the rows carry; 0 where they carry none."""

    @property
    def rejected_rows(self) -> int:
        """How many rows were refused."""
        return sum(r.rows for r in self.rejected)

    def by_length(self, model: str, starts: Sequence[float]) -> list[sums.ModelUsage]:
        """Return a model's totals, split by the input tokens above which requests fall.

        `starts` are in ascending order; a request as long as a start is still below it.
        """
        return sums.by_length(self.connection, self.events, model, starts)

    def summary(self) -> sums.UsageSummary:
        """Return the log's totals."""
        log = sums.totals(self.connection, self.events)
        return sums.UsageSummary(
            format=self.format,
            why=self.why,
            rows=self.rows,
            rejected_rows=self.rejected_rows,
            requests=log.requests,
            first=sums.moment(log.first),
            last=sums.moment(log.last),
            input_tokens=log.input_tokens,
            cached_input_tokens=log.cached_input_tokens,
            output_tokens=log.output_tokens,
            models=sums.models(self.connection, self.events),
            peak_to_mean=sums.peaks(self.connection, self.events, log),
            rejected=self.rejected,
        )

    def workload(self) -> Workload:
        """Return the traffic as the rest of breakeven takes it; the log's mean rate goes on."""
        log = sums.totals(self.connection, self.events)
        self._check(log)
        return Workload(
            requests_per_day=log.requests / log.covered_seconds * DAY,
            input_tokens=self._lengths("input_tokens", log),
            output_tokens=self._lengths("output_tokens", log),
            cached_input_share=(
                log.cached_input_tokens / log.input_tokens if log.input_tokens else 0.0
            ),
            peak_to_mean=sums.peaks(self.connection, self.events, log),
            hourly_shape=self._hourly_shape(log),
            request_tokens=self._sample(self.events, log.requests) if log.single else None,
            busy_request_tokens=self._busy_sample(log) if log.single else None,
            requests=log.requests,
            name=Path(self.name).stem if self.name != "<stdin>" else "workload",
            provenance=self._provenance(log),
        )

    def _check(self, log: sums.Totals) -> None:
        if not log.requests:
            raise InputError("holds no requests", where=self.name)
        if log.first == log.last and log.single:
            message = "all its requests have one time, so no rate follows; give a longer log"
            raise InputError(message, where=self.name)
        for name, tokens in (("input", log.input_tokens), ("output", log.output_tokens)):
            if not tokens:
                message = f"has no {name} tokens: is the column right? --map {name}=COLUMN names it"
                raise InputError(message, where=self.name)

    def _lengths(self, name: str, log: sums.Totals) -> Lengths:
        """Return the lengths of the requests; all alike where the log holds only sums."""
        if not log.single:
            return Lengths.constant(getattr(log, name) / log.requests)
        number = self.events[name].cast("float64")
        row = rows_of(
            self.connection,
            self.events.aggregate(
                mean=number.mean(),
                p50=number.quantile(0.5),
                p90=number.quantile(0.9),
                p99=number.quantile(0.99),
                mean_square=(number * number).mean(),
            ),
        )[0]
        return Lengths(**{key: float(value) for key, value in row.items()})

    def _sample(
        self, events: "ir.Table", requests: int, *, most: int = SAMPLE
    ) -> "NDArray[np.float64]":
        """Return at most `most` of some requests, evenly spaced among them and in their order."""
        import ibis

        order = [events[name] for name in ("time", "input_tokens", "output_tokens")]
        ranked = events.mutate(rank=ibis.row_number().over(order_by=order))
        kept, most = ranked.rank, min(most, requests)
        step = ((kept + 1) * most // requests) > (kept * most // requests)
        pairs = ranked.filter(step).order_by("rank").select("input_tokens", "output_tokens")
        rows = [tuple(row.values()) for row in rows_of(self.connection, pairs)]
        return np.array(rows, dtype=np.float64).reshape(-1, 2)

    def _busy_sample(self, log: sums.Totals) -> "NDArray[np.float64] | None":
        """Return requests of the busiest hours, as many hours as hold BUSY_SAMPLE of them.

        None where that is no other sample than that of the whole log.
        """
        if log.requests <= SAMPLE:
            return None
        hour = (self.events.time - log.first) // HOUR
        counted = self.events.group_by(hour=hour).aggregate(requests=self.events.requests.sum())
        rows = [(int(r["requests"]), int(r["hour"])) for r in rows_of(self.connection, counted)]
        hours, held = [], 0
        for requests, which in sorted(rows, key=lambda r: (-r[0], r[1])):
            if held >= BUSY_SAMPLE:
                break
            hours.append(which)
            held += requests
        return self._sample(self.events.filter(hour.isin(hours)), held, most=BUSY_SAMPLE)

    def _hourly_shape(self, log: sums.Totals) -> tuple[float, ...]:
        """Return the arrivals of each hour of a day over the mean hour, from whole days only."""
        whole = int(log.covered_seconds // DAY)
        if whole < SHAPE_DAYS or log.grain > 3_600:
            return ()
        end = log.first + whole * DAY * MICROSECONDS
        inside = self.events.filter(self.events.time < end)
        hour = (inside.time // (3_600 * MICROSECONDS)) % 24
        by_hour = inside.group_by(hour=hour).aggregate(requests=inside.requests.sum())
        counts = np.zeros(24)
        for row in rows_of(self.connection, by_hour):
            counts[int(row["hour"])] = float(row["requests"])
        return tuple(map(float, counts / counts.mean())) if counts.any() else ()

    def _provenance(self, log: sums.Totals) -> Provenance:
        first, last = sums.moment(log.first), sums.moment(log.last)
        note = f"{log.requests:,} requests from {first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M} UTC"
        if not log.single:
            note += "; the log sums requests up, so their lengths are taken as all alike"
        if self.rejected_rows:
            note += f"; {self.rejected_rows:,} of {self.rows:,} rows rejected"
        return Provenance(source=f"usage log {Path(self.name).name}", date=last.date(), note=note)
