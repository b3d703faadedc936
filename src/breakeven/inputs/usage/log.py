"""A usage log that was read: rows in normal form, and what can be asked of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from breakeven.domain.errors import UnknownName
from breakeven.domain.workload import PeakToMean, Workload
from breakeven.inputs.usage import arrivals, periods
from breakeven.inputs.usage import summary as sums
from breakeven.inputs.usage.groups import Group
from breakeven.inputs.usage.histograms import Histogram
from breakeven.inputs.usage.rejects import Rejected

if TYPE_CHECKING:
    import ibis.expr.types as ir


def _unknown(told: Mapping[str, object], peak: PeakToMean, log: sums.Totals) -> tuple[str, ...]:
    """Return what a log cannot tell."""
    names = [name for name, value in told.items() if value is None]
    if log.first is None:
        names.append("time")
    if not log.single:
        names.append("lengths of single requests")
    names += [f"peak_to_mean.{p}" for p in periods.PERIODS if getattr(peak, p) is None]
    return tuple(names)


@dataclass(frozen=True, kw_only=True, eq=False)  # no slots: what is worked out once needs room
class UsageLog:
    """A log's rows, as an Ibis expression in normal form without those that were refused."""

    connection: Any
    """The Ibis connection that holds them."""
    events: "ir.Table"
    groups: tuple[Group, ...]
    """The sums of the events."""
    format: str
    why: str
    """Why the log was taken for this format."""
    name: str
    rows: int
    """Rows that were read, refused ones included."""
    aside: Mapping[str, int] = field(default_factory=dict)
    """Rows that are fine but no traffic, by why."""
    bills: "ir.Table | None" = None
    """The lines of a bill among them."""
    rejected: tuple[Rejected, ...] = ()
    histograms: Mapping[str, Histogram] = field(default_factory=dict)
    """What histograms of it say, by what they measure."""
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
        return sums.by_length(self.connection, self.events, self.groups, model, starts)

    def only(self, *, column: str, value: str) -> "UsageLog":
        """Return the rows of one model or tag; raise UnknownName where there are none."""
        names = sums.by_name(self.groups, column)
        if value not in names:
            raise UnknownName(column, value, names, where=self.name)
        own = [g for g in self.groups if (getattr(g, column) or sums.UNKNOWN) == value]
        kept = self.events.filter(sums.of_value(self.events[column], value))
        return replace(self, events=kept, groups=tuple(own))

    @cached_property
    def seconds(self) -> "ir.Table":
        """What each second from the first arrival on was asked."""
        return periods.by_second(self.connection, self.events, self.totals())

    @cached_property
    def minutes(self) -> arrivals.Blocks:
        """What the minutes from the first arrival on were asked, where there was anything."""
        return arrivals.by_minute(self, self.totals())

    @cached_property
    def peaks(self) -> PeakToMean:
        """The busiest second, minute and hour over the mean one."""
        if self.totals().first is None:
            return PeakToMean()
        return periods.peaks(self.connection, self.seconds, self.totals())

    @cached_property
    def _totals(self) -> sums.Totals:
        return sums.totals(self.connection, self.events, self.groups)

    def totals(self) -> sums.Totals:
        """Return one line over all the rows."""
        return self._totals

    def summary(self) -> sums.UsageSummary:
        """Return the log's totals."""
        log = self.totals()
        told = {name: getattr(log, name) for name in (*sums.COUNTS, "reasoning_tokens")}
        slow: dict[str, Any] = {
            name: sums.latency(self.connection, self.events, name, rows)
            for name, rows in (
                ("latency_ms", sum(g.latencies for g in self.groups)),
                ("ttft_ms", sum(g.first_tokens for g in self.groups)),
            )
        }
        return sums.UsageSummary(
            format=self.format,
            why=self.why,
            rows=self.rows,
            rejected_rows=self.rejected_rows,
            aside=self.aside,
            **told,
            **slow,
            usd_billed=log.usd_billed,
            first=None if log.first is None else sums.moment(log.first),
            last=None if log.last is None else sums.moment(log.last),
            models=sums.by_name(self.groups, "model"),
            tags=sums.by_name(self.groups, "tag"),
            peak_to_mean=self.peaks,
            unknown=_unknown({**told, **slow, "usd_billed": log.usd_billed}, self.peaks, log),
            rejected=self.rejected,
            histograms=self.histograms,
        )

    def workload(self, *, requests_per_day: float | None = None) -> Workload:
        """Return the traffic as the rest of breakeven takes it; the log's mean rate goes on.

        `requests_per_day` is for a log in which nobody counted them, or that has no times.
        """
        from breakeven.inputs.usage.fitting import fitted  # it takes a log

        return fitted(self, requests_per_day=requests_per_day)
