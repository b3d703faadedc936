"""How a log's arrivals move: over the week, over the months, and within the hour."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from breakeven.inputs.usage import summary as sums
from breakeven.inputs.usage.normal import MICROSECONDS
from breakeven.inputs.usage.periods import asked, since
from breakeven.inputs.usage.tables import columns_of_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from breakeven.inputs.usage.log import UsageLog

DAY_S, HOUR_S, MINUTE_S = 86_400, 3_600, 60
LONGEST_BY_MINUTE = 3 * 366 * DAY_S
"""Seconds of a log beyond which minutes are too many to hold."""
WEEKS = 2
"""A log of fewer whole weeks says nothing of the days of a week."""
TREND_DAYS = 28
"""A log of fewer whole days says nothing of a trend: a week would look like one."""
DAYS_PER_MONTH = 365.25 / 12
BUSY_HOURS = 2
"""A log of fewer whole hours says nothing of the minutes in them."""
MONDAY = 4
"""1970-01-01 was a Thursday: the first Monday was day 4."""
MOST_GROWTH = 10.0
"""A steeper trend is a start or an end of use and no trend."""
BLOCKS = 8
"""Fewer blocks of time give no range."""
RESAMPLES = 1_000
SEED = 20_261_125
SUMMED = ("requests", "input_tokens", "cached_input_tokens", "output_tokens")
Blocks = Mapping[str, "NDArray[np.float64]"]


def per_period(log: "UsageLog", total: sums.Totals, seconds: int) -> Blocks:
    """Return sums of each whole period from the first arrival on, empty ones included.

    Each is an array of shape (periods,); what nobody counted is nan. Empty where the log's clock
    is coarser than the period.
    """
    whole = int(total.covered_seconds // seconds)
    if total.first is None or whole < 1 or total.grain > seconds:
        return {}
    parts = log.minutes
    at = parts["at"] * MINUTE_S // seconds
    inside = at < whole
    place = at[inside].astype(np.int64)
    return {
        name: np.full(whole, np.nan)
        if name in SUMMED and getattr(total, name) is None
        else np.bincount(place, np.nan_to_num(parts[name][inside]), minlength=whole).astype(float)
        for name in ("asked", *SUMMED)
    }


def by_minute(log: "UsageLog", total: sums.Totals) -> Blocks:
    """Return sums of the minutes from the first arrival on that have any, `at` saying which.

    Of a log of years they are those of the minutes at which hours begin: minutes are too many.
    """
    step = 1 if total.covered_seconds <= LONGEST_BY_MINUTE else HOUR_S // MINUTE_S
    events = log.events
    at = since(events, total, MINUTE_S * step) * step
    grouped = events.group_by(at=at).aggregate(
        asked=asked(events, total).sum(), **{name: events[name].sum() for name in SUMMED}
    )
    return columns_of_rows(log.connection, grouped)


def weekly_shape(total: sums.Totals, days: Blocks) -> tuple[float, ...]:
    """Return the arrivals of each day of the week over the mean day, from whole weeks only."""
    if total.first is None or not days or len(days["asked"]) < 7 * WEEKS:
        return ()
    asked = days["asked"][: len(days["asked"]) // 7 * 7].reshape(-1, 7).mean(axis=0)
    if not asked.any():
        return ()
    first = (total.first // (DAY_S * MICROSECONDS) - MONDAY) % 7
    return tuple(map(float, np.roll(asked, first) / asked.mean()))


def growth_per_month(days: Blocks) -> float | None:
    """Return the trend of whole weeks as growth from month to month, by least squares of logs.

    None where the log is short, where a week had no request, or where use began or ended.
    """
    if not days or len(days["asked"]) < TREND_DAYS:
        return None
    weeks = days["asked"][: len(days["asked"]) // 7 * 7].reshape(-1, 7).sum(axis=1)
    if (weeks <= 0).any():
        return None
    slope = np.polyfit(np.arange(len(weeks)), np.log(weeks), 1)[0]
    growth = float(np.expm1(slope * DAYS_PER_MONTH / 7))
    return growth if abs(growth) <= MOST_GROWTH else None


def minute_dispersion(minutes: Blocks) -> float | None:
    """Return variance over mean of the requests of a minute within its hour: 1 for Poisson.

    The mean over hours counts each by its requests. None where nobody counted requests.
    """
    if not minutes or len(minutes["requests"]) < 60 * BUSY_HOURS:
        return None
    hours = minutes["requests"][: len(minutes["requests"]) // 60 * 60].reshape(-1, 60)
    mean = hours.mean(axis=1)
    if not mean.sum() > 0:
        return None
    return float(hours.var(axis=1, ddof=1).sum() / mean.sum())


def ranges(blocks: Blocks, seconds: float) -> dict[str, tuple[float, float]]:
    """Return the 5th and 95th percentile of rate, lengths and cached share.

    Blocks of time, each of `seconds`, are drawn anew with replacement (a block bootstrap, Künsch
    1989, with blocks that do not overlap): requests of one day are alike, so days are drawn.
    """
    if not blocks or len(blocks["asked"]) < BLOCKS:
        return {}
    rng = np.random.default_rng(SEED)
    drawn = rng.integers(0, len(blocks["asked"]), (RESAMPLES, len(blocks["asked"])))
    sums_ = {name: blocks[name][drawn].sum(axis=1) for name in SUMMED}
    span = seconds * len(blocks["asked"]) / DAY_S
    with np.errstate(divide="ignore", invalid="ignore"):
        found = {
            "requests_per_day": sums_["requests"] / span,
            "input_tokens_mean": sums_["input_tokens"] / sums_["requests"],
            "output_tokens_mean": sums_["output_tokens"] / sums_["requests"],
            "cached_input_share": sums_["cached_input_tokens"] / sums_["input_tokens"],
        }
    return {name: _percentiles(values) for name, values in found.items() if _finite(values)}


def _percentiles(values: "NDArray[np.float64]") -> tuple[float, float]:
    low, high = np.quantile(values, (0.05, 0.95))
    return float(low), float(high)


def _finite(values: "NDArray[np.float64]") -> bool:
    return bool(np.isfinite(values).all())


def rank_correlation(pairs: "NDArray[np.float64] | None") -> float | None:
    """Return the correlation of the ranks of input and output tokens (Spearman 1904)."""
    if pairs is None or len(pairs) < 3:
        return None
    ranks = [_ranks(column) for column in pairs.T]
    if any(r.std() == 0 for r in ranks):
        return None
    centred = [(r - r.mean()) / r.std() for r in ranks]
    return float(np.clip((centred[0] * centred[1]).mean(), -1, 1))


def _ranks(values: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """Return ranks; values that are equal share their mean rank."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    shared: NDArray[np.float64] = last - (counts - 1) / 2
    return shared[inverse]
