"""How sure the cheapest option is: from totals of every option in every sample.

`totals` is money over the horizon, shape (options, samples); no element is NaN, an option that
cannot be had in a sample costs infinity there.
"""

from dataclasses import dataclass

import numpy as np

from breakeven.domain.numbers import Array, Index

BAND = (0.05, 0.95)
CHUNK = 64
"""Options handled at once: a few megabytes of copies."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Certainty:
    """What the samples say of each option; arrays of shape (options,)."""

    p_best: Array
    """Share of the samples in which it is the cheapest; of equals the first."""
    usd_mean: Array
    usd_p05: Array
    usd_p95: Array
    regret_usd: Array
    """What choosing it costs, in the mean, above the cheapest in the same sample."""
    samples: int

    @property
    def least_regret(self) -> int:
        """The option with the least expected regret, which is that with the least mean cost."""
        return int(self.usd_mean.argmin())

    @property
    def p_best_error(self) -> Array:
        """One standard error of `p_best`, as of independent samples; Sobol points have less."""
        return np.sqrt(self.p_best * (1 - self.p_best) / self.samples)


def certainty(totals: Array) -> Certainty:
    """Return how sure each option's rank and cost are."""
    options, samples = totals.shape
    winner, least = cheapest(totals)
    mean = totals.mean(axis=1)
    low, high = bands(totals)
    return Certainty(
        p_best=np.bincount(winner, minlength=options) / samples,
        usd_mean=mean,
        usd_p05=low,
        usd_p95=high,
        regret_usd=mean - least.mean(),
        samples=samples,
    )


def cheapest(totals: Array) -> tuple[Index, Array]:
    """Return the cheapest option of each sample, of equals the first, and what it costs.

    Option by option: NumPy's argmin over the first axis would copy the whole table.
    """
    least = totals[0].copy()
    winner = np.zeros(totals.shape[1], np.intp)
    for i, row in enumerate(totals[1:], start=1):
        better = row < least
        if better.any():
            winner[better] = i
            np.minimum(least, row, out=least)
    return winner, least


def bands(totals: Array, *, shares: tuple[float, float] = BAND) -> tuple[Array, Array]:
    """Return two quantiles of each option, interpolated as by Hyndman and Fan (1996), type 7."""
    options, samples = totals.shape
    at = [share * (samples - 1) for share in shares]
    ends = sorted({k for x in at for k in (int(x), min(int(x) + 1, samples - 1))})
    found = np.empty((2, options))
    for start in range(0, options, CHUNK):
        part = np.partition(totals[start : start + CHUNK], ends, axis=1)
        for row, x in zip(found, at, strict=True):
            row[start : start + CHUNK] = _between(part, x)
    return found[0], found[1]


def _between(rows: Array, at: float) -> Array:
    """Return the value at a fractional place of sorted rows; infinity stays infinity."""
    below, share = int(at), at % 1.0
    if share == 0:
        return rows[:, below].copy()
    low, high = rows[:, below], rows[:, below + 1]
    with np.errstate(invalid="ignore"):
        between = low + (high - low) * share
    return np.where(low == high, low, between)


def beats(totals: Array, *, rows: Index) -> Array:
    """Return the probability that one option is cheaper than another, shape (rows, rows).

    Row a, column b: that a costs less than b. Where they cost the same neither does.
    """
    found = np.zeros((len(rows), len(rows)))
    for place, row in enumerate(rows):
        for other, column in enumerate(rows):
            found[place, other] = np.mean(totals[row] < totals[column])
    return found


def lead(totals: Array, *, option: int) -> Array:
    """Return by how much the cheapest other option costs more than this one, shape (samples,).

    Negative where another is cheaper, infinite where there is no other, NaN where nothing can be
    had.
    """
    others = np.full(totals.shape[1], np.inf)
    for part in (totals[:option], totals[option + 1 :]):
        if len(part):
            np.minimum(others, part.min(axis=0), out=others)
    with np.errstate(invalid="ignore"):
        others -= totals[option]
    return others
