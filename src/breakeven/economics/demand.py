"""When the traffic comes: typical hours with weights, the busiest hour, and bursts within it.

A fleet is sized for its peak and paid for all hours, so utilisation is a result, never an input.
"""

from dataclasses import dataclass

import numpy as np

from breakeven.domain.numbers import Array
from breakeven.domain.profile import Profile
from breakeven.domain.provenance import Provenance
from breakeven.domain.workload import Workload
from breakeven.economics.load_duration import LoadDuration

SPARSE_PER_DAY = 30 * 1_440.0
"""Below 30 requests a minute the busiest minute of a log is chance."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Demand:
    """A workload's arrivals over the hours of a typical day."""

    relative: Array
    """Arrivals of each typical hour over the mean hour, shape (24,)."""
    peak_hour: float
    """Busiest hour over the mean hour."""
    burst: float
    """Busiest minute over its hour; shorter bursts queue."""
    burst_is_assumed: bool = False
    """Whether no log tells the burst, so that its range applies."""
    provenance: Provenance

    @property
    def hours(self) -> LoadDuration:
        """The load of the typical hours over the peak's; the busiest is the peak."""
        return LoadDuration(
            relative=self.relative / self.relative.max(),
            weight=np.full(self.relative.size, 1.0 / self.relative.size),
        )

    @property
    def peak_factor(self) -> float:
        """Rate that a fleet is sized for, over the mean rate."""
        return self.peak_hour * self.burst


def demand_of(workload: Workload, *, profile: Profile, burst: float) -> Demand:
    """Return a workload's demand: its own hours where the log shows them, else the profile's.

    `burst` is used only where the log cannot tell the busiest minute within an hour.
    """
    known = workload.peak_to_mean
    own_hours = len(workload.hourly_shape) == len(profile.hours)
    relative = np.asarray(workload.hourly_shape if own_hours else profile.hours, float)
    peak = (known.hour if own_hours else None) or profile.peak_to_mean_hour
    told = _burst(workload)
    return Demand(
        relative=relative / relative.mean(),
        peak_hour=max(peak, 1.0),
        burst=max(burst if told is None else told, 1.0),
        burst_is_assumed=told is None,
        provenance=workload.provenance if own_hours else profile.provenance,
    )


def _burst(workload: Workload) -> float | None:
    """Return the busiest minute over its hour; a log of hours has the hours' own swing in it.

    Where a minute holds few requests its peak is chance, and says nothing of larger volumes.
    """
    known = workload.peak_to_mean
    if known.minute is None or workload.requests_per_day < SPARSE_PER_DAY:
        return None
    return known.minute / (known.hour or 1.0)
